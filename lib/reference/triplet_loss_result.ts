import type { Reduction } from "./reduce_losses.ts";
import { softplus } from "./softplus.ts";
import { tripletCategory } from "./triplet_category.ts";

/** How many of the triplets that a rule takes are of which kind. */
export interface TripletCounts {
  /** The triplets that the rule takes: three different points, the first two of one class. */
  readonly valid: number;
  /** Those with a loss: `dAn < dAp + margin`. */
  readonly positive: number;
  /** Those with `dAn >= dAp + margin` and `dAn > dAp`. */
  readonly easy: number;
  /** Those with `dAp < dAn < dAp + margin`. */
  readonly semiHard: number;
  /** Those with `dAn <= dAp`. */
  readonly hard: number;
}

/** The loss of a batch, and what the triplets that its rule takes are like. */
export interface TripletLossResult<R extends Reduction = "mean"> {
  /**
   * The loss, in the unit of the distances; for `reduction: "none"` one an anchor, the sum of the
   * losses of its triplets, 0 where the rule takes none.
   */
  readonly loss: R extends "none" ? number[] : number;
  /** `counts.positive / counts.valid`; 0 when the rule takes no triplet. */
  readonly fractionPositive: number;
  /** The triplets, by category. */
  readonly counts: TripletCounts;
}

/** Takes triplets one by one, by anchor and their two distances: adds up losses, and counts. */
export function tripletTally(rows: number, margin: number, soft = false) {
  const tally = { "easy": 0, "semi-hard": 0, "hard": 0 };
  const sums = Array<number>(rows).fill(0);
  let sum = 0;
  let positive = 0;
  return {
    add(a: number, dAp: number, dAn: number): void {
      const active = dAn < dAp + margin;
      const violation = dAp - dAn + margin;
      const loss = soft ? softplus(violation) : active ? Math.max(violation, 0) : 0;
      tally[tripletCategory(dAp, dAn, margin)] += 1;
      positive += Number(active);
      sums[a] += loss;
      sum += loss;
    },
    result<R extends Reduction>(reduction: R): TripletLossResult<R> {
      const { easy, "semi-hard": semiHard, hard } = tally;
      const valid = easy + semiHard + hard;
      // Every smooth loss is above 0, so its mean over the non-zero ones is the mean over all.
      const counted = { "mean-non-zero": soft ? valid : positive, mean: valid, sum: 1, none: 1 };
      const loss = reduction === "none" ? sums : sum / Math.max(counted[reduction], 1);
      return {
        loss: loss as R extends "none" ? number[] : number,
        fractionPositive: positive / Math.max(valid, 1),
        counts: { valid, positive, easy, semiHard, hard },
      };
    },
  };
}

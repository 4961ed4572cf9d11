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
export interface TripletLossResult {
  /** The loss, in the unit of the distances. */
  readonly loss: number;
  /** `counts.positive / counts.valid`; 0 when the rule takes no triplet. */
  readonly fractionPositive: number;
  /** The triplets, by category. */
  readonly counts: TripletCounts;
}

/** Counts triplets one by one, by their two distances. */
export function tripletTally(margin: number): {
  add(dAp: number, dAn: number): void;
  result(loss: number): TripletLossResult;
} {
  const tally = { "easy": 0, "semi-hard": 0, "hard": 0 };
  let positive = 0;
  return {
    add(dAp, dAn) {
      tally[tripletCategory(dAp, dAn, margin)] += 1;
      if (dAn < dAp + margin) positive += 1;
    },
    result(loss) {
      const { easy, "semi-hard": semiHard, hard } = tally;
      const valid = easy + semiHard + hard;
      const fractionPositive = valid === 0 ? 0 : positive / valid;
      return { loss, fractionPositive, counts: { valid, positive, easy, semiHard, hard } };
    },
  };
}

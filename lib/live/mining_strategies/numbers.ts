import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { type MiningState, type MiningStrategy, STRATEGIES } from "./state.ts";

/** What one anchor learns from under a strategy. */
export interface AnchorChoice {
  /** Its positives that are in use; itself where a rule counts it among them and has no other. */
  readonly positives: readonly number[];
  /** Its negatives that are in use. */
  readonly negatives: readonly number[];
  /** In how many terms of the mean it is the anchor. */
  readonly terms: number;
  /** Their losses, added up. */
  readonly sum: number;
}

/** A strategy's loss, and who chose whom. */
export interface StrategyNumbers {
  /** The strategy. */
  readonly name: MiningStrategy;
  /** The mean over the terms; 0 without any. */
  readonly loss: number;
  /** How many terms are in the mean: triplets, anchors or pairs. */
  readonly terms: number;
  /** Each anchor's choices. */
  readonly choices: readonly AnchorChoice[];
}

/**
 * Every strategy's loss and choices, from the distances of `lib/reference`; `conform` there says in
 * words how the rules differ, and gives the same losses and counts.
 *
 * At ties the first of the farthest positives, or of the nearest negatives, is the chosen one.
 */
export function miningNumbers(state: MiningState): readonly StrategyNumbers[] {
  const { points, labels, squared, margin } = state;
  const d = pairwiseDistances(points, { squared });
  return STRATEGIES.map((name) => {
    const choices = labels.map((label, a) => {
      const own: number[] = [];
      const rest: number[] = [];
      labels.forEach((other, i) => {
        if (other !== label) rest.push(i);
        else if (i !== a) own.push(i);
      });
      return CHOOSE[name]({ a, row: d[a], own, rest, margin, squared });
    });
    const terms = choices.reduce((count, choice) => count + choice.terms, 0);
    const sum = choices.reduce((total, choice) => total + choice.sum, 0);
    return { name, loss: terms === 0 ? 0 : sum / terms, terms, choices };
  });
}

/** What a strategy sees of an anchor. */
interface Seen {
  /** The anchor. */
  a: number;
  /** Its distances to all points. */
  row: readonly number[];
  /** The other points of its class. */
  own: readonly number[];
  /** The points of other classes; at least one. */
  rest: readonly number[];
  margin: number;
  squared: boolean;
}

const NOTHING: AnchorChoice = { positives: [], negatives: [], terms: 0, sum: 0 };

const CHOOSE: Readonly<Record<MiningStrategy, (seen: Seen) => AnchorChoice>> = {
  "batch all": (seen) => among(seen, 0),
  "batch hard": (seen) => seen.own.length === 0 ? NOTHING : hardest(seen, 0),
  "batch hard, tensorflow": (seen) => hardest(seen, 0),
  // Article 4 clamps squared distances at 1e-12, and counts the anchor among its positives.
  "batch hard, pytorch": (seen) =>
    hardest({ ...seen, own: [seen.a, ...seen.own] }, seen.squared ? 1e-12 : 1e-6),
  // A negative must be farther than the positive, not only nearer than the margin.
  "semi-hard": (seen) => among(seen, 1),
  "semi-hard, nearest": nearestFarther,
};

/** All triplets of an anchor with a loss; with `from` 1 only those whose negative is farther. */
function among({ row, own, rest, margin }: Seen, from: 0 | 1): AnchorChoice {
  const usedNegatives = new Uint8Array(row.length);
  let [terms, sum] = [0, 0];
  const positives = own.filter((p) => {
    const before = terms;
    const reach = row[p] + margin;
    for (const n of rest) {
      if (!(row[n] < reach) || (from === 1 && row[n] <= row[p])) continue;
      terms += 1;
      sum += Math.max(row[p] - row[n] + margin, 0);
      usedNegatives[n] = 1;
    }
    return terms > before;
  });
  return { positives, negatives: rest.filter((n) => usedNegatives[n] === 1), terms, sum };
}

/** The farthest positive (at distance 0 where there is none) and the nearest negative. */
function hardest({ row, own, rest, margin }: Seen, smallest: number): AnchorChoice {
  const at = (i: number) => Math.max(row[i], smallest);
  // The anchor itself is chosen only where no other positive is as far.
  const farther = (best: number, p: number) => at(p) > at(best) ? p : best;
  const positives = own.length === 0 ? [] : [own.reduce(farther)];
  const nearest = rest.reduce((best, n) => at(n) < at(best) ? n : best);
  const dAp = positives.length === 0 ? 0 : at(positives[0]);
  return {
    positives,
    negatives: [nearest],
    terms: 1,
    sum: Math.max(dAp - at(nearest) + margin, 0),
  };
}

/** For each positive the nearest negative that is farther; where there is none the farthest. */
function nearestFarther({ row, own, rest, margin }: Seen): AnchorChoice {
  const negatives = new Set<number>();
  let sum = 0;
  for (const p of own) {
    let [near, far] = [-1, rest[0]];
    for (const n of rest) {
      if (row[n] > row[p] && (near < 0 || row[n] < row[near])) near = n;
      if (row[n] > row[far]) far = n;
    }
    const chosen = near < 0 ? far : near;
    negatives.add(chosen);
    sum += Math.max(row[p] - row[chosen] + margin, 0);
  }
  return { positives: own, negatives: [...negatives], terms: own.length, sum };
}

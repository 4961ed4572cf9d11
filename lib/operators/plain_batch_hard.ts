import { tripletTally } from "../reference/triplet_loss_result.ts";
import {
  QUERIES_AT_ONCE,
  squaredDistance,
  squaredDistances,
} from "../reference/squared_distances.ts";
import { gradientOf, type PlainBatch, plainBatch, pullPair } from "./plain_pairs.ts";
import type { BatchHardRule, EngineMetric, OperatorInput, TripletOutcome } from "./types.ts";

/** Article 4 takes `sqrt(max(d2, 1e-12))`. */
const CLAMP = 1e-12;

/** Stands for a row's number where several rows are equally far, or nearly so. */
const TIED = -1;

/** Squares so much apart, relatively, may have one root in float64. */
const NEAR = 4.5e-16;

/** For each row the least square that was offered, and whose it is, or {@linkcode TIED}. */
interface Least {
  square: Float64Array;
  row: Int32Array;
}

interface Search extends PlainBatch, ReturnType<typeof searched> {
  rule: BatchHardRule;
  squared: boolean;
  measure: (square: number) => number;
  pulls: Float64Array | null;
}

/** Batch hard in float64, without any matrix of distances; those that tie share the gradient. */
export function plainBatchHard(
  input: OperatorInput,
  { margin, squared, rule }: EngineMetric & { rule: BatchHardRule },
): TripletOutcome {
  const batch = plainBatch(input);
  const { size, order, start, end } = batch;
  const pulls = input.gradient ? new Float64Array(input.embeddings.length) : null;
  const measure = (square: number): number => {
    const value = rule === "pytorch" ? Math.max(square, CLAMP) : square;
    return squared ? value : Math.sqrt(value);
  };
  const search: Search = { ...batch, ...searched(batch), rule, squared, measure, pulls };
  const tally = tripletTally(size, margin);
  for (let a = 0; a < size; a++) {
    const hasPositive = end[a] - start[a] > 1;
    const hasNegative = end[a] - start[a] < size;
    if (rule === "valid" && !(hasPositive && hasNegative)) continue;
    const far = hasPositive ? -search.farthest.square[a] : 0;
    const near = hasNegative ? search.nearest.square[a] : far;
    const [dAp, dAn] = [measure(far), measure(near)];
    tally.add(a, dAp, dAn);
    if (!pulls || !(dAn < dAp + margin)) continue;
    // Without a negative, the row maximum stands for it and cancels the positive.
    if (hasNegative && hasPositive) pull(search, a, search.farthest.row[a], far, 1);
    if (!pullFilled(search, a, far, near) && hasNegative) {
      pull(search, a, search.nearest.row[a], near, -1);
    }
  }
  const { loss, counts } = tally.result("mean");
  const scale = 1 / Math.max(counts.valid, 1);
  return { loss, counts, ...(pulls && { gradient: gradientOf(input, order, pulls, scale) }) };
}

/** Each row's nearest of other classes, and farthest of its own: the one with the least negated square. */
function searched({ points, size, dim, end }: PlainBatch) {
  const farthest = { square: new Float64Array(size).fill(1), row: new Int32Array(size) };
  const nearest = { square: new Float64Array(size).fill(Infinity), row: new Int32Array(size) };
  const strip = new Float64Array(QUERIES_AT_ONCE * size);
  for (let i = 0; i < size; i++) {
    const r = i % QUERIES_AT_ONCE;
    if (r === 0) squaredDistances(points, i, points, dim, strip, { start: i });
    for (let j = i + 1; j < size; j++) {
      const isPositive = j < end[i], square = strip[r * size + j];
      const least = isPositive ? farthest : nearest;
      offer(least, i, j, isPositive ? -square : square);
      offer(least, j, i, isPositive ? -square : square);
    }
  }
  return { farthest, nearest };
}

/** Keeps for row `i` the least of all `square` that are offered, and which row it belongs to. */
function offer(least: Least, i: number, j: number, square: number): void {
  const gap = least.square[i] - square;
  const near = NEAR * Math.abs(square);
  if (gap < -near) return;
  least.row[i] = gap > near ? j : TIED;
  if (gap > 0) least.square[i] = square;
}

/** Adds sign * d(distance)/d(both points), shared among all of its kind at just `square`. */
function pull(search: Search, a: number, row: number, square: number, sign: number): void {
  if (search.rule === "pytorch" ? square < CLAMP : square === 0) return;
  const tied = row === TIED ? rowsAt(search, a, square, sign > 0) : [row];
  for (const j of tied) pullShare(search, a, j, square, sign / tied.length);
}

function pullShare(search: Search, a: number, j: number, square: number, share: number): void {
  const weight = share * (search.squared ? 2 : 1 / Math.sqrt(square));
  pullPair(search.pulls!, search, a, j, weight);
}

/**
 * Article 2's entries `d(a, j) + max(d(a, .))` for what is no negative, where some of them (at least
 * the anchor's own) are the row's minimum as well: all that tie share the gradient, as do those that
 * tie for the maximum in it. Tells whether it was so.
 */
function pullFilled(search: Search, a: number, far: number, near: number): boolean {
  const { points, dim, start, end, nearest, rule, measure } = search;
  const most = measure(near);
  const negatives = end.length - (end[a] - start[a]);
  if (rule !== "tensorflow" || most < measure(far)) return false;
  if (negatives > 1 && nearest.row[a] !== TIED) return false;
  const others = negatives > 0 ? rowsAt(search, a, near, false) : [];
  if (others.length < negatives) return false;
  const squares = Array.from(
    { length: end[a] - start[a] },
    (_, k) => squaredDistance(points, a, points, start[a] + k, dim),
  );
  const filled = squares.filter((square) => measure(square) + most === most).length;
  const ties = filled + negatives;
  // Without a negative, the maximum is the farthest positive: their pulls cancel.
  const farthest = squares.filter((square) => negatives > 0 && measure(square) === most).length;
  const ofMost = filled / ties / (negatives + farthest);
  squares.forEach((square, k) => {
    if (square === 0) return;
    const j = start[a] + k;
    if (measure(square) + most === most) pullShare(search, a, j, square, -1 / ties);
    if (negatives > 0 && measure(square) === most) pullShare(search, a, j, square, -ofMost);
  });
  for (const j of near > 0 ? others : []) {
    pullShare(search, a, j, squaredDistance(points, a, points, j, dim), -1 / ties - ofMost);
  }
  return true;
}

/** The rows of an anchor's class, or of all others, that are just as far from it. */
function rowsAt(search: Search, a: number, square: number, positive: boolean): number[] {
  const { points, size, dim, start, end, measure } = search;
  return Array.from({ length: size }, (_, j) => j).filter((j) =>
    j !== a && (start[a] <= j && j < end[a]) === positive &&
    measure(squaredDistance(points, a, points, j, dim)) === measure(square)
  );
}

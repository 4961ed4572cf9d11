import { tripletTally } from "../reference/triplet_loss_result.ts";
import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import { distanceTile, gatherRows, squaredDistance, TILE, zeroRows } from "./plain_tiles.ts";
import type { BatchHardRule, OperatorInput, TripletOutcome } from "./types.ts";

/** Article 4 takes `sqrt(max(d2, 1e-12))`. */
const CLAMP = 1e-12;

/** Stands for a row's number where several rows are equally far, or nearly so. */
const TIED = -1;

/** Squares so much apart, relatively, may have one root in float64. */
const NEAR = 4.5e-16;

/** For each row the least of the squares that were offered, and whose it is, or {@linkcode TIED}. */
interface Least {
  square: Float64Array;
  row: Int32Array;
}

/** What the search has found, and what the pulls at the points are added up in. */
interface Search {
  /** The batch in the order of its classes, with rows of zeros behind it. */
  points: readonly Float64Array[];
  /** The rows of a row's class: from, and up to. */
  start: Int32Array;
  end: Int32Array;
  /** The farthest of a row's class: the one with the least negated square. */
  farthest: Least;
  /** The nearest of the others. */
  nearest: Least;
  rule: BatchHardRule;
  squared: boolean;
  /** The distance that a square stands for. */
  measure: (square: number) => number;
  gradients: Float64Array[] | null;
}

/**
 * Batch hard in float64, without any matrix of distances. Distances that tie for the farthest
 * positive or the nearest negative share the gradient equally, as TensorFlow's reduce_max and
 * PyTorch's max over all entries do.
 */
export function plainBatchHard(
  input: OperatorInput,
  { margin, squared, rule }: { margin: number; squared: boolean; rule: BatchHardRule },
): TripletOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);
  const gradients = gradient ? zeroRows(size, dim) : null;
  const measure = (square: number): number => {
    const value = rule === "pytorch" ? Math.max(square, CLAMP) : square;
    return squared ? value : Math.sqrt(value);
  };
  const found = searched(points, end);
  const search: Search = { points, start, end, ...found, rule, squared, measure, gradients };
  const tally = tripletTally(size, margin);
  for (let a = 0; a < size; a++) {
    const hasPositive = end[a] - start[a] > 1;
    const hasNegative = end[a] - start[a] < size;
    if (rule === "valid" && !(hasPositive && hasNegative)) continue;
    const far = hasPositive ? -search.farthest.square[a] : 0;
    const near = hasNegative ? search.nearest.square[a] : far;
    const [dAp, dAn] = [measure(far), measure(near)];
    tally.add(a, dAp, dAn);
    if (!(dAn < dAp + margin)) continue;
    // Without a negative, the row maximum stands for it and cancels the positive.
    if (hasNegative && hasPositive) pull(search, a, search.farthest.row[a], far, 1);
    if (!pullFilled(search, a, far, near) && hasNegative) {
      pull(search, a, search.nearest.row[a], near, -1);
    }
  }
  const { loss, counts } = tally.result("mean");
  if (!gradients) return { loss, counts };
  const scale = 1 / Math.max(counts.valid, 1);
  const result = gradientSpace(input);
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < dim; k++) result[order[a] * dim + k] = scale * gradients[a][k];
  }
  return { loss, counts, gradient: result };
}

/** Looks at each pair once. */
function searched(
  points: Float64Array[],
  end: Int32Array,
): { farthest: Least; nearest: Least } {
  const size = end.length;
  const farthest = { square: new Float64Array(size).fill(1), row: new Int32Array(size) };
  const nearest = { square: new Float64Array(size).fill(Infinity), row: new Int32Array(size) };
  const tile = new Float64Array(TILE * TILE);
  for (let i0 = 0; i0 < size; i0 += TILE) {
    const rows = Math.min(TILE, size - i0);
    for (let j0 = i0; j0 < size; j0 += TILE) {
      const columns = Math.min(TILE, size - j0);
      distanceTile(tile, points, i0, rows, j0, columns);
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        for (let c = Math.max(i + 1 - j0, 0); c < columns; c++) {
          const j = j0 + c;
          const square = tile[r * TILE + c];
          if (j < end[i]) {
            offer(farthest, i, j, -square);
            offer(farthest, j, i, -square);
          } else {
            offer(nearest, i, j, square);
            offer(nearest, j, i, square);
          }
        }
      }
    }
  }
  return { farthest, nearest };
}

/** Adds sign * d(distance)/d(both points), shared among all of its kind at just `square`. */
function pull(search: Search, a: number, row: number, square: number, sign: number): void {
  if (!search.gradients || (search.rule === "pytorch" ? square < CLAMP : square === 0)) return;
  const tied = row === TIED ? rowsAt(search, a, square, sign > 0) : [row];
  for (const j of tied) pullPair(search, a, j, square, sign / tied.length);
}

/** Adds share * d(distance)/d(both points) of one pair. */
function pullPair(
  { points, gradients, squared }: Search,
  a: number,
  j: number,
  square: number,
  share: number,
): void {
  const weight = share * (squared ? 2 : 1 / Math.sqrt(square));
  const x = points[a], y = points[j], atX = gradients![a], atY = gradients![j];
  for (let k = 0; k < x.length; k++) {
    const step = weight * (x[k] - y[k]);
    atX[k] += step;
    atY[k] -= step;
  }
}

/**
 * Article 2's entries `d(a, j) + max(d(a, .))` for what is no negative, where some of them are the
 * row's minimum as well: at least the anchor's own, when no row is farther than the nearest
 * negative. All that tie share the gradient, and so do those that tie for the maximum in it. Tells
 * whether it was so.
 */
function pullFilled(search: Search, a: number, far: number, near: number): boolean {
  const { points, start, end, nearest, rule, measure, gradients } = search;
  const negatives = end.length - (end[a] - start[a]);
  if (!gradients || rule !== "tensorflow") return false;
  if (negatives > 1 && nearest.row[a] !== TIED) return false;
  if (measure(near) < measure(far)) return false;
  const others = negatives > 0 ? rowsAt(search, a, near, false) : [];
  if (others.length < negatives) return false;
  const most = measure(near);
  const squares = points.slice(start[a], end[a]).map((x) => squaredDistance(points[a], x));
  const filled = squares.filter((square) => measure(square) + most === most).length;
  const ties = filled + negatives;
  // Without a negative, the maximum is the farthest positive: their pulls cancel.
  const farthest = squares.filter((square) => negatives > 0 && measure(square) === most).length;
  const ofMost = filled / ties / (negatives + farthest);
  squares.forEach((square, k) => {
    if (square === 0) return;
    const j = start[a] + k;
    if (measure(square) + most === most) pullPair(search, a, j, square, -1 / ties);
    if (negatives > 0 && measure(square) === most) pullPair(search, a, j, square, -ofMost);
  });
  for (const j of near > 0 ? others : []) {
    pullPair(search, a, j, squaredDistance(points[a], points[j]), -1 / ties - ofMost);
  }
  return true;
}

/** The rows of an anchor's class, or of all others, that are just as far from it. */
function rowsAt(
  { points, start, end, measure }: Search,
  a: number,
  square: number,
  positive: boolean,
): number[] {
  const found: number[] = [];
  for (let j = 0; j < end.length; j++) {
    const isPositive = start[a] <= j && j < end[a];
    if (j === a || isPositive !== positive) continue;
    if (measure(squaredDistance(points[a], points[j])) === measure(square)) found.push(j);
  }
  return found;
}

/** Keeps for row `i` the least of all `square` that are offered, and which row it belongs to. */
function offer(least: Least, i: number, j: number, square: number): void {
  const gap = least.square[i] - square;
  const near = NEAR * Math.abs(square);
  if (gap < -near) return;
  least.row[i] = gap > near ? j : TIED;
  if (gap > 0) least.square[i] = square;
}

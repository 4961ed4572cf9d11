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
  // The farthest is the one with the least negated distance.
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

  const measure = (square: number): number => {
    const value = rule === "pytorch" ? Math.max(square, CLAMP) : square;
    return squared ? value : Math.sqrt(value);
  };
  const tally = tripletTally(margin);
  let sum = 0;
  const gradients = gradient ? zeroRows(size, dim) : null;

  /** Adds sign * d(distance)/d(both points), shared among all of its kind at just `square`. */
  function pull(a: number, row: number, square: number, sign: number): void {
    if (!gradients || (rule === "pytorch" ? square < CLAMP : square === 0)) return;
    const tied = row === TIED ? rowsAt(a, square, sign > 0) : [row];
    for (const j of tied) pullPair(a, j, square, sign / tied.length);
  }
  /** Adds share * d(distance)/d(both points) of one pair. */
  function pullPair(a: number, j: number, square: number, share: number): void {
    const weight = share * (squared ? 2 : 1 / Math.sqrt(square));
    const x = points[a], y = points[j], atX = gradients![a], atY = gradients![j];
    for (let k = 0; k < dim; k++) {
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
  function pullFilled(a: number, far: number, near: number): boolean {
    const negatives = size - (end[a] - start[a]);
    if (!gradients || rule !== "tensorflow") return false;
    if (negatives > 1 && nearest.row[a] !== TIED) return false;
    if (measure(near) < measure(far)) return false;
    const others = negatives > 0 ? rowsAt(a, near, false) : [];
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
      if (measure(square) + most === most) pullPair(a, start[a] + k, square, -1 / ties);
      if (negatives > 0 && measure(square) === most) pullPair(a, start[a] + k, square, -ofMost);
    });
    for (const j of near > 0 ? others : []) {
      pullPair(a, j, squaredDistance(points[a], points[j]), -1 / ties - ofMost);
    }
    return true;
  }
  function rowsAt(a: number, square: number, positive: boolean): number[] {
    const found: number[] = [];
    for (let j = 0; j < size; j++) {
      const isPositive = start[a] <= j && j < end[a];
      if (j === a || isPositive !== positive) continue;
      if (measure(squaredDistance(points[a], points[j])) === measure(square)) found.push(j);
    }
    return found;
  }

  for (let a = 0; a < size; a++) {
    const hasPositive = end[a] - start[a] > 1;
    const hasNegative = end[a] - start[a] < size;
    if (rule === "valid" && !(hasPositive && hasNegative)) continue;
    const far = hasPositive ? -farthest.square[a] : 0;
    const near = hasNegative ? nearest.square[a] : far;
    const [dAp, dAn] = [measure(far), measure(near)];
    tally.add(dAp, dAn);
    if (!(dAn < dAp + margin)) continue;
    sum += Math.max(dAp - dAn + margin, 0);
    // Without a negative, the row maximum stands for it and cancels the positive.
    if (hasNegative && hasPositive) pull(a, farthest.row[a], far, 1);
    if (!pullFilled(a, far, near) && hasNegative) pull(a, nearest.row[a], near, -1);
  }
  const { counts } = tally.result(0);
  const scale = counts.valid > 0 ? 1 / counts.valid : 0;
  if (!gradients) return { loss: sum * scale, counts };
  const result = gradientSpace(input);
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < dim; k++) result[order[a] * dim + k] = scale * gradients[a][k];
  }
  return { loss: sum * scale, counts, gradient: result };
}

/** Keeps for row `i` the least of all `square` that are offered, and which row it belongs to. */
function offer(
  least: { square: Float64Array; row: Int32Array },
  i: number,
  j: number,
  square: number,
): void {
  const gap = least.square[i] - square;
  const near = NEAR * Math.abs(square);
  if (gap < -near) return;
  least.row[i] = gap > near ? j : TIED;
  if (gap > 0) least.square[i] = square;
}

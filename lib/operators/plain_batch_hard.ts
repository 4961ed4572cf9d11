import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import { distanceTile, gatherRows, pairDistance, TILE } from "./plain_tiles.ts";
import type { BatchHardOutcome, BatchHardRule, OperatorInput } from "./types.ts";

/** Article 4 takes `sqrt(max(d2, 1e-12))`. */
const CLAMP = 1e-12;

/**
 * Batch hard in float64, without any matrix of distances. Distances that tie for the farthest
 * positive or the nearest negative share the gradient equally, as TensorFlow's reduce_max and
 * PyTorch's max over all entries do.
 */
export function plainBatchHard(
  input: OperatorInput,
  { margin, squared, rule }: { margin: number; squared: boolean; rule: BatchHardRule },
): BatchHardOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);
  const farthest = new Float64Array(size).fill(-1);
  const nearest = new Float64Array(size).fill(Infinity);
  const tile = new Float64Array(TILE * TILE);
  for (let i0 = 0; i0 < size; i0 += TILE) {
    const rows = Math.min(TILE, size - i0);
    for (let j0 = i0; j0 < size; j0 += TILE) {
      const columns = Math.min(TILE, size - j0);
      distanceTile(tile, points, i0, rows, j0, columns, dim);
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        for (let c = Math.max(i + 1 - j0, 0); c < columns; c++) {
          const j = j0 + c;
          const d = tile[r * TILE + c];
          if (j < end[i]) {
            if (d > farthest[i]) farthest[i] = d;
            if (d > farthest[j]) farthest[j] = d;
          } else {
            if (d < nearest[i]) nearest[i] = d;
            if (d < nearest[j]) nearest[j] = d;
          }
        }
      }
    }
  }

  const measure = (square: number): number => {
    const value = rule === "pytorch" ? Math.max(square, CLAMP) : square;
    return squared ? value : Math.sqrt(value);
  };
  let sum = 0;
  let anchors = 0;
  let active = 0;
  const gradients = gradient ? new Float64Array(size * dim) : null;
  const tied: number[] = [];

  /** Adds sign * d(distance)/d(both points), shared among all of [from, to) at exactly `square`. */
  function pull(a: number, from: number, to: number, square: number, sign: number): void {
    if (!gradients || (rule === "pytorch" ? square < CLAMP : square === 0)) return;
    tied.length = 0;
    for (let j = from; j < to; j++) {
      if (j !== a && pairDistance(points, a, j, dim, true) === square) tied.push(j);
    }
    pullTied(gradients, a, square, sign);
  }
  function pullTied(gradients: Float64Array, a: number, square: number, sign: number): void {
    const weight = sign * (squared ? 2 : 1 / Math.sqrt(square)) / tied.length;
    for (const j of tied) {
      for (let k = 0; k < dim; k++) {
        const step = weight * (points[a * dim + k] - points[j * dim + k]);
        gradients[a * dim + k] += step;
        gradients[j * dim + k] -= step;
      }
    }
  }

  for (let a = 0; a < size; a++) {
    const hasPositive = end[a] - start[a] > 1;
    const hasNegative = end[a] - start[a] < size;
    if (rule === "valid" && !(hasPositive && hasNegative)) continue;
    anchors++;
    if (!hasNegative) {
      // The row maximum stands in for the missing negative and cancels the positive: the margin.
      sum += margin;
      if (margin > 0) active++;
      continue;
    }
    const loss = measure(hasPositive ? farthest[a] : 0) - measure(nearest[a]) + margin;
    if (!(loss > 0)) continue;
    active++;
    sum += loss;
    if (hasPositive) pull(a, start[a], end[a], farthest[a], 1);
    if (gradients && nearest[a] >= (rule === "pytorch" ? CLAMP : Number.MIN_VALUE)) {
      tied.length = 0;
      for (let j = 0; j < size; j++) {
        if (j === start[a]) j = end[a];
        if (j < size && pairDistance(points, a, j, dim, true) === nearest[a]) tied.push(j);
      }
      pullTied(gradients, a, nearest[a], -1);
    }
  }
  const scale = anchors > 0 ? 1 / anchors : 0;
  if (!gradients) return { loss: sum * scale, anchors, active };
  const result = gradientSpace(input);
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < dim; k++) result[order[a] * dim + k] = scale * gradients[a * dim + k];
  }
  return { loss: sum * scale, anchors, active, gradient: result };
}

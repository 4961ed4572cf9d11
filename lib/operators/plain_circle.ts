import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import { addProducts, gatherRows, productTile, TILE, zeroRows } from "./plain_tiles.ts";
import type { CircleOutcome, OperatorInput } from "./types.ts";

/**
 * The pooled circle loss in float64: one pass over the pairs for the two logarithms of sums, a second
 * for the gradient, and no matrix of similarities.
 */
export function plainCircle(
  input: OperatorInput,
  { m, gamma }: { m: number; gamma: number },
): CircleOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);
  let positivePairs = 0;
  for (let i = 0; i < size; i++) positivePairs += (end[i] - start[i] - 1) / 2;
  const negativePairs = (size * size - size) / 2 - positivePairs;
  // The logarithm of an empty sum is -Infinity, and softplus of that is 0.
  if (positivePairs === 0 || negativePairs === 0) {
    const none = { loss: 0, positivePairs, negativePairs };
    return gradient ? { ...none, gradient: gradientSpace(input) } : none;
  }

  const tile = new Float64Array(TILE * TILE);
  function forEachTile(
    visit: (i0: number, rows: number, j0: number, columns: number) => void,
  ): void {
    for (let i0 = 0; i0 < size; i0 += TILE) {
      const rows = Math.min(TILE, size - i0);
      for (let j0 = i0; j0 < size; j0 += TILE) {
        const columns = Math.min(TILE, size - j0);
        productTile(tile, points, i0, rows, j0, columns);
        visit(i0, rows, j0, columns);
      }
    }
  }

  const positives = { peak: -Infinity, sum: 0 };
  const negatives = { peak: -Infinity, sum: 0 };
  forEachTile((i0, rows, j0, columns) => {
    for (let r = 0; r < rows; r++) {
      const i = i0 + r;
      for (let c = Math.max(i + 1 - j0, 0); c < columns; c++) {
        const s = tile[r * TILE + c];
        if (j0 + c < end[i]) {
          addExp(positives, -Math.max(1 + m - s, 0) * (s - (1 - m)) * gamma);
        } else addExp(negatives, Math.max(s + m, 0) * (s - m) * gamma);
      }
    }
  });
  const { peak: peakP, sum: sumP } = positives;
  const { peak: peakN, sum: sumN } = negatives;
  const z = peakP + Math.log(sumP) + peakN + Math.log(sumN);
  const loss = z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
  if (!gradient) return { loss, positivePairs, negativePairs };

  const slope = gamma * (z > 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
  const sums = zeroRows(size, dim);
  forEachTile((i0, rows, j0, columns) => {
    for (let r = 0; r < rows; r++) {
      const i = i0 + r;
      const first = Math.min(Math.max(i + 1 - j0, 0), columns);
      if (i0 === j0) tile[r * TILE + r] = 0;
      for (let c = first; c < columns; c++) {
        const s = tile[r * TILE + c];
        if (j0 + c < end[i]) {
          const a = Math.max(1 + m - s, 0);
          const share = Math.exp(-a * (s - (1 - m)) * gamma - peakP) / sumP;
          tile[r * TILE + c] = -slope * share * a;
        } else {
          const a = Math.max(s + m, 0);
          tile[r * TILE + c] = slope * (Math.exp(a * (s - m) * gamma - peakN) / sumN) * a;
        }
      }
    }
    addProducts(sums, points, tile, i0, rows, j0, columns);
  });
  const result = gradientSpace(input);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < dim; k++) result[order[i] * dim + k] = sums[i][k];
  }
  return { loss, positivePairs, negativePairs, gradient: result };
}

/** A sum of exp(logit - peak), the peak rising as larger logits come. */
function addExp(total: { peak: number; sum: number }, logit: number): void {
  if (logit <= total.peak) total.sum += Math.exp(logit - total.peak);
  else {
    total.sum = total.sum * Math.exp(total.peak - logit) + 1;
    total.peak = logit;
  }
}

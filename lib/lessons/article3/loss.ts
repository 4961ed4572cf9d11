import { type Article3Options, type Article3Result, checkArticle3Input } from "./check.ts";

/** Both denominators carry it, as in the C source. */
const EPSILON = 1e-12;

/**
 * Article 3's batch-all loss, in the unit of the distances, in TypeScript, operation by operation in the C source's order, so that
 * both give the same double to the last bit.
 *
 * `l(a, p, n) = d(a, p) - d(a, n) + margin` over all valid triplets;
 * `loss = sum of the l above 0 / (positive + 1e-12)`,
 * `fractionPositive = positive / (valid + 1e-12)`. The `1e-12` makes both a shade smaller than the
 * plain quotients, and 0 for a batch without a valid triplet. Of the three engines for this loss it
 * is the plainest: O(B^3) time like the article's, though without its B x B x B mask.
 *
 * @throws {RangeError} if a size, the margin or an embedding is out of range, or a label is not a
 * 32-bit whole number
 *
 * @example The article's line
 * ```ts
 * import { article3Batch, article3Line, article3Loss } from "#lib/lessons/article3/mod.ts";
 *
 * const { embeddings, labels, dim } = article3Batch();
 * const line = article3Line(article3Loss(embeddings, labels, { dim, margin: 0.2 }));
 * if (line !== "The triplet loss is 0.270146 with positives 0.668605") throw new Error(line);
 * ```
 */
export function article3Loss(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: Article3Options,
): Article3Result {
  const input = checkArticle3Input(embeddings, labels, options);
  const { embeddings: x, labels: y, batch, dim, margin, squared } = input;
  const distance = new Float64Array(batch * batch);
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < batch; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) {
        const difference = x[i * dim + k] - x[j * dim + k];
        sum += difference * difference;
      }
      distance[i * batch + j] = squared ? sum : Math.sqrt(sum);
    }
  }
  let sum = 0;
  let valid = 0;
  let positive = 0;
  for (let a = 0; a < batch; a++) {
    for (let p = 0; p < batch; p++) {
      if (a === p || y[a] !== y[p]) continue;
      for (let n = 0; n < batch; n++) {
        if (y[a] === y[n]) continue;
        valid++;
        const loss = distance[a * batch + p] - distance[a * batch + n] + margin;
        if (loss > 0) {
          positive++;
          sum += loss;
        }
      }
    }
  }
  return {
    loss: sum / (positive + EPSILON),
    fractionPositive: positive / (valid + EPSILON),
    counts: { valid, positive },
  };
}

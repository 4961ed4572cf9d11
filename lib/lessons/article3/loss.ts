import { squaredDistance } from "../../reference/squared_distances.ts";
import { type Article3Options, type Article3Result, checkArticle3Input } from "./check.ts";

/** Both denominators carry it, as in the C source. */
const EPSILON = 1e-12;

/** Article 3's batch-all loss in the C source's order, so that both give the same double. */
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
      const square = squaredDistance(x, i, x, j, dim);
      distance[i * batch + j] = squared ? square : Math.sqrt(square);
    }
  }
  let [sum, valid, positive] = [0, 0, 0];
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

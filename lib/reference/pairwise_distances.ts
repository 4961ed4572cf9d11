import { checkMatrix, checkMetric, checkOptions } from "../checks/mod.ts";
import type { DistanceOptions, Matrix } from "../checks/mod.ts";
import { l2Normalize } from "./l2_normalize.ts";

/**
 * The Euclidean distances between all points of a batch, `d_ij = sqrt(sum_k (x_ik - x_jk)^2)`, their
 * squares, or the cosine distances `1 - x_i . x_j / (||x_i|| ||x_j||)`, half the squares of the
 * points at length 1; between two points at the origin these are 0, in sentence-transformers 1.
 *
 * Article 2 expands the square into the Gram matrix, `||x_i||^2 - 2 x_i . x_j + ||x_j||^2`, in which
 * points far from the origin, and near each other, lose their digits. The sum of squared differences
 * is symmetric, never negative, and exactly 0 for equal points.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns B rows of B distances, in the unit of the coordinates (or its square)
 * @throws {TypeError | RangeError} when `embeddings` is no matrix of finite numbers
 *
 * @example
 * ```ts
 * import { pairwiseDistances } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(pairwiseDistances([[0, 0], [3, 4]]), [[0, 5], [5, 0]]);
 * assertEquals(pairwiseDistances([[1, 0], [0, 5]], { distance: "cosine" }), [[0, 1], [1, 0]]);
 * ```
 */
export function pairwiseDistances(embeddings: Matrix, options: DistanceOptions = {}): number[][] {
  const { squared = false, distance } = checkOptions(options, "squared distance");
  checkMatrix(embeddings);
  checkMetric(options);
  const cosine = distance === "cosine";
  const points = cosine ? l2Normalize(embeddings) : embeddings;
  const isZero = points.map((x) => Array.from(x).every((xk) => xk === 0));
  return points.map((x, i) =>
    points.map((y, j) => {
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += (x[k] - y[k]) ** 2;
      if (cosine) return isZero[i] === isZero[j] ? sum / 2 : 1;
      return squared ? sum : Math.sqrt(sum);
    })
  );
}

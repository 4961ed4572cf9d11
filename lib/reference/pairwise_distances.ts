import { checkFlag, checkMatrix, checkOptions, type Matrix } from "../checks/mod.ts";

/** Which distances are meant. */
export interface DistanceOptions {
  /** True for squared Euclidean distances. Default false. */
  readonly squared?: boolean;
}

/**
 * The Euclidean distances between all points of a batch, `d_ij = sqrt(sum_k (x_ik - x_jk)^2)`, or
 * their squares.
 *
 * Article 2 expands the square into the Gram matrix, `||x_i||^2 - 2 x_i . x_j + ||x_j||^2`: one
 * product of matrices, but far from the origin, and near each other, points lose their digits in
 * it. The sum of squared differences has no such place. It is symmetric, never negative, and
 * exactly 0 for equal points.
 *
 * @param embeddings the points, B rows of D numbers
 * @param options `squared`
 * @returns B rows of B distances, in the unit of the coordinates (or its square)
 * @throws {TypeError} when `embeddings` is no matrix
 * @throws {RangeError} when its rows differ in length or an entry is not finite
 *
 * @example
 * ```ts
 * import { pairwiseDistances } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(pairwiseDistances([[0, 0], [3, 4]]), [[0, 5], [5, 0]]);
 * assertEquals(pairwiseDistances([[0, 0], [3, 4]], { squared: true }), [[0, 25], [25, 0]]);
 * ```
 */
export function pairwiseDistances(
  embeddings: Matrix,
  options: DistanceOptions = {},
): number[][] {
  const { squared = false } = checkOptions(options, "squared");
  checkMatrix(embeddings);
  checkFlag(squared, "squared");
  return embeddings.map((x) =>
    embeddings.map((y) => {
      let sum = 0;
      for (let k = 0; k < x.length; k++) sum += (x[k] - y[k]) ** 2;
      return squared ? sum : Math.sqrt(sum);
    })
  );
}

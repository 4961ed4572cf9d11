import { checkMatrix, type Matrix } from "../checks/mod.ts";

/**
 * Rows of length 1, `x / ||x||`, so that the inner product of two rows is the cosine of their angle.
 * A row of zeros has no direction and stays zeros.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns new rows; the ones given are left as they are
 * @throws {TypeError | RangeError} when `embeddings` is no matrix of finite numbers
 *
 * @example
 * ```ts
 * import { l2Normalize } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(l2Normalize([[3, 4], [0, 0]]), [[0.6, 0.8], [0, 0]]);
 * ```
 */
export function l2Normalize(embeddings: Matrix): number[][] {
  checkMatrix(embeddings);
  return embeddings.map((row) => {
    const x = Array.from(row);
    // Divided by the largest coordinate first, tiny rows keep their digits when squared.
    const largest = x.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    if (largest === 0) return x;
    const norm = largest * Math.sqrt(x.reduce((sum, xi) => sum + (xi / largest) ** 2, 0));
    return x.map((xi) => xi / norm);
  });
}

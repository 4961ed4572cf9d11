import type { Labels, Matrix } from "../checks/mod.ts";
import { checkBatch } from "./each_triplet.ts";

/** The similarities of a batch, apart by whether the two points are of one class. */
export interface SimilarityPairs {
  /** Of the pairs of one class. */
  readonly sp: number[];
  /** Of the pairs of two classes. */
  readonly sn: number[];
}

/**
 * The similarities of all pairs `i < j` (article 5, `convert_label_to_similarity`):
 * `s_ij = x_i . x_j`, within a class into `sp`, between classes into `sn`, in the order of the
 * flattened upper triangle: (0, 1), (0, 2), ..., (1, 2), ...
 *
 * @param normedFeatures the points, B rows of D numbers, each of length 1 as {@linkcode l2Normalize}
 *   leaves them; they are taken as they are, and only then is `s` a cosine
 * @returns `sp` and `sn`, together `B (B - 1) / 2` numbers
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss}
 *
 * @example
 * ```ts
 * import { similarityPairs } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(similarityPairs([[1, 0], [0, 1], [-1, 0]], [4, 4, 9]), { sp: [0], sn: [-1, 0] });
 * ```
 */
export function similarityPairs(normedFeatures: Matrix, labels: Labels): SimilarityPairs {
  checkBatch(normedFeatures, labels);
  const sp: number[] = [];
  const sn: number[] = [];
  for (let i = 0; i < normedFeatures.length; i++) {
    for (let j = i + 1; j < normedFeatures.length; j++) {
      (labels[i] === labels[j] ? sp : sn).push(dot(normedFeatures[i], normedFeatures[j]));
    }
  }
  return { sp, sn };
}

/** `x . y = sum_k x_k y_k`. */
export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
  // Both signs of zero are one similarity.
  return sum + 0;
}

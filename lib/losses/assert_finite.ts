import { checkFlatMatrix } from "../checks/mod.ts";
import { checkFloats } from "./internal/check_input.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * Reads embeddings, [B, D], back and refuses an entry that is not finite, or above 1e12 in magnitude,
 * with its row and column. The losses do so where tensors can be read at once; on `"webgpu"` it would
 * cost more than a step: there, call this when a loss comes out as NaN, or every so many steps.
 *
 * @param name the argument, as the message shall call it
 * @throws {TypeError} when it is no float32 tensor of rank 2
 * @throws {RangeError} when an entry is NaN, infinite or above 1e12 in magnitude
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { assertFinite } from "@triplet-lab/triplet-lab/losses";
 * import { assertRejects } from "@std/assert";
 * const asked = () => assertFinite(tf.tensor2d([[0, 1], [2, NaN]]));
 * await assertRejects(asked, RangeError, "expected finite numbers, got NaN at row 1, column 1");
 * ```
 */
export async function assertFinite(embeddings: Tensor2D, name = "embeddings"): Promise<void> {
  checkFloats(embeddings, 2, "[B, D]", name);
  checkFlatMatrix(await embeddings.data(), embeddings.shape[1], name);
}

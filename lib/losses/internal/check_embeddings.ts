import * as tf from "@tensorflow/tfjs";
import { checkFlatMatrix, describe, expected, type MatrixShape } from "../../checks/mod.ts";
import { isHostReadable } from "./host.ts";

/**
 * Refuses what is not a float32 matrix of finite numbers. The numbers are looked at where they can
 * be read at once; elsewhere `assertFinite` looks at them when asked.
 */
export function checkEmbeddings(embeddings: unknown, name = "embeddings"): MatrixShape {
  checkFloats(embeddings, 2, "[B, D]", name);
  const [rows, columns] = embeddings.shape as [number, number];
  if (columns === 0) {
    throw new RangeError(expected(name, "at least one column", describe(embeddings)));
  }
  if (isHostReadable()) checkFlatMatrix(embeddings.dataSync(), columns, name);
  return { rows, columns };
}

/** Refuses what is not a float32 vector of finite numbers. */
export function checkVector(vector: unknown, name: string): void {
  checkFloats(vector, 1, "[N]", name);
  if (isHostReadable()) checkFlatMatrix(vector.dataSync(), 1, name);
}

/** Refuses what is not a float32 tensor of one rank. */
export function checkFloats(
  value: unknown,
  rank: number,
  shape: string,
  name: string,
): asserts value is tf.Tensor {
  const wanted = `a float32 tensor of shape ${shape}`;
  if (!(value instanceof tf.Tensor)) throw new TypeError(expected(name, wanted, describe(value)));
  if (value.isDisposed) throw new TypeError(expected(name, wanted, "a tensor that was disposed"));
  if (value.rank !== rank || value.dtype !== "float32") {
    throw new TypeError(expected(name, wanted, describe(value)));
  }
}

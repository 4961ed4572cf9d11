import * as tf from "@tensorflow/tfjs";
import { checkFlatMatrix, describe, expected, type MatrixShape } from "../../checks/mod.ts";
import { isHostReadable } from "./host.ts";

/** Refuses what is no float32 matrix, or (where it can be read at once) not of finite numbers. */
export function checkEmbeddings(embeddings: unknown, name = "embeddings"): MatrixShape {
  checkFloats(embeddings, 2, "[B, D]", name);
  const [rows, columns] = embeddings.shape as [number, number];
  if (columns === 0) {
    throw new RangeError(expected(name, "at least one column", describe(embeddings)));
  }
  if (isHostReadable()) checkFlatMatrix(embeddings.dataSync(), columns, name);
  return { rows, columns };
}

/** Refuses what is no float32 vector, likewise. */
export function checkVector(vector: unknown, name: string): void {
  checkFloats(vector, 1, "[N]", name);
  if (isHostReadable()) checkFlatMatrix(vector.dataSync(), 1, name);
}

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

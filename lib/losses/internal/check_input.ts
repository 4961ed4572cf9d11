import * as tf from "@tensorflow/tfjs";
import { checkFlatMatrix, checkLabels, type Labels, type MatrixShape } from "../../checks/mod.ts";
import { describe, expected, refuseKind, refuseValue } from "../../checks/mod.ts";
import type { Tensor1D, Tensor2D } from "../tensors.ts";

/** True where `dataSync` works and costs a copy at most: a GPU in a browser's manner needs a promise. */
export function isHostReadable(): boolean {
  return ["cpu", "wasm", "tensorflow"].includes(tf.getBackend());
}

export function checkFloats(
  value: unknown,
  rank: number,
  shape: string,
  name: string,
): asserts value is tf.Tensor {
  const wanted = `a float32 tensor of shape ${shape}`;
  if (!(value instanceof tf.Tensor)) refuseKind(value, name, wanted);
  if (value.isDisposed) throw new TypeError(expected(name, wanted, "a tensor that was disposed"));
  if (value.rank !== rank || value.dtype !== "float32") refuseKind(value, name, wanted);
}

/** Refuses what is no float32 vector, or (where it can be read at once) not of finite numbers. */
export function checkVector(vector: unknown, name: string): void {
  checkFloats(vector, 1, "[N]", name);
  if (isHostReadable()) checkFlatMatrix(vector.dataSync(), 1, name);
}

/** A matrix with its numbers, or null where only the device knows them. */
type Matrix = MatrixShape & { readonly values: Float32Array | null };

/** Refuses what is no float32 matrix, likewise. */
export function checkEmbeddings(embeddings: unknown, name = "embeddings"): Matrix {
  checkFloats(embeddings, 2, "[B, D]", name);
  const [rows, columns] = embeddings.shape as [number, number];
  if (columns === 0) refuseValue(describe(embeddings), name, "at least one column");
  const read = isHostReadable() ? embeddings.dataSync<"float32">() : null;
  // On cpu whole numbers stay an Int32Array when they are made float32.
  const values = read && (read instanceof Float32Array ? read : Float32Array.from(read));
  if (values) checkFlatMatrix(values, columns, name);
  return { rows, columns, values };
}

/** One integer a point: `number[]`, a typed array, or a tensor of shape [B]. */
export type LabelsInput = Labels | Tensor1D;

/** The labels of a batch, checked. */
export interface BatchLabels {
  /** Dense class indices 0, 1, ..., or null where only the device knows them. */
  readonly list: Int32Array | null;
  /** The same on the device, as a new tensor. */
  tensor(): Tensor1D;
}

export type Batch = BatchLabels & Matrix;

/** Refuses embeddings and labels that do not belong together. */
export function checkBatch(embeddings: Tensor2D, labels: LabelsInput, name?: string): Batch {
  const shape = checkEmbeddings(embeddings, name);
  return { ...shape, ...batchLabels(labels, shape.rows) };
}

/**
 * Refuses labels that are not one integer for each row; a float32 tensor's also where they may have
 * been rounded. A list becomes class indices, so that labels beyond int32 stay what they are.
 */
export function batchLabels(labels: LabelsInput, rows?: number): BatchLabels {
  if (!(labels instanceof tf.Tensor)) return fromList(labels, rows);
  if (labels.rank !== 1 || labels.dtype === "string" || labels.dtype === "complex64") {
    const hint = labels.rank === 2 ? "flatten labels of shape [B, 1] to [B]" : "";
    const wanted = "a list of integers or a tensor of shape [B]";
    refuseKind(labels, "labels", wanted, hint);
  }
  if (isHostReadable()) return fromList(labels.dataSync(), rows);
  if (rows !== undefined && labels.size !== rows) {
    refuseValue(labels.size, "labels", `${rows} entries, one a row of embeddings`);
  }
  if (labels.dtype === "float32") {
    const hint = 'make it by tf.tensor1d(labels, "int32"), or give the list';
    const wanted = "an int32 tensor where a device alone reads them";
    refuseKind(labels, "labels", wanted, hint);
  }
  return { list: null, tensor: () => labels.toInt() };
}

function fromList(labels: Labels, rows?: number): BatchLabels {
  checkLabels(labels, rows);
  const indices = new Map<number, number>();
  const list = new Int32Array(labels.length).map((_, i) => {
    if (!indices.has(labels[i])) indices.set(labels[i], indices.size);
    return indices.get(labels[i])!;
  });
  return { list, tensor: () => tf.tensor1d(list, "int32") };
}

import * as tf from "@tensorflow/tfjs";
import { checkLabels, describe, expected, type Labels } from "../../checks/mod.ts";
import type { Tensor1D, Tensor2D } from "../tensors.ts";
import { checkEmbeddings } from "./check_embeddings.ts";
import { isHostReadable } from "./host.ts";

/** One integer a point: `number[]`, a typed array, or a tensor of shape [B]. */
export type LabelsInput = Labels | Tensor1D;

/** The labels of a batch, checked. */
export interface BatchLabels {
  /** Dense class indices 0, 1, ..., or null where only the device knows them. */
  readonly list: Int32Array | null;
  /** The same on the device, as a new tensor. */
  tensor(): Tensor1D;
}

export interface Batch extends BatchLabels {
  readonly rows: number;
  readonly columns: number;
}

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
    throw new TypeError(
      expected("labels", "a list of integers or a tensor of shape [B]", describe(labels), hint),
    );
  }
  if (rows !== undefined && labels.size !== rows) {
    throw new RangeError(
      expected("labels", `${rows} entries, one a row of embeddings`, String(labels.size)),
    );
  }
  if (isHostReadable()) return fromList(labels.dataSync(), rows);
  if (labels.dtype === "float32") {
    const hint = 'make it by tf.tensor1d(labels, "int32"), or give the list';
    throw new TypeError(
      expected("labels", "an int32 tensor where a device alone reads them", describe(labels), hint),
    );
  }
  return { list: null, tensor: () => labels.toInt() };
}

function fromList(labels: Labels, rows?: number): BatchLabels {
  checkLabels(labels, rows);
  const indices = new Map<number, number>();
  const list = Int32Array.from(labels, (label) => {
    if (!indices.has(label)) indices.set(label, indices.size);
    return indices.get(label)!;
  });
  return { list, tensor: () => tf.tensor1d(list, "int32") };
}

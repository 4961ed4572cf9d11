import { checkFlag, checkFlatMatrix, describe, expected } from "../checks/mod.ts";
import type { OperatorInput } from "./types.ts";

/** The longest batch: pairs are numbered in 32 bits, and its gradient alone takes gigabytes. */
export const LARGEST_BATCH = 1 << 20;

/** Refuses what an operator cannot compute from; nothing unchecked reaches an engine. */
export function checkOperatorInput(
  embeddings: unknown,
  labels: unknown,
  dim: unknown,
  gradient: unknown,
): OperatorInput {
  const { rows, columns } = checkFlatMatrix(embeddings, dim);
  if (!(labels instanceof Int32Array)) {
    const hint = Array.isArray(labels) ? "wrap it in Int32Array.from(...)" : "";
    throw new TypeError(expected("labels", "an Int32Array", describe(labels), hint));
  }
  if (labels.length !== rows) {
    throw new RangeError(
      expected("labels", `${rows} entries, one a row of embeddings`, String(labels.length)),
    );
  }
  if (rows > LARGEST_BATCH) {
    throw new RangeError(expected("embeddings", `at most ${LARGEST_BATCH} rows`, String(rows)));
  }
  checkFlag(gradient, "gradient");
  return { embeddings: embeddings as Float32Array, labels, dim: columns, gradient };
}

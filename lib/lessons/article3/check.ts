import { checkLabels } from "../../checks/mod.ts";

/** What the operator works on once its arguments have been found good. */
export interface Article3Input {
  embeddings: Float64Array;
  labels: Int32Array;
  batch: number;
  dim: number;
  margin: number;
  squared: boolean;
}

/** How {@link article3Loss} and its twin in C compute. */
export interface Article3Options {
  /** The number of coordinates of a row. */
  dim: number;
  /** The margin, in the unit of the distances; 0.2. */
  margin?: number;
  /** Squared distances instead of Euclidean ones; `false`, what the article's line needs. */
  squared?: boolean;
}

/** What the operator gives. */
export interface Article3Result {
  /** `sum / (positive + 1e-12)`. */
  loss: number;
  /** `positive / (valid + 1e-12)`. */
  fractionPositive: number;
  /** Triplets whose anchor and positive share a class that the negative lacks, and those of a loss above 0. */
  counts: { valid: number; positive: number };
}

/** The arguments of either road to the operator, checked before any work. */
export function checkArticle3Input(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: Article3Options,
): Article3Input {
  const { dim, margin = 0.2, squared = false } = options;
  if (!Number.isInteger(dim) || dim < 1) {
    throw new RangeError(`dim: expected a whole number of at least 1, got ${dim}`);
  }
  if (!Number.isFinite(margin) || margin < 0) {
    throw new RangeError(`margin: expected a finite number of at least 0, got ${margin}`);
  }
  if (embeddings.length % dim !== 0) {
    throw new RangeError(
      `embeddings: expected whole rows of ${dim} numbers, got ${embeddings.length} numbers`,
    );
  }
  const batch = embeddings.length / dim;
  const values = Float64Array.from(embeddings);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw new RangeError(
      `embeddings: expected finite numbers, got ${values[bad]} in row ${Math.floor(bad / dim)}, ` +
        `column ${bad % dim}`,
    );
  }
  checkLabels(labels, batch);
  for (let i = 0; i < batch; i++) {
    if (labels[i] !== (labels[i] | 0)) {
      throw new TypeError(`labels: expected 32-bit whole numbers, got ${labels[i]} at ${i}`);
    }
  }
  return { embeddings: values, labels: Int32Array.from(labels), batch, dim, margin, squared };
}

import { checkLabels, checkMargin, checkMatrix } from "../../checks/mod.ts";
import { rowsOf } from "../rows_of.ts";

/** How {@link article3Loss} and its twin in C compute. */
export interface Article3Options {
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
) {
  const { dim, margin = 0.2, squared = false } = options;
  const rows = rowsOf(embeddings, dim, "embeddings");
  checkMatrix(rows);
  checkMargin(margin);
  checkLabels(labels, rows.length);
  const classes = Int32Array.from(labels);
  const odd = classes.findIndex((label, i) => label !== labels[i]);
  if (odd >= 0) throw new RangeError(`labels: expected 32 bits each, got ${labels[odd]} at ${odd}`);
  const values = Float64Array.from(embeddings);
  return { embeddings: values, labels: classes, batch: rows.length, dim, margin, squared };
}

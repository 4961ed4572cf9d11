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

/** `loss` is `sum / (positive + 1e-12)`, `fractionPositive` is `positive / (valid + 1e-12)`. */
export interface Article3Result {
  loss: number;
  fractionPositive: number;
  counts: { valid: number; positive: number };
}

/** The arguments of either road to the operator, checked before any work. */
export function checkArticle3Input(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  { dim, margin = 0.2, squared = false }: Article3Options,
) {
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

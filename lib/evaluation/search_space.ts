import { checkChoice, checkFlatMatrix, checkLabels } from "../checks/mod.ts";

/** Embeddings with a label for each row. */
export interface LabelledEmbeddings {
  /** Row after row: count x dim numbers. */
  embeddings: Float32Array;
  /** One integer for each row. */
  labels: ArrayLike<number>;
}

/** What all retrieval metrics are told. */
export interface RetrievalOptions {
  /** Length of an embedding. */
  dim: number;
  /**
   * Where the queries look for neighbours. Left out, every row looks among all the other rows (a
   * query is never its own neighbour, whatever else lies at distance 0); given, among all of these.
   */
  gallery?: LabelledEmbeddings;
  /**
   * What a lone query counts, one without a sample of its class in the gallery: `"skip"` (the
   * default, as pytorch-metric-learning does) leaves it out of every mean, `"miss"` counts it as 0.
   */
  lone?: "skip" | "miss";
}

/** Queries and gallery in float64, row after row. */
export interface SearchSpace {
  dim: number;
  queries: Float64Array;
  queryLabels: ArrayLike<number>;
  gallery: Float64Array;
  galleryLabels: ArrayLike<number>;
  /** Whether query i is row i of the gallery, to be left out of its own neighbours. */
  within: boolean;
}

/** Checks what came and brings it into one form. */
export function searchSpace(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: RetrievalOptions,
): SearchSpace {
  const { dim, gallery, lone = "skip" } = options;
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkLabels(labels, rows, "labels");
  checkChoice(lone, ["skip", "miss"], "lone");
  const queries = Float64Array.from(embeddings);
  const space = { dim, queries, queryLabels: labels };
  if (!gallery) return { ...space, gallery: queries, galleryLabels: labels, within: true };
  const others = checkFlatMatrix(gallery.embeddings, dim, "gallery.embeddings");
  checkLabels(gallery.labels, others.rows, "gallery.labels");
  const rows64 = Float64Array.from(gallery.embeddings);
  return { ...space, gallery: rows64, galleryLabels: gallery.labels, within: false };
}

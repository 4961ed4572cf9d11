import { checkChoice, checkLabelled, type Distance, refuseKind } from "../checks/mod.ts";
import { flatDirections } from "../reference/flat_directions.ts";

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
  /** Where the queries look for neighbours; every row among all the other rows by default. */
  gallery?: LabelledEmbeddings;
  /**
   * What a lone query counts, one without a sample of its class in the gallery: `"skip"` (the
   * default, as pytorch-metric-learning does) leaves it out of every mean, `"miss"` counts it as 0.
   */
  lone?: "skip" | "miss";
  /** `"euclidean"` (the default) or `"cosine"`: `1 - cos` of the angle, as in the losses. */
  distance?: Distance;
}

export type Rows = Float32Array | Float64Array;

/** Rows whose squared Euclidean distances are those meant, or twice the cosine distances. */
export interface SearchSpace {
  /** Length of a row: one more than what came where cosine distances meet a row of zeros. */
  dim: number;
  queries: Rows;
  queryLabels: ArrayLike<number>;
  gallery: Rows;
  galleryLabels: ArrayLike<number>;
  /** Whether query i is row i of the gallery, to be left out of its own neighbours. */
  within: boolean;
}

export function searchSpace(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: RetrievalOptions,
): SearchSpace {
  const { dim, gallery, lone = "skip", distance } = options;
  const rows = checkLabelled(embeddings, labels, { dim, distance });
  checkChoice(lone, ["skip", "miss"], "lone");
  if (!gallery && gallery !== undefined) refuseKind(gallery, "gallery", "{ embeddings, labels }");
  const space = { queryLabels: labels, galleryLabels: gallery?.labels ?? labels, within: !gallery };
  if (gallery) checkLabelled(gallery.embeddings, gallery.labels, { dim }, "gallery.");
  const own = gallery?.embeddings ?? embeddings;
  if (distance !== "cosine") return { ...space, dim, queries: embeddings, gallery: own };
  const all = new Float32Array(embeddings.length + (gallery ? own.length : 0));
  all.set(embeddings);
  if (gallery) all.set(own, embeddings.length);
  const both = flatDirections(all, dim);
  const split = rows * both.dim;
  const queries = both.rows.subarray(0, split);
  return { ...space, dim: both.dim, queries, gallery: both.rows.subarray(gallery ? split : 0) };
}

export function classSizes(labels: ArrayLike<number>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) sizes.set(labels[i], (sizes.get(labels[i]) ?? 0) + 1);
  return sizes;
}

/** Such rows in float64. */
export function inSpace(
  embeddings: ArrayLike<number>,
  dim: number,
  distance: Distance = "euclidean",
): { rows: Float64Array; dim: number } {
  if (distance === "cosine") return flatDirections(embeddings, dim);
  return { rows: Float64Array.from(embeddings), dim };
}

/** The distance that a squared one of {@linkcode inSpace} stands for. */
export function ofSquare(square: number, distance: Distance = "euclidean"): number {
  return distance === "cosine" ? square / 2 : Math.sqrt(square);
}

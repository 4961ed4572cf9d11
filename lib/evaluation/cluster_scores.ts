import { checkLabels, checkOptions } from "../checks/mod.ts";
import { ami } from "./ami.ts";
import { kMeans, type KMeansOptions } from "./k_means.ts";
import { nmi } from "./nmi.ts";

/** Options of {@linkcode clusterScores}. */
export interface ClusterScoresOptions extends Omit<KMeansOptions, "k"> {
  /** How many clusters; as many as there are classes by default. */
  k?: number;
}

/** What {@linkcode clusterScores} finds. */
export interface ClusterScores {
  /** Normalised mutual information of classes and clusters. */
  nmi: number;
  /** Adjusted mutual information of classes and clusters. */
  ami: number;
  /** The cluster of each row. */
  clusters: Int32Array;
}

/**
 * How well clusters, found without the labels, match the classes: k-means, then NMI and AMI.
 *
 * @param embeddings count x dim numbers, row after row.
 * @param labels One integer for each row.
 * @param options `dim`, the seed, and how many clusters.
 * @returns Both scores, and the clusters they are of.
 * @throws {RangeError} When a shape does not fit or a number is out of range.
 *
 * @example Two heaps
 * ```ts
 * import { clusterScores } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const scores = clusterScores(Float32Array.of(0, 1, 8, 9), [7, 7, 5, 5], { dim: 1, seed: 1 });
 * assertEquals(scores.nmi, 1);
 * ```
 */
export function clusterScores(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: ClusterScoresOptions,
): ClusterScores {
  checkOptions(options, ["dim", "k", "seed", "starts", "rounds"]);
  checkLabels(labels, embeddings.length / options.dim, "labels");
  const k = options.k ?? new Set(Array.from(labels)).size;
  const { clusters } = kMeans(embeddings, { ...options, k });
  return { nmi: nmi(labels, clusters), ami: ami(labels, clusters), clusters };
}

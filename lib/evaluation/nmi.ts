import { contingency, entropy, mutualInformation } from "./contingency.ts";

/**
 * Normalised mutual information of classes and clusters: `MI / mean(H(classes), H(clusters))`, the
 * arithmetic mean, as scikit-learn has it by default.
 *
 * 1 for a perfect match whatever the clusters are called, 0 for independence. It rises with the number
 * of clusters, also by chance: `ami` is corrected for that. One class and one cluster: 1.
 *
 * @param labels One integer for each row.
 * @param clusters Another, such as `kMeans` gives.
 * @returns A number from 0 to 1.
 * @throws {RangeError} When the lengths differ or an entry is not an integer.
 *
 * @example Names do not matter
 * ```ts
 * import { nmi } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nmi([7, 7, 8, 8], [1, 1, 0, 0]), 1);
 * ```
 */
export function nmi(labels: ArrayLike<number>, clusters: ArrayLike<number>): number {
  const table = contingency(labels, clusters);
  if (table.classes.length <= 1 && table.clusters.length <= 1) return 1;
  const mean = (entropy(table.classes, table.total) + entropy(table.clusters, table.total)) / 2;
  return Math.min(mutualInformation(table) / mean, 1);
}

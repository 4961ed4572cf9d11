/**
 * Evaluation: exact retrieval, verification and clustering metrics, with stated policies.
 *
 * @module
 */
export { mapAtR } from "./map_at_r.ts";
export {
  nearestNeighbours,
  type NearestNeighboursOptions,
  type Neighbours,
} from "./nearest_neighbours.ts";
export { precisionAtK } from "./precision_at_k.ts";
export { rPrecision } from "./r_precision.ts";
export { type AtKOptions, recallAtK } from "./recall_at_k.ts";
export {
  type RetrievalMetrics,
  retrievalMetrics,
  type RetrievalMetricsOptions,
} from "./retrieval_metrics.ts";
export type { LabelledEmbeddings, RetrievalOptions } from "./search_space.ts";

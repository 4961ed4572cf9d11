/**
 * Evaluation: exact retrieval and verification metrics, with stated policies.
 *
 * @module
 */
export * from "./drawn_retrieval.ts";
export type { ApproximateNeighbours, NeighbourIndex, SearchEffort } from "./graph_index.ts";
export * from "./load_embeddings.ts";
export * from "./map_at_r.ts";
export * from "./mean_interval.ts";
export * from "./nearest_neighbours.ts";
export * from "./neighbour_index.ts";
export * from "./open_neighbour_index.ts";
export type { PairOptions } from "./pair_distances.ts";
export * from "./question_verdict.ts";
export * from "./recall_at_k.ts";
export { retrievalMetrics } from "./retrieval_metrics.ts";
export type { RetrievalMetrics, RetrievalMetricsOptions } from "./retrieval_metrics.ts";
export * from "./roc_curve.ts";
export * from "./roc_from_distances.ts";
export * from "./save_embeddings.ts";
export type { LabelledEmbeddings, RetrievalOptions } from "./search_space.ts";
export * from "./verification.ts";

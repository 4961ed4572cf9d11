/**
 * Evaluation: exact retrieval and verification metrics, with stated policies.
 *
 * @module
 */
export { type LoadedEmbeddings, loadEmbeddings } from "./load_embeddings.ts";
export { mapAtR } from "./map_at_r.ts";
export { type MeanInterval, meanInterval } from "./mean_interval.ts";
export {
  nearestNeighbours,
  type NearestNeighboursOptions,
  type Neighbours,
} from "./nearest_neighbours.ts";
export {
  type NeighbourIndex,
  neighbourIndex,
  type NeighbourIndexOptions,
} from "./neighbour_index.ts";
export type { PairOptions } from "./pair_distances.ts";
export {
  type Effect,
  type JudgedEffect,
  type QuestionVerdict,
  questionVerdict,
} from "./question_verdict.ts";
export { precisionAtK } from "./precision_at_k.ts";
export { rPrecision } from "./r_precision.ts";
export { type AtKOptions, recallAtK } from "./recall_at_k.ts";
export {
  type RetrievalMetrics,
  retrievalMetrics,
  type RetrievalMetricsOptions,
} from "./retrieval_metrics.ts";
export { rocCurve, type RocCurveOptions } from "./roc_curve.ts";
export { type Roc, rocFromDistances, type RocOptions } from "./roc_from_distances.ts";
export { type SavedEmbeddings, saveEmbeddings } from "./save_embeddings.ts";
export type { LabelledEmbeddings, RetrievalOptions } from "./search_space.ts";
export {
  type AcceptRates,
  type Verification,
  verification,
  type VerificationOptions,
} from "./verification.ts";

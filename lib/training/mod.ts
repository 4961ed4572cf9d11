/**
 * Training: batches of P classes with K samples, small embedding networks, a plain loop that takes
 * any loss, and a line that tells how it goes.
 *
 * @module
 */
import "../host/look_at_tfjs.ts";
export * from "./embed_all.ts";
export * from "./embedding_network.ts";
export * from "./model_network.ts";
export * from "./open_set_evaluation.ts";
export * from "./pk_batches.ts";
export * from "./progress_line.ts";
export * from "./step_means.ts";
export * from "./strategy.ts";
export * from "./train.ts";
export type { EvaluationRecord } from "./runs/checkpoint.ts";
export { loadWeights, saveWeights } from "./runs/network_weights.ts";
export { readRun, type RecordedRun } from "./runs/read_run.ts";
export type { RunFacts } from "./runs/run_folder.ts";
export { runTraining, type RunTrainingOptions, type TrainedRun } from "./runs/run_training.ts";
export type * from "./types.ts";
export type * from "./tfjs_types.ts";
export type { DistancePercentiles, TripletStatistics } from "../reference/triplet_statistics.ts";
export type { Scalar, Tensor2D } from "../losses/tensors.ts";

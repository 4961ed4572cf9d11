/**
 * Runs that last: recorded in a folder, resumed after a kill, read back as tables.
 *
 * @module
 */
export type { EvaluationRecord } from "./checkpoint.ts";
export { loadWeights, saveWeights } from "./network_weights.ts";
export { readRun, type RecordedRun } from "./read_run.ts";
export type { RunFacts } from "./run_folder.ts";
export { runTraining, type RunTrainingOptions, type TrainedRun } from "./run_training.ts";

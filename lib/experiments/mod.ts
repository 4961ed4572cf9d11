/**
 * Experiments of the lessons as functions of the machine: they run unchanged on any backend, and
 * what they recorded elsewhere can stand beside a live run.
 *
 * @module
 */
export {
  type ExperimentName,
  experimentNames,
  type ExperimentOptions,
  type ExperimentResult,
  runExperiment,
} from "./run_experiment.ts";
export { type ActiveShare, activeShares, type LiveRun } from "./active_shares.ts";
export { readRunCards, type RunCard, writeRunCard } from "./run_card.ts";
export {
  type BatchHardClaims,
  type ClaimSetting,
  readBatchHardClaims,
} from "./batch_hard_claims.ts";
export { type Comparison, type Judge, type MeanStep, readComparison } from "./comparison.ts";
export { readReplay, type Replay, type ReplayFrame } from "./replay.ts";

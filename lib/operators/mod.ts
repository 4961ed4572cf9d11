/**
 * The fused operators: batch all, batch hard and the circle loss on typed arrays, value and gradient
 * in one call.
 *
 * @module
 */
export { batchAll, type FusedBatchAllOptions, type FusedBatchAllResult } from "./batch_all.ts";
export { batchHard, type FusedBatchHardOptions, type FusedBatchHardResult } from "./batch_hard.ts";
export { circle, type FusedCircleOptions, type FusedCircleResult } from "./circle.ts";
export { availableEngines, freeOperators, loadEngine } from "./engines.ts";
export type {
  BatchAllOutcome,
  BatchHardOutcome,
  BatchHardRule,
  CircleOutcome,
  EngineChoice,
  EngineName,
  OperatorEngine,
  OperatorInput,
  TripletCounts,
} from "./types.ts";

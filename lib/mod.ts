/**
 * triplet-lab: triplet losses that are exact, fast, and say which rule they follow.
 *
 * Data flows one way: {@linkcode loadMnist datasets} -> {@linkcode train training} ->
 * {@linkcode batchStatistics statistics} -> {@linkcode lossCurve charts}. Beside it stands each
 * formula three times: as a loop ({@linkcode reference}), on tensors (the losses), and fused on typed
 * arrays (the operators).
 *
 * @module
 */
export * from "./backend/mod.ts";
export * from "./charts/mod.ts";
export * from "./datasets/mod.ts";
export * from "./evaluation/mod.ts";
export * from "./experiments/mod.ts";
export * from "./exercises/mod.ts";
export * from "./lessons/mod.ts";
export * from "./losses/mod.ts";
export * from "./operators/mod.ts";
export * from "./operators/article3/mod.ts";
export * from "./random.ts";
export * from "./training/mod.ts";
/** The same losses as float64 loops over `number[][]`: the definitions, and the oracle. */
export * as reference from "./reference/mod.ts";
/** Figures that answer the hand, in pages without a kernel. */
export * as live from "./live/mod.ts";

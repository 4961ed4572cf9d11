/**
 * triplet-lab: triplet losses that are exact, fast, and say which rule they follow.
 *
 * Each formula stands here three times: as a loop ({@linkcode reference}), on tensors that can be
 * differentiated (the losses), and fused on typed arrays (the operators). Around them: data sets,
 * {@linkcode mineTriplets mining}, {@linkcode train training} on any
 * {@linkcode useBackend backend}, retrieval {@linkcode recallAtK metrics}, and the charts of a
 * training. Every function that takes a batch takes `(embeddings, labels, options)`.
 *
 * @module
 */
export * from "./backend/mod.ts";
export { categoryShares } from "./charts/category_shares.ts";
export { distanceBands, type DistanceRecord } from "./charts/distance_bands.ts";
export { Figure, type FigureSpec, type PlotOptions, type Titled } from "./charts/figure.ts";
export { lossCurve, type LossCurveOptions } from "./charts/loss_curve.ts";
export type { LossRecord } from "./charts/loss_line.ts";
export type { ShareRecord } from "./charts/share_bands.ts";
export * from "./clinic/mod.ts";
export * from "./datasets/mod.ts";
export * from "./evaluation/mod.ts";
export * from "./losses/mod.ts";
export * from "./mining/mod.ts";
export * from "./operators/mod.ts";
export * from "./random.ts";
export * from "./training/mod.ts";
/** The same losses as float64 loops over `number[][]`: the definitions, and the oracle. */
export * as reference from "./reference/mod.ts";

/**
 * What the lessons need beside the library: their charts and live figures, what their cells say and
 * check, their exercises, and the experiments they draw on.
 *
 * @module
 */
export * from "./charts/mod.ts";
export * from "./experiments/mod.ts";
export * from "./exercises/mod.ts";
export * from "./lessons/mod.ts";
export * from "./lessons/article3/mod.ts";
/** Figures that answer the hand, in pages without a kernel. */
export * as live from "./live/mod.ts";

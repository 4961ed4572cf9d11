/**
 * Figures: pure functions from data to an Observable Plot, drawn by the same code in a notebook, in
 * a report and in the tests. Labels stand in the figure (no legends), each figure has a title and a
 * description in words, and one colour means one thing everywhere.
 *
 * @module
 */
import "./with_plot.ts";
export * from "./benchmark_curves.ts";
export * from "./category_shares.ts";
export * from "./circle_gradients.ts";
export * from "./circle_plane.ts";
export * from "./difference_intervals.ts";
export * from "./distance_bands.ts";
export * from "./embedding_panels.ts";
export * from "./embedding_plane.ts";
export { Figure, type FigureSpec, type PlotOptions, type Titled } from "./figure.ts";
export * from "./gradient_arrows.ts";
export * from "./judge_panels.ts";
export * from "./line_chart.ts";
export * from "./loss_curve.ts";
export type { LossRecord } from "./loss_line.ts";
export * from "./loss_over_distance.ts";
export * from "./loss_panels.ts";
export * from "./matrix_panels.ts";
export * from "./matrix_picture.ts";
export * from "./palette.ts";
export * from "./point_paths.ts";
export * from "./race.ts";
export * from "./retrieval_picture.ts";
export type { ShareRecord } from "./share_bands.ts";
export * from "./share_panels.ts";
export * from "./triplet_arrows.ts";
export * from "./unit_circles.ts";

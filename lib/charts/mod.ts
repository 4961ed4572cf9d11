/**
 * Figures: pure functions from data to an Observable Plot, drawn by the same code in a notebook, in
 * a report and in the tests. Labels stand in the figure (no legends), each figure has a title and a
 * description in words, and one colour means one thing everywhere.
 *
 * @module
 */
export { anchorLine, type AnchorLineInput, type SeenPoint } from "./anchor_line.ts";
export {
  benchmarkCurves,
  type BenchmarkCurvesOptions,
  type BenchmarkPoint,
} from "./benchmark_curves.ts";
export { categoryShares } from "./category_shares.ts";
export type { ShareRecord } from "./share_bands.ts";
export {
  circleGradients,
  type CircleGradientsOptions,
  type GradientPanel,
} from "./circle_gradients.ts";
export {
  type CirclePanel,
  circlePlane,
  type CirclePlaneOptions,
  type SimilarityPoint,
} from "./circle_plane.ts";
export { distanceBands, type DistanceRecord } from "./distance_bands.ts";
export {
  type EmbeddingPanel,
  embeddingPanels,
  type EmbeddingPanelsOptions,
} from "./embedding_panels.ts";
export { embeddingPlane, type EmbeddingPlaneOptions } from "./embedding_plane.ts";
export { Figure, figure, type FigureSpec, type PlotOptions } from "./figure.ts";
export { lossCurve, type LossCurveOptions } from "./loss_curve.ts";
export type { LossRecord } from "./loss_line.ts";
export { type LossPanel, lossPanels } from "./loss_panels.ts";
export { type MatrixPanel, matrixPanels, type MatrixPanelsOptions } from "./matrix_panels.ts";
export { matrixPicture, type MatrixPictureOptions } from "./matrix_picture.ts";
export * from "./palette.ts";
export {
  type GradientArrow,
  gradientArrows,
  type GradientArrowsOptions,
} from "./gradient_arrows.ts";
export { lineChart, type LineChartOptions, type LineSeries } from "./line_chart.ts";
export { lossOverDistance, type LossOverDistanceOptions } from "./loss_over_distance.ts";
export { type PathPanel, pointPaths } from "./point_paths.ts";
export {
  tripletRegions,
  type TripletRegionsInput,
  type TripletRegionsOptions,
} from "./triplet_regions.ts";
export { tripletArrows, type TripletArrowsOptions } from "./triplet_arrows.ts";
export { unitCircles } from "./unit_circles.ts";
export { type ClaimBar, claimBars, type ClaimBarsOptions } from "./claim_bars.ts";
export { type MinedPairs, miningPicture, type MiningPictureOptions } from "./mining_picture.ts";
export {
  differenceIntervals,
  type DifferenceIntervalsOptions,
  type DifferenceRow,
} from "./difference_intervals.ts";
export { type JudgePanel, judgePanels } from "./judge_panels.ts";
export {
  retrievalPicture,
  type RetrievalPictureOptions,
  type RetrievalRow,
} from "./retrieval_picture.ts";
export { type SharePanel, sharePanels } from "./share_panels.ts";
export { race, type RaceOptions, type Racer, type RacerKind } from "./race.ts";

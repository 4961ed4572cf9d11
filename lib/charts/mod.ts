/**
 * Figures: pure functions from data to an Observable Plot, drawn by the same code in a notebook, in
 * a report and in the tests. Labels stand in the figure (no legends), each figure has a title and a
 * description in words, and one colour means one thing everywhere.
 *
 * @module
 */
export { categoryShares, type ShareRecord } from "./category_shares.ts";
export { digitStrip } from "./digit_strip.ts";
export { distanceBands, type DistanceRecord } from "./distance_bands.ts";
export { embeddingPlane, type EmbeddingPlaneOptions } from "./embedding_plane.ts";
export { Figure, figure, type FigureSpec } from "./figure.ts";
export { lossCurve, type LossCurveOptions } from "./loss_curve.ts";
export { matrixPicture, type MatrixPictureOptions } from "./matrix_picture.ts";
export * from "./palette.ts";

/**
 * Every loss of the five articles as a float64 loop that reads like its definition: `number[][]`
 * in, plain numbers out, no dependency. This is the text to learn from, and the oracle that the
 * tensor losses and the fused operators are tested against.
 *
 * ## Five policies
 *
 * The references differ in silence on five points. Here each has one answer, the same in every layer.
 *
 * 1. **Denominator**: who is in the mean. Batch all: the triplets with a loss. Semi-hard: the
 *    semi-hard triplets (`"all"`), the pairs of one class (`"nearest"`), or those of them with a
 *    semi-hard negative (`"random"`). Batch hard: all anchors (`"tensorflow"`, `"pytorch"`), or
 *    those with a positive and a negative (`"valid"`). CircleLoss: one sum (`"pooled"`), or the
 *    anchors with both kinds of pairs (`"per-anchor"`). Given triplets: by `reduction`. No mean is
 *    divided by a count plus a small number.
 * 2. **Boundary**: a triplet has a loss when `dAn < dAp + margin`; at equality it is easy, its loss
 *    0 and its gradient 0, where torch's clamp and TensorFlow's `maximum` still pass the gradient
 *    on. At `dAn = dAp` it is hard; with `margin: 0` it is hard without a loss.
 * 3. **Ties**: where several entries are the hardest, the gradient is shared equally among them, as
 *    TensorFlow and torch do: never the whole gradient to each. The same for the two candidates of
 *    `swap` and for the largest coordinates of the norm of order infinity.
 * 4. **Duplicated points**: their distance is exactly 0 and has gradient 0, the subgradient of
 *    least norm. Only `lpDistance` differs, by its `eps`, and the rule `"pytorch"`, by its clamp.
 * 5. **Nothing valid**: a batch without a valid triplet has loss 0, fraction 0, gradient 0. The
 *    rules named after an article follow it to the letter: under `"tensorflow"` a one-class batch
 *    has the loss of a collapsed one, the margin; under `"pytorch"` it has none and is refused.
 *
 * Embeddings are never changed; what is not finite, or above 1e100, is refused with row and column.
 *
 * @module
 */
export { anchorNegativeMask } from "./anchor_negative_mask.ts";
export { anchorPositiveMask } from "./anchor_positive_mask.ts";
export { type BatchAllOptions, batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
export { batchCircleLoss, type BatchCircleOptions } from "./batch_circle_loss.ts";
export { CIRCLE_RULES, type CircleRule } from "./batch_circle_loss.ts";
export { type BatchHardOptions, batchHardTripletLoss } from "./batch_hard_triplet_loss.ts";
export { BATCH_HARD_RULES, type BatchHardRule } from "./batch_hard_triplet_loss.ts";
export { circleLoss, type CircleLossOptions } from "./circle_loss.ts";
export { conform, type ConformOptions, type ConformRow } from "./conform.ts";
export { l2Normalize } from "./l2_normalize.ts";
export { logSumExp } from "./log_sum_exp.ts";
export { lpDistance, type LpDistanceOptions } from "./lp_distance.ts";
export { marginRankingLoss, type MarginRankingOptions } from "./margin_ranking_loss.ts";
export type { MinedOptions } from "./mined_options.ts";
export { naiveTripletLoss } from "./naive_triplet_loss.ts";
export { pairwiseDistances } from "./pairwise_distances.ts";
export { reduceLosses, type Reduction, REDUCTIONS } from "./reduce_losses.ts";
export { type SemiHardOptions, semiHardTripletLoss } from "./semi_hard_triplet_loss.ts";
export { SEMI_HARD_RULES, type SemiHardRule } from "./semi_hard_triplet_loss.ts";
export { type SimilarityPairs, similarityPairs } from "./similarity_pairs.ts";
export { softplus } from "./softplus.ts";
export { type TripletCategory, tripletCategory } from "./triplet_category.ts";
export type { TripletCounts, TripletLossResult } from "./triplet_loss_result.ts";
export { tripletMarginLoss, type TripletMarginLossOptions } from "./triplet_margin_loss.ts";
export { tripletMask } from "./triplet_mask.ts";
export type { DistancePercentiles, TripletStatistics } from "./triplet_statistics.ts";
export { tripletStatistics, type TripletStatisticsOptions } from "./triplet_statistics.ts";
export type { Distance, DistanceOptions, Labels, Matrix } from "../checks/mod.ts";

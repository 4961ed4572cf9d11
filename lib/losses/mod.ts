/**
 * Every loss of the five articles on TensorFlow.js tensors: the names, defaults and policies of
 * `lib/reference/`, differentiable, on any backend. Options and refusals are those of its functions
 * too. Embeddings are float32 tensors of shape [B, D]; labels are `number[]`, a typed array, or a
 * tensor of shape [B]. Mined losses come back as `{ loss, fractionPositive, counts }` of scalars, the
 * others as a scalar.
 *
 * ## Where the work is done
 *
 * On `"cpu"`, `"wasm"` and `"tensorflow"` tensors can be read at once. There the fused operators of
 * `lib/operators/` compute the mined losses with their gradients, and what is left takes its
 * distances in float64 on the host: both are faster than TensorFlow.js's own kernels there, and exact
 * for points that are close together (for cosine distances see `batchAll` of `lib/operators`: rows at
 * length 1 are float32). On `"webgpu"` everything stays on the device, where nothing
 * larger than B x B is made for a mean (one negative a pair: blocks of 16 MiB), and which has no
 * float64: there the counts are exact for the float32 distances, elsewhere for float64's.
 *
 * ## Gradients
 *
 * Every loss has a finite gradient everywhere. Where TensorFlow.js's own would be infinite or NaN
 * (the root at 0, the norm at 0), too large (a maximum hands the whole gradient to every tied entry,
 * `maximum(x, 0)` has slope 1 at 0) or undefined (`logSumExp` of nothing), the gradient is written
 * out: 0 at duplicated points and at equality, shared equally among ties. Gradients are of first
 * order: a gradient of the gradient is not defined for all of them.
 *
 * ## Never NaN in silence
 *
 * Shapes, types, labels given as numbers, and options are checked before any work; where tensors can
 * be read at once also whether embeddings are finite, for a pass over B x D numbers, and labels in a
 * tensor are integers. On `"webgpu"` that would cost more than a step: there {@linkcode assertFinite}
 * does it when called. Magnitudes above 1e12 are refused like NaN, as squares of float32 overflow
 * from 1e19 on.
 *
 * @module
 */
import "../host/look_at_tfjs.ts";
export { anchorNegativeMask } from "./anchor_negative_mask.ts";
export { anchorPositiveMask } from "./anchor_positive_mask.ts";
export { assertFinite } from "./assert_finite.ts";
export { batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
export { batchCircleLoss } from "./batch_circle_loss.ts";
export { batchHardTripletLoss } from "./batch_hard_triplet_loss.ts";
export { circleLoss } from "./circle_loss.ts";
export { l2Normalize } from "./l2_normalize.ts";
export { lpDistance } from "./lp_distance.ts";
export { marginRankingLoss } from "./margin_ranking_loss.ts";
export { naiveTripletLoss } from "./naive_triplet_loss.ts";
export { pairwiseDistances } from "./pairwise_distances.ts";
export { reduceLosses } from "./reduce_losses.ts";
export { semiHardTripletLoss } from "./semi_hard_triplet_loss.ts";
export { similarityPairs, type SimilarityPairTensors } from "./similarity_pairs.ts";
export type { Reduced, TripletCountTensors, TripletLossTensors } from "./tensors.ts";
export { tripletMarginLoss } from "./triplet_margin_loss.ts";
export { tripletMask } from "./triplet_mask.ts";
export type { LabelsInput } from "./internal/check_input.ts";
export type { BatchAllOptions, BatchCircleOptions, BatchHardOptions } from "../reference/mod.ts";
export type { BatchHardRule, CircleLossOptions, CircleRule } from "../reference/mod.ts";
export type { LpDistanceOptions, MarginRankingOptions, MinedOptions } from "../reference/mod.ts";
export type { Reduction, SemiHardOptions, SemiHardRule } from "../reference/mod.ts";
export type { TripletMarginLossOptions } from "../reference/mod.ts";
export type { Distance, DistanceOptions, Labels } from "../checks/mod.ts";
export type { Scalar, Tensor1D, Tensor2D, Tensor3D } from "./tensors.ts";

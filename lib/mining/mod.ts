/**
 * Which triplets there are and which to take: what a batch is like, and triplets of a whole data set.
 *
 * @module
 */
export { batchTriplets, type BatchTripletsOptions } from "./batch_triplets.ts";
export { type FlatTripletStatisticsOptions, tripletStatistics } from "./triplet_statistics.ts";
export { type MinedTriplets, mineTriplets, type MineTripletsOptions } from "./mine_triplets.ts";
export { type TripletCategory, tripletCategory } from "../reference/triplet_category.ts";
export type { TripletCounts } from "../reference/triplet_loss_result.ts";
export type { DistancePercentiles, TripletStatistics } from "../reference/triplet_statistics.ts";

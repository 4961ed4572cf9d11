/**
 * The fused operators on typed arrays: value, counts and gradient in one call.
 *
 * {@linkcode batchAll}, {@linkcode batchHard}, {@linkcode semiHard} and {@linkcode circle} hold
 * nothing of size B^3 in memory; what is of size B^2 stays below 128 MB, whatever B is.
 *
 * ## Batch all in O(B^2 log K)
 *
 * The definition, `sum max(d(a,p) - d(a,n) + margin, 0)`, has about B K (B - K) terms for K samples
 * of a class, and a framework holds B^3 of them in memory. Fix the anchor: a triplet is active when
 * `d(a,n) < d(a,p) + margin`, so a negative needs only one number from all of the anchor's positives,
 * how many of the bounds `d(a,p) + margin` lie beyond it. With their distances sorted that is one
 * search:
 *
 *     0 --------p1-----p2-----------p3---------p4----------------------------------> distance
 *                  m      m             m          m
 *     bounds        |b1    |b2           |b3        |b4
 *                                   ^
 *                                   n at d(a,n): the search ends between b2 and b3
 *
 *     active with n:      p3 p4   (2 of 4, b3 and b4 lie beyond n)
 *     hard with n:        p4 and p3 where p3 >= d(a,n)          (the same search among p1..p4)
 *     loss of n:          (p3 + p4) + 2 m - 2 d(a,n)            (the sums of the last k are kept)
 *     pushes on n:        2 / (number of all active triplets)   (the gradient's weight of the pair)
 *
 * A histogram of where the searches ended, added up from the left, is the number of negatives that
 * make each positive active: its pull. So each pair (i, j) gets one weight `w_ij`, from both ends,
 * and the gradient is one product of a B x B matrix with the points, O(B^2 D), without an
 * approximation:
 *
 *     g_i = (sum_j S_ij) x_i - sum_j S_ij x_j      S_ij = (w_ij + w_ji) / d_ij   (2 (w_ij + w_ji), squared)
 *
 * Where classes are small no matrix is needed: both weights of a pair of different classes follow
 * from its one distance and the few positives of its two ends. Such pairs are worked off in tiles of
 * 96 x 96, upper half only, whose weights meet the tile's rows at once: a tile never leaves the
 * processor's cache, and memory is O(B (D + K)); comparing costs less than searching there. Large
 * classes (more than 24 positives an anchor with 512-bit vectors, 12 with 128-bit ones) are sorted
 * and searched by a fine grid over the positives and their bounds; only negatives in a cell with a
 * mark in it, or close to one, are compared. Up to a B of about 4,700 two B x B matrices, 6 bytes a
 * pair, stand between the steps; beyond, whole rows are worked off twice, in O(B D) memory.
 *
 * ## Right where float32 is not
 *
 * Distances from float32 products, `|x|^2 - 2 x.y + |y|^2`, lose their digits when points come close:
 * the gradients of all libraries that take them so are 61 to 98 % wrong on classes that have
 * collapsed to 1e-4. Three cures, which cost next to nothing on ordinary batches:
 *
 * 1. The batch is moved to its mean first, in float64.
 * 2. Pairs with `d^2 < 0.3 (|x|^2 + |y|^2)` are recomputed from the differences of the rows as given,
 *    and pull by these differences too: `S (x - y)`, never `S x - S y`.
 * 3. A float32 distance carries a bound on its error: `n + 13` roundings of 2^-24 of `|x|^2 + |y|^2`,
 *    where n, the most that a sum of `dim` products in chunks of sqrt(dim) passes through, is about 2
 *    sqrt(dim), 35 for a dim of 128 (`native/constants.h` derives it). A comparison that this error
 *    could turn is decided in float64, from differences summed in their order: about one in 100,000
 *    on ordinary data, all of them on a grid, where everything ties.
 *
 * So the counts are those of the loop over all triplets in float64, bit for bit, ties included, from
 * all engines. Values are float32's: a distance is off by that bound over 0.6 of itself at most (5e-6
 * for a dim of 128), and the mean loss by as much of the mean distance. Estimates, from fuzzing
 * (`deno task fuzz`): the loss by 1e-7 of the distances, the gradient by 2e-7 of its largest entry on
 * ordinary batches and 5e-6 on structured ones, where most of it cancels. Up to 256 rows whose loss is
 * below a 64th of the distances have both from float64 differences, more rows the loss below a 1024th.
 *
 * ## Engines
 *
 * - `"native"`: C with the processor's own vectors and all its cores, through `Deno.dlopen` or
 *   `bun:ffi` (`--allow-ffi` under Deno). Compiled by `deno task setup` where there is a C compiler.
 * - `"wasm"`: the same as WebAssembly with 128-bit vectors, which ships compiled (its SHA-256 checked
 *   at load) and runs everywhere. From about 110 rows of 128 numbers on, a second thread takes its
 *   half: a worker that comes some 20 ms after the first such call (nothing waits for it) and goes
 *   when for 0.1 to 0.2 seconds there was none, which keeps a program alive so much longer.
 * - `"plain"`: TypeScript in float64, the judge of the other two.
 *
 * `"auto"` takes the first of these that is there; each is compared with `"plain"` on a small batch
 * when it is loaded. Sums are split in a fixed way: the same batch gives the same bits on one
 * machine, every time. Extremes beyond float32 (a spread below 1e-12, a margin that float64 loses
 * beside the distances) are computed by `"plain"`, and the result says so in `engine`.
 *
 * ## The other losses
 *
 * **Batch hard** needs of most pairs only that they are not the extreme. So the products are of rows
 * rounded to 16 bits, twice as fast where the processor has them (WebAssembly has), each with a bound
 * on its error; the few that may still be an anchor's extreme are settled in float64.
 *
 * **Circle** needs two logarithms of sums of exponentials over all pairs: the positives' comes first,
 * the negatives' is summed tile by tile together with the weighted rows. Pairs that all together stay
 * below e^-17 of the sum are left out. A scale of 256 magnifies each error of a cosine, so float32
 * products only tell which pairs matter: the logits of those are computed in float64, so many that
 * the others add less than 2e-6 to the error. Where all features point one way (the squared length of
 * their mean is above 0.9), or pulls cancel otherwise, `"plain"` computes the batch.
 *
 * **Semi-hard**: all such triplets are batch all's active ones without the hard, by the same tables,
 * in the same time. Where each pair takes one negative (`"nearest"`, `"random"`), an anchor's row of
 * float32 distances is looked through for each of its positives. Where classes are large, its
 * negatives are put into the cells of a grid instead: the nearest is among the few that follow a
 * positive's cell. A draw is made in the order of the batch, so that it is the same on every engine:
 * how many negatives of each block of its rows lie between a positive's bounds tells in which block
 * the drawn one is. What the bounds on the distances' errors leave open is settled in float64. With
 * ten classes of 64 to 2,048 rows of 128, either takes the time of batch all or up to 1.2 times that,
 * in WebAssembly up to 1.3.
 *
 * On the **WebGPU** backend the losses use programs of their own, in `webgpu/`: nothing of size B^3
 * is made there either, and nothing is read back. WebGPU has no float64: there the counts are exact
 * for the float32 distances, ties included, and a few triplets fall elsewhere than here.
 *
 * @module
 */
export { batchAll } from "./batch_all.ts";
export { batchHard, type FusedBatchHardOptions } from "./batch_hard.ts";
export { circle, type FusedCircleOptions, type FusedCircleResult } from "./circle.ts";
export { type AvailableEngines, availableEngines, freeOperators, loadEngine } from "./engines.ts";
export type { FusedTripletOptions, FusedTripletResult } from "./compute_triplets.ts";
export { type FusedSemiHardOptions, semiHard } from "./semi_hard.ts";
export type { BatchHardRule, CircleOptions, CircleOutcome, EngineChoice } from "./types.ts";
export type { EngineMetric, EngineName, FusedOptions, OperatorEngine } from "./types.ts";
export type { OperatorInput, SemiHardRule, TripletCounts, TripletOutcome } from "./types.ts";

/*
 * Every bound and every measured number of the operators in one table: what it stands for, why it is
 * right, and what fails without it. A bound is derived; what is a choice, an estimate or a measurement
 * says so. "Bounds test" marks what tests/outside/bounds.ts takes away, upon which tests/operators/
 * driver.c must find a wrong answer. "Speed" marks what changes no result.
 */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include "vectors.h"

/* The relative error of one operation in float32, and in float64. */
#define ROUNDING 0x1p-24
#define ROUNDING_64 0x1p-53

/* ------------------------------------------------------------------------------------------------
 * Squared distances from products, |a|^2 + |b|^2 - 2 a.b, of rows a and b about the mean. Errors are
 * told relative to S = |a|^2 + |b|^2; 2 |a| |b| <= S, and |a - b|^2 <= 2 S.
 *
 *   the products      a sum's term passes through at most n = chunk + chunks - 1 roundings (with two
 *                     roundings a step, where there is no fused multiply-add: as many), so the sum is
 *                     off by at most n u / (1 - n u) |a| |b|, and twice that counts: n u / (1 - n u)
 *   the centring      each coordinate about the mean is off by u of itself, so the difference of two
 *                     rows by u (|a| + |b|), and its square by 2 |a - b| u (|a| + |b|) <= 4 u S
 *   the norms         one rounding each, and one for their sum: 2 u S
 *   the difference    one rounding of something of at most 2 S: 2 u S
 *   d - e, d + e      one rounding of something of at most 2 S: 2 u S
 *   the threshold     one rounding of something near d: 2 u S
 *
 * That makes n + 12 roundings; 13 with room for what is of second order (u^2, the roundings of the
 * error itself, and float64's own, which order_error bounds by 0.01 u up to 2^20 columns). Underflow
 * matters below TINY only.
 *
 * Bounds test.
 */
#ifndef DISTANCE_ROUNDINGS
#define DISTANCE_ROUNDINGS 13
#endif
/* Chunks of sqrt(D) have the least n, about 2 sqrt(D). Shorter ones than this cost time (speed: 2 %
 * of batch all at 128 columns from 16 to 32). */
#define LEAST_CHUNK 32
static inline uint32_t product_chunk(uint32_t D) {
  uint32_t root = (uint32_t)__builtin_sqrt((double)D);
  return root < LEAST_CHUNK ? LEAST_CHUNK : root;
}
static inline double product_error(uint32_t D) {
  uint32_t chunk = product_chunk(D);
  double n = chunk + (D + chunk - 1) / chunk - 1;
  return n * ROUNDING / (1 - n * ROUNDING);
}

/* Below this part of S, a squared distance comes from the differences of the coordinates. A choice:
 * above it, the error of a distance is at most band / 0.6 of itself. */
#define CLOSE 0.3f

/* Above it, where all of a batch's distances are taken so, for the sake of its loss. */
#define ALL_CLOSE 1e30f

/* Squares below this too, whatever S is: products of their coordinates leave float32's range, the
 * float of such a square may be 0, and only float64 compares it. Above it, 2^20 products that
 * underflow are off by 2^20 * 2^-150 = 7e-40, nothing beside a rounding of 1e-30.
 * Bounds test. */
#ifndef TINY
#define TINY 1e-30
#endif

/* A close pair's square in float32: 2 roundings from its differences, 1 for its own, 1 for the end of
 * its interval and 1 for the threshold make 5 u = 3e-7. Bounds test. */
#ifndef CLOSE_ERROR
#define CLOSE_ERROR 4e-7
#endif

/* Two float64 sums of the same D squares: in order a term passes through D + 1 roundings, in eights
 * through D / 8 + 9; what is compared is a root or a square of either. Bounds test. */
#ifndef ORDER_SLACK
#define ORDER_SLACK 1
#endif
static inline double order_error(uint32_t D) {
  return ORDER_SLACK * (1.25 * D + 16) * ROUNDING_64;
}

/* ------------------------------------------------------------------------------------------------
 * Batch all.
 */

/* A ruler's bound (sqrt(d2) + margin)^2 in float32, besides what d2's own error makes of it: the root,
 * the margin and their sum by 2 u, its square by 5 u in all. Its place on the grid, less or more the
 * spread, by 2 u, and what is compared with it by 3 u: 6e-7. What an error e of d2 makes of it is
 * (bound / d) e to first order, and e / 4 d2 of that more, at most 1e-4 (e is band / CLOSE of d2, and
 * band 1.3e-4 at 2^20 columns): the room in DISTANCE_ROUNDINGS is one of n + 13 roundings, 5e-4.
 * It tells only where a positive is as good as equal to its anchor (else d2's error hides it) and a
 * negative close (else the band does): there margin and sum are off by 2 u of their root, and so are
 * the negative's differences by 1 u, which makes 6 u of the squares and 8 u with their own roundings,
 * where CLOSE_ERROR is 6.7 u. Fails without it: batch_all_test.ts, "where all roundings go one way". */
#ifndef MARK_ERROR
#define MARK_ERROR 7e-7f
#endif

/* Whether an anchor's positives may be hard but not active, as the margin is lost beside them in
 * float64: from half of the last digit on, 1.1e-16, of 2 sqrt(D) largest coordinates. Bounds test. */
#ifndef MARGIN_LOST
#define MARGIN_LOST 4e-16
#endif

/* A loss far below the distances it is the difference of shows their roundings: a distance is off by
 * band / 0.6 of itself at most and by about 1 u on real data (an estimate), so a loss of a 64th of the
 * distances by 4e-6 of itself. Up to so many rows, where it costs little, distances and pulls are then
 * taken from the differences in float64. Bounds test. Of more rows the loss alone, where it is off by
 * 6e-5 of itself: semi_hard_test.ts, "far below". */
#ifndef FEW_ROWS
#define FEW_ROWS 256
#endif
#define LITTLE_LOSS 64
#define LEAST_LOSS 1024

/* Where the longest pull that is left at a row is below this part of what pulls at one, the mean, the
 * sums' roundings show: up to 3e-7 of all that pulls, as they go one way on rows of few values (an
 * estimate). Up to FEW_ROWS rows, all pulls are then taken from the differences in float64. Random
 * rows with random labels, 25 of a class, have 0.09. Fails without it: batch_all_test.ts, "where pulls
 * cancel". */
#define LITTLE_PULL 0.05

/* A batch whose coordinates all lie within this of their mean is left to float64. A choice: all of
 * its pairs would be compared there anyway from about 1e-15 on. */
#define LEAST_SPREAD 1e-12f

/* Weights from here on are those of pairs less than a count's part of 1e-30 apart: their pulls are added
 * up in float64, one by one, as their sum need not fit float32. A choice, above what counts and distances
 * of TINY squares make, below 3e38. */
#define MOST_WEIGHT 1e30

/* ------------------------------------------------------------------------------------------------
 * One negative a pair, in an anchor's row of squares.
 *
 * All errors are told of the positive's bounds, so what the negative's own may be is added to them: at
 * most band times |a|^2 and the greatest |n|^2, or TINY (a close one's is 4e-7 of less than CLOSE of
 * that). A bound less or more these is rounded twice, at 2 S: 4 u of S, where a quarter of band is 11 u
 * and more. (No batch was found that fails without it: what a positive may be off is seldom so far off.)
 */
#define ROOM_FOR_NEGATIVES 1.25f
/* Cells that two squares of one cell are apart at most: cells are told by two roundings of at most
 * 2^13, 0.001. Bounds test. */
#ifndef CELL_REACH
#define CELL_REACH 1.01f
#endif

/* ------------------------------------------------------------------------------------------------
 * Batch hard: squares from products of rows in 16 bits.
 *
 * A row's step is at most 1 / 32767 of its length, and each coordinate is off by half a step (0.504
 * with the roundings on the way). So the row is off by 0.504 sqrt(D) / 32767 of its length at most, a
 * product by twice that of |a| |b| and its square, and 2 |a| |b| <= S: 3.08e-5 sqrt(D) S, with 2.4e-10
 * D S of second order, less than the rest of 3.2e-5 sqrt(D) up to 2^20 columns.
 * Bounds test.
 */
#ifndef HALF_STEP
#define HALF_STEP 3.2e-5
#endif
/* Integers of a row shorter than this by sqrt(D) / 2, which rounding adds at most, have products below
 * 46341^2, 2^31; a row is cut to sqrt(D) less, so that both roundings and the step's own fit. Bounds
 * test. */
#ifndef LONGEST_SHORT
#define LONGEST_SHORT 46340
#endif
/* Of S: the sum as a float and its two factors 3 u, norms with the band on them 3, their sum 1, the
 * difference 2, its lower bound 2, the comparison with another's upper bound 2, the centring 4; 17. */
#define ROUGH_ROUNDINGS 18

/* A square from float32 differences, added up in float32: 2 roundings for a difference squared, 1
 * for each of D / VW steps and VW sums of lanes, 1 where the product is rounded by itself, 1 for the
 * last step, which may be a part of one; 1.09 u for each, for what is of second order.
 * Bounds test. */
#ifndef QUICK_ROUNDING
#define QUICK_ROUNDING 6.5e-8f
#endif
#define QUICK_ROUNDINGS 8
/* What the greatest of some squares and another one's error take together: 2 e / (1 - e), e of at most
 * 0.04 at 2^20 columns. */
#define TWO_ERRORS 2.1f

/* A distance that is lost in a sum with the farthest is at most 2^-53 of it, and half of the farthest's
 * last digit may be twice as much: 2.2e-16, of which float32's bounds on both leave 3e-16. Squares of
 * roots that are lost are far below that. Fails without it: batch_hard_test.ts, "whose distance is lost". */
#define SUM_LOST 3e-16

/* ------------------------------------------------------------------------------------------------
 * Circle. Float32 products tell which pairs weigh anything; these are computed in float64.
 *
 * A float32 logit gamma max(s + m, 0) (s - m), |s| <= L, the greatest squared length, is off by
 * gamma 2 (L + m) times the error of s, which is (product_error + 3 u) L (3 u: 2 for rows that were
 * brought to length 1, 1 for what is of second order), and by 5 roundings of gamma (L + m)^2.
 */

/* With a greater error, of an exponent, float32 logits tell too little; L + m up to here keeps them in
 * float32's range. Longer rows and larger options are left to float64. A choice. */
#define MOST_LOGIT_ERROR 1.0
#define LONGEST 1e6

/* The peak that exponentials are taken beside rises when a logit lies so far above it: e^20 and what
 * the errors make of it stays in float32's range. */
#define RAISE 20

/* Below as many pairs of a strip that weigh anything, these are pulled one by one (speed). */
#define FEW (MR * TILE / 8)

/* What the float32 logits of pairs that are not computed in float64 may add to the error of a gradient
 * or a loss, as a share of all weights: B^2 pairs of a share below LIGHT_ERROR / (B^2 logit_error) each
 * add up to less. A choice. Bounds test. */
#ifndef LIGHT_ERROR
#define LIGHT_ERROR 2e-6
#endif

/* B^2 pairs that each weigh less than e^-17 / B^2 of the sum weigh less than 4e-8 of it. Bounds test. */
#ifndef NEGLIGIBLE
#define NEGLIGIBLE 17
#endif

/* A pair with more than this share of the sum has its exponential in float64, others in float32 (to
 * 3e-7, 2e-6 where it is below e^-16 of the greatest). A choice. */
#define SHARE 1e-4

/* Below these, e^x leaves what is normal: e^-87 is 1.6e-38, and e^-700 9.9e-305. */
#define LEAST_EXPONENT -87.0f
#define LEAST_EXPONENT_64 -700

/* ln(1 + e) by three terms of its series is right to e^3 / 4, 2.5e-16; by the logarithm of the rounded
 * sum to 1.1e-16 / e. Fails without it: circle_test.ts, "where the loss is small". */
#define SERIES 1e-5

/* Where the squared length of the rows' mean is above this part of the mean of their squared lengths,
 * the pulls of the two kinds of pairs cancel down to float32's rounding. An estimate: at 0.9 a pull
 * is about a tenth of what it is the difference of. Fails without it: circle_test.ts, "where all rows
 * point one way". */
#define ONE_WAY 0.9

/* Where no entry of a gradient is above this part of the largest pull, the pulls' own roundings (a
 * few u, an estimate) are more than 5e-6 of it: left to float64. So where rows that are brought to
 * length 1 are pulled along themselves. On collapsing classes there were 0.2 and more. Fails without
 * it: circle_test.ts, "where rows are pulled along themselves". */
#define CANCELLED 0.0625

/* Pairs that are left out, or have float32's logit, are off by e^-17 / B of the shares at a row, or by
 * LIGHT_ERROR / B: nothing, unless the pairs with nearly all of the shares have no weight (s below -m,
 * or above 1 + m) and these few pull alone, or pull at a row so short that to bring it to length 1
 * makes their pull the largest. Where no entry of the gradient is above this part of the largest that a
 * row's B-th of the shares could pull with, at the shortest row, the batch is left to float64. An
 * estimate: the errors are seldom as large, and seldom go one way. Fails without it: circle_test.ts,
 * "where only pairs of little weight pull" and "where a row is short". */
#define FAINT 0.02

/* ------------------------------------------------------------------------------------------------
 * Speed: how work is cut, on two cores of an AMD EPYC (zen 4) unless said otherwise. No result
 * depends on these, but for the last bits of sums.
 */

/* Sums that a thread's share is cut into: with more, a core that others use holds the rest up less. */
#ifndef PARTS_A_THREAD
#define PARTS_A_THREAD 1
#endif

/* With fewer steps (B * B * D), another core costs more than it gives. */
#ifndef SMALL_BATCH
#define SMALL_BATCH 1500000
#endif

/* The circle loss has two sums a part that the other core has to fetch: with long vectors, 256 rows of
 * 128 take as long on two cores, 512 a fifth less (Intel Xeon). */
#define SMALL_CIRCLE (VW == 4 ? SMALL_BATCH : 16000000)

/* Chunks of rows that tasks take: a multiple of NR, so that panels belong to one. */
#define ROWS_A_TASK 64

/* With more positives an anchor on average, sorting them and searching is faster than looking at
 * each; twice as many where there is no room for matrices. */
#ifndef LARGE_CLASS
#define LARGE_CLASS (VW == 16 ? 24 : 12)
#endif

/* So many in a cell or a bucket, in the order in which they came, are looked at one by one; with more, all
 * are sorted, or the list is halved. The nearest beside batch all, ten classes of 1,024 rows: 1.65 with 4,
 * 1.49 with 8, 1.02 with 16, 1.06 with 32. */
#ifndef CROWDED
#define CROWDED 16
#endif

/* Sorted squares that a positive's nearest is looked for among at once: whole vectors. As fast with 32. */
#ifndef WINDOW
#define WINDOW 16
#endif

/* Buckets that keys are sorted by, where there are more than 256. */
#define MOST_BUCKETS 2048

/* Cells of a ruler's grid for each mark, and twice as many where there are few. */
#ifndef MARK_CELLS
#define MARK_CELLS 4
#endif

/* Where one negative a pair is sought: with so many times the square of an anchor's positives above the
 * number of rows, putting its negatives into cells is faster than looking at them for each positive.
 * Measured at 64 to 2,048 rows of 128: as fast at 3 to 4 positives of 64 rows, 8 of 256, 20 of 1,024. */
#ifndef LARGE_TO_ORDER
#define LARGE_TO_ORDER (VW == 4 ? 8 : 3)
#endif
/* Fewer rows are not worth it; and their pulls, added up in float64 pair by pair, cancel to the last bit. */
#ifndef FEW_TO_ORDER
#define FEW_TO_ORDER 48
#endif

/* Where a row is as many times as long as the mean, the one bound on the errors of all squares leaves
 * most comparisons of a sorted row open, and one negative a pair is sought without sorting. */
#define FAR_OUT 32

/* Cells for each positive of the grid that tells which negatives its bounds leave open. A draw beside batch
 * all, ten classes of 1,024 rows: 1.36 with 16, 1.15 with 64, 1.13 with 128. */
#ifndef EDGE_CELLS
#define EDGE_CELLS 64
#endif

/* Bytes that the two matrices of all pairs may take: 4 and 2 a pair. A choice. */
#ifndef MOST_FOR_PAIRS
#define MOST_FOR_PAIRS 134217728
#endif

/* Bytes of a block of rows of distances: about a third of a core's cache. */
#define BLOCK_BYTES 400000

/* Rows that may be an anchor's extreme. With more than these all rows are looked at. */
#define LISTED 8

/* The most threads; in WebAssembly the caller, and one that may help. */
#if defined(__wasm__)
#define MOST_THREADS 2
#else
#define MOST_THREADS 16
#endif

/* Squares whose bounds are a part of this apart, or farther, are told anew from their differences. */
#define SHARP 64

/* How often a thread looks whether its wait is over before it asks for the time, about a microsecond. */
#define LOOKS 64

/* How long a helper looks out for the next job, in nanoseconds: longer than what lies between two
 * calls of a loop, shorter than anybody would notice. */
#define LOOK_OUT 200000
/* How long the caller looks out for the last helper's end before it sleeps too, and leaves its
 * processor to a helper that has lost its own to another program. */
#define LAST_LOOK 100000
/* Where a helper lost its processor in the midst of a job, the caller works alone for a while, and
 * for twice as long each time that it soon happens again. */
#define ALONE_AT_FIRST 4000000
#define ALONE_AT_MOST 64000000

#endif

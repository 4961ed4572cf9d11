/*
 * Batch all: which way is taken, and the sums of what the parts found.
 */
#ifndef BATCH_ALL_H
#define BATCH_ALL_H

#include "batch_all_rows.h"

/* With more positives an anchor on average, sorting them and searching is faster than looking at
 * each; twice as many where there is no room for matrices. */
#ifndef LARGE_CLASS
#define LARGE_CLASS (VW == 16 ? 24 : 12)
#endif

/* Looking at each positive; searching among them, with matrices of all pairs or without. */
enum { DIRECT, MATRIX, ROWS };

static void take_way(all_call *c, int way, size_t vectors, uint32_t most) {
  if (way == DIRECT)
    all_take_tables(c, vectors);
  else if (way == MATRIX)
    all_take_matrix(c, most);
  else
    all_take_rows(c, most);
}

static int prepare_all(all_call *c, const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                       int *way) {
  batch *b = &c->b;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  for (int round = 0; round < 3; round++) {
    /* Sizes that do not depend on the labels, then the sort, then the rest. */
    measuring = 1;
    arena_used = 0;
    all_take(c);
    if (!arena_reserve(arena_used)) return NO_MEMORY;
    measuring = 0;
    arena_used = 0;
    all_take(c);
    sort_labels(b);
    uint64_t pairs = 0, vectors = 0;
    uint32_t most = 0;
    for (uint32_t block = 0; block * VW < b->Bp; block++) {
      uint32_t most_here = 0;
      for (uint32_t a = block * VW; a < umin(block * VW + VW, B); a++) {
        pairs += positives_of(b, a);
        most_here = umax(most_here, positives_of(b, a));
      }
      c->offset[block] = (uint32_t)vectors;
      vectors += most_here;
      most = umax(most, most_here);
    }
    c->offset[b->Bp / VW] = (uint32_t)vectors;
    c->valid = 0;
    for (uint32_t a = 0; a < B; a++)
      c->valid += (double)positives_of(b, a) * (B - b->end[a] + b->start[a]);
    int searched = pairs_fit(b) ? MATRIX : ROWS;
    uint64_t few = (uint64_t)LARGE_CLASS * (searched == MATRIX ? 1 : 2) * B;
    *way = pairs <= few ? DIRECT : searched;
    size_t before = arena_used;
    measuring = 1;
    take_way(c, *way, vectors, most);
    if (arena_used <= arena_size) {
      measuring = 0;
      arena_used = before;
      take_way(c, *way, vectors, most);
      b->also = *way == DIRECT ? fill_tables : 0;
      return prepare(b);
    }
    if (!arena_reserve(arena_used)) return NO_MEMORY;
  }
  return NO_MEMORY;
}

/* Works off all pairs, those as close as `limit` says by their differences; what comes of it. */
static void run_way(all_call *c, int way, float limit, double *loss, double *positive,
                    double *hard) {
  uint32_t threads = c->b.threads;
  double distance = 0;
  *loss = *positive = *hard = 0;
  c->limit = limit;
  if (way == ROWS)
    run_tasks(rows_part, c, c->parts, threads);
  else if (way == DIRECT) {
    run_tasks(all_part, c, c->parts, threads);
    all_counts(c, positive, loss);
  } else {
    run_tasks(square_part, c, c->parts, threads);
    run_tasks(count_part, c, c->parts, threads);
    run_tasks(weigh_part, c, c->parts, threads);
  }
  for (uint32_t q = 0; q < c->parts; q++) {
    const part *p = &c->part[q];
    if (way != DIRECT) {
      *loss += p->loss;
      *positive += p->positive;
    }
    distance += p->distance;
    *hard += (double)p->hard;
  }
  *loss -= distance;
}

/* Of all triplets, or of the semi-hard alone; one caller at a time. */
static int all_run(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                   int squared, int semi, float *result, double *out) {
  static all_call call;
  all_call *c = &call;
  int way;
  c->margin = margin;
  c->squared = squared;
  c->semi = semi;
  c->gradient = result != 0;
  c->result = result;
  int status = prepare_all(c, in, labels, B, D, &way);
  batch *b = &c->b;
  /* Squares of coordinates this small leave float32's range. */
  if (status == OK && b->largest > 0 && b->largest < LEAST_SPREAD) status = OUT_OF_RANGE;
  /* A margin that a distance rounds away makes pairs hard that are not active: left to float64. */
  double reach = 2 * __builtin_sqrt((double)D) * b->largest;
  if (status == OK && margin > 0 && margin < MARGIN_LOST * (squared ? reach * reach : reach))
    status = OUT_OF_RANGE;
  /* Without a margin none lies inside of it. */
  if (status == OK && semi && margin == 0) {
    if (result) zero(result, (size_t)B * D * sizeof *result);
  } else if (status == OK) {
    double loss, positive, hard, far = squared ? 2 * b->greatest : __builtin_sqrt(2 * b->greatest);
    run_way(c, way, CLOSE, &loss, &positive, &hard);
    /* Where the triplets lose far less than they are apart, the distances' rounding shows. */
    if (B <= FEW_ROWS && positive * far > LITTLE_LOSS * loss)
      run_way(c, way, ALL_CLOSE, &loss, &positive, &hard);
    c->scale = positive > 0 ? 1 / positive : 0;
    out[0] = loss > 0 ? loss * c->scale : 0;
    out[1] = c->valid;
    out[2] = positive;
    out[3] = hard;
    /* Without a margin, nothing lies between hard and easy. */
    out[4] = margin > 0 ? positive - hard : 0;
    if (result)
      run_tasks(way != DIRECT ? rows_gradient : all_gradient, c, row_tasks(b), b->threads);
  }
  return status;
}

/*
 * out: loss, valid, positive, hard, semi-hard. `result`: B x D, or null without a gradient. Needs
 * B >= 1 and D >= 1.
 */
EXPORT(operators_batch_all)
int operators_batch_all(const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                        double margin, int32_t squared, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  int status = all_run(in, labels, B, D, margin, squared, 0, result, out);
  UNLOCK_CALL();
  return status;
}

#endif

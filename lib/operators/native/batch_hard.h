/*
 * Batch hard: extremes by float32 squares with their runners-up, settled in float64.
 */
#ifndef BATCH_HARD_H
#define BATCH_HARD_H

#include "kernels.h"

/* One part's nearest negatives and farthest positives, by float32 squares, and the runners-up. */
typedef struct {
  float *near, *near2, *far, *far2;
  int32_t *near_who, *far_who;
  float *block; /* a strip's products */
} hard_part;

typedef struct {
  double weight;
  uint32_t who;
} hard_pair;

typedef struct {
  batch b;
  double margin;
  int squared, rule;
  float *result;
  uint32_t parts;
  hard_part *part;
  double *far, *near;           /* float64 squares; below 0: none, or not in the mean */
  uint32_t *far_who, *near_who; /* who, or how many share it: */
  uint32_t *far_ties, *near_ties;
  /* The gradient: each anchor's two weights, the pairs that pull at a row, and what ties pull. */
  double *weight;
  hard_pair *pair; /* row r's from first[r] to first[r + 1] */
  uint32_t *first;
  double *sums;
  int tied;
  double scale;
} hard_call;

enum { TENSORFLOW = 0, PYTORCH = 1, VALID = 2 };
#define CLAMP 1e-12

INLINE void nearest_in(vf d, vi who, vf *first, vf *second, vi *first_who) {
  vm less = lt(d, *first);
  *second = vmin(*second, vmax(*first, d));
  *first_who = pick_int(less, who, *first_who);
  *first = vmin(*first, d);
}

INLINE void nearest_one(float d, int32_t who, float *first, float *second, int32_t *first_who) {
  if (d < *first) {
    *second = *first;
    *first = d;
    *first_who = who;
  } else if (d < *second)
    *second = d;
}

INLINE void farthest_one(float d, int32_t who, float *first, float *second, int32_t *first_who) {
  if (d > *first) {
    *second = *first;
    *first = d;
    *first_who = who;
  } else if (d > *second)
    *second = d;
}

static void hard_strip(hard_call *c, hard_part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                       uint32_t from, uint32_t columns) {
  const batch *b = &c->b;
  for (uint32_t v = from; v < columns; v += NR) {
    gram_kernel(b->xc + (size_t)i0 * b->LD, b->LD, b->xt + (size_t)(j0 + v) * b->D, b->D,
                p->block + v, TILE);
  }
  uint32_t last = umin(columns, b->B - j0);
  vi lanes;
  for (int l = 0; l < VW; l++) lanes[l] = l;
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0;
    float mine = b->norm[i];
    float *row = p->block + r * TILE;
    /* Columns of the anchor's class, in the upper half. */
    for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < first && v < last; v++) {
      uint32_t j = j0 + v;
      float d = mine + b->norm[j] - 2 * row[v];
      farthest_one(d, (int32_t)j, &p->far[i], &p->far2[i], &p->far_who[i]);
      farthest_one(d, (int32_t)i, &p->far[j], &p->far2[j], &p->far_who[j]);
    }
    vf norm = splat(mine), two = splat(-2.0f), best = splat(INF), second = splat(INF);
    vi who = {0}, me = (vi){0} + (int32_t)i;
    for (uint32_t v = first / VW * VW; v < last; v += VW) {
      vf d = fma_(two, load(row + v), norm + load(b->norm + j0 + v));
      if (v < first || v + VW > last) {
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, d);
        for (uint32_t l = 0; l < VW; l++) {
          if (v + l < first || v + l >= last) t[l] = INF;
        }
        d = load(t);
      }
      nearest_in(d, lanes + (int32_t)(j0 + v), &best, &second, &who);
      vf theirs = load(p->near + j0 + v), theirs2 = load(p->near2 + j0 + v);
      vi theirs_who = *(vi *)(p->near_who + j0 + v);
      nearest_in(d, me, &theirs, &theirs2, &theirs_who);
      store(p->near + j0 + v, theirs);
      store(p->near2 + j0 + v, theirs2);
      *(vi *)(p->near_who + j0 + v) = theirs_who;
    }
    for (int l = 0; l < VW; l++) {
      nearest_one(best[l], who[l], &p->near[i], &p->near2[i], &p->near_who[i]);
      if (second[l] < p->near2[i]) p->near2[i] = second[l];
    }
  }
}

static void hard_tile(void *context, uint32_t part, uint32_t I, uint32_t J, uint32_t r0,
                      uint32_t r1) {
  hard_call *c = context;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = round_up(umin(TILE, c->b.B - j0), NR);
  for (uint32_t r = r0; r < r1; r += MR)
    hard_strip(c, &c->part[part], i0 + r, umin(MR, r1 - r), j0, first_column(I, J, r), columns);
}

static void hard_part_tiles(void *context, uint32_t task) {
  hard_call *c = context;
  hard_part *p = &c->part[task];
  const batch *b = &c->b;
  for (uint32_t i = 0; i < b->Bp; i++) {
    p->near[i] = p->near2[i] = INF;
    p->far[i] = p->far2[i] = -INF;
    p->near_who[i] = p->far_who[i] = 0;
  }
  share_tiles(b, c->parts, task, hard_tile, c);
}

/*
 * The extreme of anchor a over rows [range[0], range[1]) and [range[2], range[3]) in float64: its
 * value, the first row that has it, and how many do. Sums in any order tell which rows come into
 * question.
 */
static double extreme(const batch *b, uint32_t a, const uint32_t range[4], double sign,
                      uint32_t *who, uint32_t *ties) {
  double best = -(double)INF, exact = -(double)INF;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++) {
      double d = j == a ? best : sign * any_order_square(b, a, j);
      if (d > best) best = d;
    }
  }
  double enough = best - 1e-12 * __builtin_fabs(best);
  uint32_t count = 0;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++) {
      if (j == a || !(sign * any_order_square(b, a, j) >= enough)) continue;
      double d = sign * exact_square(b, a, j);
      if (d > exact) {
        exact = d;
        *who = j;
        count = 1;
      } else if (d == exact)
        count++;
    }
  }
  *ties = count;
  return sign * exact;
}

/* Settles each anchor's two distances in float64. */
static void hard_settle(void *context, uint32_t task) {
  hard_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  for (uint32_t a = from; a < to; a++) {
    float near = INF, near2 = INF, far = -INF, far2 = -INF;
    int32_t near_who = 0, far_who = 0;
    for (uint32_t q = 0; q < c->parts; q++) {
      hard_part *p = &c->part[q];
      nearest_one(p->near[a], p->near_who[a], &near, &near2, &near_who);
      if (p->near2[a] < near2) near2 = p->near2[a];
      farthest_one(p->far[a], p->far_who[a], &far, &far2, &far_who);
      if (p->far2[a] > far2) far2 = p->far2[a];
    }
    /* Two roundings apart at most, the runner-up may be the true one. */
    float open = 2.01f * b->band * (b->norm[a] + b->greatest);
    c->far[a] = c->near[a] = -1;
    c->far_ties[a] = c->near_ties[a] = 1;
    if (far > -INF) {
      c->far_who[a] = (uint32_t)far_who;
      if (far - far2 <= open) {
        uint32_t range[4] = {b->start[a], b->end[a], 0, 0};
        c->far[a] = extreme(b, a, range, 1, &c->far_who[a], &c->far_ties[a]);
      } else
        c->far[a] = any_order_square(b, a, (uint32_t)far_who);
    }
    if (near < INF) {
      c->near_who[a] = (uint32_t)near_who;
      if (near2 - near <= open) {
        uint32_t range[4] = {0, b->start[a], b->end[a], b->B};
        c->near[a] = extreme(b, a, range, -1, &c->near_who[a], &c->near_ties[a]);
      } else
        c->near[a] = any_order_square(b, a, (uint32_t)near_who);
    }
  }
}

INLINE double hard_measure(const hard_call *c, double square) {
  if (c->rule == PYTORCH && square < CLAMP) square = CLAMP;
  return c->squared ? square : __builtin_sqrt(square);
}

/* The weight with which anchor a and its extreme at this square pull each other; 0 where the
 * distance has no slope. */
INLINE double hard_weight(const hard_call *c, double square, double sign) {
  if (square <= 0 || (c->rule == PYTORCH && square < CLAMP)) return 0;
  return sign * (c->squared ? 2 : 1 / __builtin_sqrt(square));
}

/* The same for rows that tie: each gets its share. Their pulls wait in c->sums. */
static void hard_pull_ties(hard_call *c, uint32_t a, const uint32_t range[4], double square,
                           double weight) {
  const batch *b = &c->b;
  double *mine = c->sums + (size_t)a * b->D;
  const float *x = b->x + (size_t)a * b->LD;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++) {
      if (j == a || exact_square(b, a, j) != square) continue;
      const float *y = b->x + (size_t)j * b->LD;
      double *theirs = c->sums + (size_t)j * b->D;
      for (uint32_t k = 0; k < b->D; k++) {
        double pull = weight * ((double)x[k] - (double)y[k]);
        mine[k] += pull;
        theirs[k] -= pull;
      }
    }
  }
}

/* Each anchor's two pairs, listed at both of their ends. */
static void hard_list(hard_call *c) {
  uint32_t B = c->b.B, *first = c->first;
  zero(first, (B + 2) * sizeof *first);
  for (uint32_t a = 0; a < B; a++) {
    for (int e = 0; e < 2; e++) {
      if (c->weight[2 * a + e] == 0) continue;
      first[a + 2]++;
      first[(e ? c->near_who : c->far_who)[a] + 2]++;
    }
  }
  for (uint32_t r = 0; r < B; r++) first[r + 2] += first[r + 1];
  for (uint32_t a = 0; a < B; a++) {
    for (int e = 0; e < 2; e++) {
      double weight = c->weight[2 * a + e];
      if (weight == 0) continue;
      uint32_t who = (e ? c->near_who : c->far_who)[a];
      c->pair[first[a + 1]] = (hard_pair){weight, who};
      first[a + 1]++;
      c->pair[first[who + 1]] = (hard_pair){weight, a};
      first[who + 1]++;
    }
  }
}

static void hard_gradient(void *context, uint32_t task) {
  hard_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D;
  for (uint32_t r = from; r < to; r++) {
    const float *x = b->x + (size_t)r * b->LD;
    float *out = c->result + (size_t)b->order[r] * D;
    const hard_pair *first = c->pair + c->first[r], *end = c->pair + c->first[r + 1];
    for (uint32_t k = 0; k < D; k += 8) {
      d8 sum = {0};
      for (const hard_pair *p = first; p < end; p++) {
        const float *y = b->x + (size_t)p->who * b->LD;
        sum += p->weight * __builtin_convertvector(*(const f8 *)(x + k) - *(const f8 *)(y + k), d8);
      }
      if (c->tied) {
        for (uint32_t l = 0; l < umin(8, D - k); l++) sum[l] += c->sums[(size_t)r * D + k + l];
      }
      f8 pull = __builtin_convertvector(c->scale * sum + 0.0, f8);
      if (k + 8 <= D)
        *(f8 *)(out + k) = pull;
      else
        for (uint32_t l = 0; l < D - k; l++) out[k + l] = pull[l];
    }
  }
}

static void hard_take(hard_call *c) {
  batch *b = &c->b;
  batch_take(b, 1);
  c->far = TAKE(double, b->B);
  c->near = TAKE(double, b->B);
  c->far_who = TAKE(uint32_t, b->B);
  c->near_who = TAKE(uint32_t, b->B);
  c->far_ties = TAKE(uint32_t, b->B);
  c->near_ties = TAKE(uint32_t, b->B);
  if (c->result) {
    c->weight = TAKE(double, 2 * (size_t)b->B);
    c->first = TAKE(uint32_t, b->B + 2);
    c->pair = TAKE(hard_pair, 4 * (size_t)b->B);
    c->sums = TAKE(double, (size_t)b->B * b->D);
  }
  c->part = TAKE(hard_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    hard_part dummy, *p = measuring ? &dummy : &c->part[q];
    p->near = TAKE(float, b->Bp);
    p->near2 = TAKE(float, b->Bp);
    p->far = TAKE(float, b->Bp);
    p->far2 = TAKE(float, b->Bp);
    p->near_who = TAKE(int32_t, b->Bp);
    p->far_who = TAKE(int32_t, b->Bp);
    p->block = TAKE(float, MR *TILE);
  }
}

/* An anchor's part of the gradient; far and near are the squares of its two distances. */
static void hard_weigh(hard_call *c, uint32_t a, double far, double near) {
  const batch *b = &c->b;
  uint32_t range[][4] = {{b->start[a], b->end[a], 0, 0}, {0, b->start[a], b->end[a], b->B}};
  for (int e = 0; e < 2; e++) {
    double square = e ? near : far, weight = hard_weight(c, square, e ? -1 : 1);
    uint32_t ties = (e ? c->near_ties : c->far_ties)[a];
    if (ties == 1 || weight == 0) {
      c->weight[2 * a + e] = weight;
      continue;
    }
    if (!c->tied) zero(c->sums, (size_t)b->B * b->D * sizeof *c->sums);
    c->tied = 1;
    hard_pull_ties(c, a, range[e], square, weight / ties);
  }
}

/* option: 2 * rule + squared. out: loss, anchors, active. */
EXPORT(operators_batch_hard)
int operators_batch_hard(const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                         double margin, int32_t option, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  hard_call call, *c = &call;
  batch *b = &c->b;
  c->margin = margin;
  c->squared = option & 1;
  c->rule = option >> 1;
  c->result = result;
  c->tied = 0;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  measuring = 1;
  arena_used = 0;
  hard_take(c);
  int status = arena_reserve(arena_used) ? OK : NO_MEMORY;
  if (status == OK) {
    measuring = 0;
    arena_used = 0;
    hard_take(c);
    sort_labels(b);
    status = prepare(b);
    if (status == OK && b->largest > 0 && b->largest < 1e-12f) status = OUT_OF_RANGE;
  }
  if (status == OK) {
    run_tasks(hard_part_tiles, c, c->parts, b->threads);
    run_tasks(hard_settle, c, row_tasks(b), b->threads);
    double sum = 0, anchors = 0, active = 0;
    if (result) zero(c->weight, 2 * (size_t)B * sizeof *c->weight);
    for (uint32_t a = 0; a < B; a++) {
      int has_positive = c->far[a] >= 0, has_negative = c->near[a] >= 0;
      if (c->rule == VALID && !(has_positive && has_negative)) continue;
      anchors++;
      if (!has_negative) {
        /* The row maximum stands for the missing negative and cancels the positive. */
        sum += margin;
        active += margin > 0;
        continue;
      }
      double far = has_positive ? c->far[a] : 0, near = c->near[a];
      double loss = hard_measure(c, far) - hard_measure(c, near) + margin;
      if (__builtin_fabs(loss) <= 1e-12 * (hard_measure(c, far) + margin)) {
        if (has_positive) far = exact_square(b, a, c->far_who[a]);
        near = exact_square(b, a, c->near_who[a]);
        loss = hard_measure(c, far) - hard_measure(c, near) + margin;
      }
      if (!(loss > 0)) continue;
      sum += loss;
      active++;
      if (result) hard_weigh(c, a, far, near);
    }
    c->scale = anchors > 0 ? 1 / anchors : 0;
    out[0] = sum * c->scale;
    out[1] = anchors;
    out[2] = active;
    if (result) {
      hard_list(c);
      run_tasks(hard_gradient, c, row_tasks(b), b->threads);
    }
  }
  UNLOCK_CALL();
  return status;
}

#endif

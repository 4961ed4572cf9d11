/*
 * The circle loss: sums of exponentials with a running peak, the heavy pairs in float64.
 */
#ifndef CIRCLE_H
#define CIRCLE_H

#include "kernels.h"

/* e^x in float64, x of at most some hundreds; below -700 it is 0. */
static double exp_double(double x) {
  if (x < -700) return 0;
  double n = __builtin_floor(x * 1.4426950408889634 + 0.5);
  double r = (x - n * 0.693145751953125) - n * 1.42860682030941723212e-6, s = 1.0 / 6227020800.0;
  static const double inverse[] = {1.0 / 479001600,
                                   1.0 / 39916800,
                                   1.0 / 3628800,
                                   1.0 / 362880,
                                   1.0 / 40320,
                                   1.0 / 5040,
                                   1.0 / 720,
                                   1.0 / 120,
                                   1.0 / 24,
                                   1.0 / 6,
                                   0.5,
                                   1,
                                   1};
  for (int k = 0; k < 13; k++) s = s * r + inverse[k];
  union {
    uint64_t u;
    double d;
  } two = {(uint64_t)(1023 + (int64_t)n) << 52};
  return s * two.d;
}

/* ln x in float64, x normal and above 0. */
static double log_double(double x) {
  union {
    double d;
    uint64_t u;
  } bits = {x};
  double n = (double)((int64_t)(bits.u >> 52) - 1023);
  bits.u = (bits.u & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  if (bits.d > 1.4142135623730951) {
    bits.d /= 2;
    n++;
  }
  double t = (bits.d - 1) / (bits.d + 1), t2 = t * t, s = 0;
  for (int k = 27; k > 0; k -= 2) s = s * t2 + 1.0 / k;
  return 2 * t * s + n * 0.6931471805599453;
}

/* e^x in float32 to 2e-7, for x of at most 0; below -87 it is 0. */
INLINE vf exp_float(vf x) {
  vm gone = lt(x, splat(-87.0f));
  x = vmax(x, splat(-87.0f));
  /* Adding 1.5 * 2^23 rounds to an integer, which then stands in the lowest bits. */
  vf shift = splat(12582912.0f), t = fma_(x, splat(1.44269504f), shift), n = t - shift;
  vf r = fma_(n, splat(-0.693145751953125f), x);
  r = fma_(n, splat(-1.42860682e-6f), r);
  vf s = splat(1.0f / 720);
  s = fma_(s, r, splat(1.0f / 120));
  s = fma_(s, r, splat(1.0f / 24));
  s = fma_(s, r, splat(1.0f / 6));
  s = fma_(s, r, splat(0.5f));
  s = fma_(s, r, splat(1.0f));
  s = fma_(s, r, splat(1.0f));
  vi two = ((vi)t - (vi)shift + 127) << 23;
  return pick(gone, splat(0), s * (vf)two);
}

typedef struct {
  float *sums_n, *sums_p; /* weight times row: negatives by e^(logit - peak), positives final */
  double peak, sum;       /* of this part's negatives */
  float *block;           /* a strip's products */
  float *weights_n, *weights_p; /* of a tile */
} circle_part;

typedef struct {
  batch b;
  double m, gamma, peak_p, sum_p, slope;
  float *result;
  uint32_t parts;
  circle_part *part;
  double *task_peak, *task_sum;
} circle_call;

static double exact_product(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->D; k += 8) s += load_d8(x + k) * load_d8(y + k);
  return sum_d8(s);
}

INLINE double positive_part(double x) { return x > 0 ? x : 0; }
INLINE double logit_p(const circle_call *c, double s) {
  return -positive_part(1 + c->m - s) * (s - (1 - c->m)) * c->gamma;
}
INLINE double logit_n(const circle_call *c, double s) {
  return positive_part(s + c->m) * (s - c->m) * c->gamma;
}

/* The positives' logarithm of a sum, all of it in float64. */
static void circle_positives(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double peak = -(double)INF, sum = 0;
  for (uint32_t i = from; i < to; i++) {
    for (uint32_t j = i + 1; j < b->end[i]; j++) {
      double l = logit_p(c, exact_product(b, i, j));
      if (l <= peak)
        sum += exp_double(l - peak);
      else {
        sum = sum * exp_double(peak - l) + 1;
        peak = l;
      }
    }
  }
  c->task_peak[task] = peak;
  c->task_sum[task] = sum;
}

/* A pair with more than this share of the sum is computed in float64. */
#define SHARE 1e-4

static void circle_strip(circle_call *c, circle_part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                         uint32_t columns, uint32_t done, uint32_t strip) {
  const batch *b = &c->b;
  float *wn = p->weights_n + strip * TILE, *wp = p->weights_p + strip * TILE;
  for (uint32_t v = 0; v < columns; v += NR) {
    gram_kernel(b->x + (size_t)i0 * b->LD, b->LD, b->xt + (size_t)(j0 + v) * b->D, b->D,
                p->block + v, TILE);
  }
  uint32_t last = umin(columns, b->B - j0);
  vf m = splat((float)c->m), gamma = splat((float)c->gamma), none = splat(0), highest = splat(-INF);
  /* Logits of the negatives in wn; what is no negative is -inf. */
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0;
    float *s = p->block + r * TILE, *w = wn + r * TILE;
    for (uint32_t v = 0; v < columns; v += VW) {
      vf x = load(s + v), l = vmax(x + m, none) * (x - m) * gamma;
      if (v < first || v + VW > last) {
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, l);
        for (uint32_t e = 0; e < VW; e++) {
          if (v + e < first || v + e >= last) t[e] = -INF;
        }
        l = load(t);
      }
      store(w + v, l);
      highest = vmax(highest, l);
    }
  }
  float top = -INF;
  for (int l = 0; l < VW; l++) top = highest[l] > top ? highest[l] : top;
  if ((double)top > p->peak) {
    /* A higher peak: what was summed so far shrinks. The running peak need not be exact. */
    double shrink = exp_double(p->peak - top);
    if (p->peak == -(double)INF) shrink = 0;
    p->sum *= shrink;
    p->peak = top;
    if (c->result && shrink != 1) {
      float f = (float)shrink;
      for (size_t e = 0; e < (size_t)b->Bp * b->LD; e++) p->sums_n[e] *= f;
      /* The strips of this tile that are done and not yet multiplied. */
      for (uint32_t e = done * TILE; e < strip * TILE; e++) p->weights_n[e] *= f;
    }
  }
  /* Before the first negative the peak is -inf, and -inf - -inf no number. */
  vf peak = splat(p->peak > -(double)INF ? (float)p->peak : 0);
  double total = 0;
  for (uint32_t r = 0; r < rows; r++) {
    float *s = p->block + r * TILE, *w = wn + r * TILE;
    float large = (float)(SHARE * (p->sum + total));
    if (large < 1e-30f) large = 1e-30f;
    vf limit = splat(large), sum = none;
    for (uint32_t v = 0; v < columns; v += VW) {
      vf e = exp_float(load(w + v) - peak), a = vmax(load(s + v) + m, none);
      vm heavy = lt(limit, e);
      if (__builtin_expect(any(heavy), 0)) {
        float t[VW] __attribute__((aligned(VW * 4))), u[VW] __attribute__((aligned(VW * 4)));
        store(t, e);
        store(u, a);
        for (int l = 0; l < VW; l++) {
          if (!lane(heavy, l)) continue;
          double x = exact_product(b, i0 + r, j0 + v + l);
          double share = exp_double(logit_n(c, x) - p->peak);
          total += share;
          t[l] = 0;
          u[l] = (float)(share * positive_part(x + c->m));
        }
        sum += load(t);
        for (int l = 0; l < VW; l++) w[v + l] = lane(heavy, l) ? u[l] : t[l] * u[l];
        continue;
      }
      sum += e;
      store(w + v, e * a);
    }
    for (uint32_t v = columns; v < TILE; v += VW) store(w + v, none);
    total += sum_float(sum);
  }
  p->sum += total;
  for (uint32_t r = rows; r < MR; r++) zero(wn + r * TILE, TILE * sizeof *wn);
  if (!c->result) return;
  /* The positives of this strip, one by one: their sum is known already. */
  for (uint32_t r = 0; r < MR; r++) {
    float *s = p->block + r * TILE, *w = wp + r * TILE;
    zero(w, TILE * sizeof *w);
    if (r >= rows) continue;
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, last) : 0;
    for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < first; v++) {
      double x = s[v], share = exp_double(logit_p(c, x) - c->peak_p) / c->sum_p;
      /* Near a cosine of 1, the weight is what rounding has left of it. */
      if (share > SHARE || 1 + c->m - x < 0.01) {
        x = exact_product(b, i, j0 + v);
        share = exp_double(logit_p(c, x) - c->peak_p) / c->sum_p;
      }
      w[v] = (float)(share * positive_part(1 + c->m - x));
    }
  }
}

static void circle_tile(void *context, uint32_t task, uint32_t I, uint32_t J, uint32_t r0,
                        uint32_t r1) {
  circle_call *c = context;
  circle_part *p = &c->part[task];
  const batch *b = &c->b;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0);
  uint32_t wide = round_up(columns, NR), deep = round_up(r1, MR);
  int upper = I == J ? UPPER : WHOLE, turned = I == J ? UPPER_TURNED : WHOLE;
  for (uint32_t r = r0; r < r1; r += MR)
    circle_strip(c, p, i0 + r, umin(MR, r1 - r), j0, wide, r0, r);
  if (!c->result) return;
  uint32_t first = I == J ? r0 : 0;
  add_products(b, p->sums_n, i0, r0, r1, j0, 0, columns, p->weights_n, TILE, 1, upper);
  add_products(b, p->sums_n, j0, first, columns, i0, r0, deep, p->weights_n, 1, TILE, turned);
  if (b->end[i0 + r1 - 1] <= j0 || (I == J && b->B == 1)) return;
  add_products(b, p->sums_p, i0, r0, r1, j0, 0, columns, p->weights_p, TILE, 1, upper);
  add_products(b, p->sums_p, j0, first, columns, i0, r0, deep, p->weights_p, 1, TILE, turned);
}

static void circle_part_tiles(void *context, uint32_t task) {
  circle_call *c = context;
  circle_part *p = &c->part[task];
  const batch *b = &c->b;
  p->peak = -(double)INF;
  p->sum = 0;
  if (c->result) {
    zero(p->sums_n, (size_t)b->Bp * b->LD * sizeof *p->sums_n);
    zero(p->sums_p, (size_t)b->Bp * b->LD * sizeof *p->sums_p);
  }
  share_tiles(b, c->parts, task, circle_tile, c);
}

static void circle_gradient(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  for (uint32_t a = from; a < to; a++) {
    float *out = c->result + (size_t)b->order[a] * b->D;
    for (uint32_t k = 0; k < b->D; k += 8) {
      d8 pull = {0};
      for (uint32_t q = 0; q < c->parts; q++) {
        const circle_part *p = &c->part[q];
        size_t at = (size_t)a * b->LD + k;
        pull += p->sum * load_d8(p->sums_n + at) - load_d8(p->sums_p + at);
      }
      put_gradient(out, k, b->D, c->slope * pull);
    }
  }
}

static void circle_take(circle_call *c) {
  batch *b = &c->b;
  batch_take(b, 0, 1);
  c->task_peak = TAKE(double, row_tasks(b));
  c->task_sum = TAKE(double, row_tasks(b));
  c->part = TAKE(circle_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    circle_part dummy, *p = measuring ? &dummy : &c->part[q];
    p->block = TAKE(float, MR *TILE);
    p->weights_n = TAKE(float, TILE *TILE);
    p->weights_p = TAKE(float, TILE *TILE);
    if (!c->result) continue;
    p->sums_n = TAKE(float, (size_t)b->Bp * b->LD);
    p->sums_p = TAKE(float, (size_t)b->Bp * b->LD);
  }
}

/* out: loss, positive pairs, negative pairs. */
EXPORT(operators_circle)
int operators_circle(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double m,
                     int32_t unused, double gamma, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  circle_call call, *c = &call;
  batch *b = &c->b;
  c->m = m;
  c->gamma = gamma;
  c->result = result;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  measuring = 1;
  arena_used = 0;
  circle_take(c);
  int status = arena_reserve(arena_used) ? OK : NO_MEMORY;
  if (status == OK) {
    measuring = 0;
    arena_used = 0;
    circle_take(c);
    sort_labels(b);
    status = prepare(b);
  }
  if (status == OK) {
    /* Logits of rows far longer than 1, or of extreme options, leave float32's range. */
    for (uint32_t i = 0; i < B; i++) {
      if (b->norm[i] > 4) status = OUT_OF_RANGE;
    }
    if (gamma > 1e5 || m > 100) status = OUT_OF_RANGE;
    /* Where all rows point one way, the pulls of the two kinds of pairs cancel down to float32's
       rounding: left to float64. */
    double all = 0, toward = 0;
    for (uint32_t i = 0; i < B; i++) all += b->norm[i];
    for (uint32_t k = 0; k < D; k++) toward += b->mean[k] * b->mean[k];
    if (B > 2 && toward * B > 0.9 * all) status = OUT_OF_RANGE;
  }
  if (status == OK) {
    double positive = 0;
    for (uint32_t i = 0; i < B; i++) positive += 0.5 * (b->end[i] - b->start[i] - 1);
    double negative = 0.5 * B * (B - 1.0) - positive;
    out[0] = 0;
    out[1] = positive;
    out[2] = negative;
    if (positive == 0 || negative == 0) {
      if (result) zero(result, (size_t)B * D * sizeof *result);
    } else {
      run_tasks(circle_positives, c, row_tasks(b), b->threads);
      c->peak_p = -(double)INF;
      c->sum_p = 0;
      for (uint32_t t = 0; t < row_tasks(b); t++) {
        if (c->task_sum[t] > 0 && c->task_peak[t] > c->peak_p) c->peak_p = c->task_peak[t];
      }
      for (uint32_t t = 0; t < row_tasks(b); t++) {
        if (c->task_sum[t] > 0)
          c->sum_p += c->task_sum[t] * exp_double(c->task_peak[t] - c->peak_p);
      }
      run_tasks(circle_part_tiles, c, c->parts, b->threads);
      double peak = -(double)INF, sum = 0;
      for (uint32_t q = 0; q < c->parts; q++) {
        if (c->part[q].sum > 0 && c->part[q].peak > peak) peak = c->part[q].peak;
      }
      for (uint32_t q = 0; q < c->parts; q++) {
        circle_part *p = &c->part[q];
        if (p->sum > 0) sum += p->sum * exp_double(p->peak - peak);
      }
      /* From here on a part's sum is the factor of its sums. */
      for (uint32_t q = 0; q < c->parts; q++) {
        circle_part *p = &c->part[q];
        p->sum = p->sum > 0 ? exp_double(p->peak - peak) / sum : 0;
      }
      double z = c->peak_p + log_double(c->sum_p) + peak + log_double(sum),
             e = exp_double(z > 0 ? -z : z);
      /* softplus(z), and its slope; ln(1 + e) by its series where e is small. */
      double soft = e > 1e-5 ? log_double(1 + e) : e * (1 - e / 2 + e * e / 3);
      out[0] = (z > 0 ? z : 0) + soft;
      c->slope = gamma * (z > 0 ? 1 / (1 + e) : e / (1 + e));
      if (result) run_tasks(circle_gradient, c, row_tasks(b), b->threads);
    }
  }
  UNLOCK_CALL();
  return status;
}

#endif

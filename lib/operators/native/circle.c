/*
 * The circle loss: sums of exponentials with a running peak, the heavy pairs in float64. Logits are
 * multiplied by a scale of up to some hundreds, so most pairs weigh nothing: these are left out,
 * and where few are left they pull one by one.
 */
/* e^x in float64, x of at most some hundreds; below LEAST_EXPONENT_64 it is 0. */
static double exp_double(double x) {
  if (x < LEAST_EXPONENT_64) return 0;
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

/* e^x in float32 to 2e-7, for x of at most 0; below LEAST_EXPONENT it is 0. */
INLINE vf exp_float(vf x) {
  vm gone = lt(x, splat(LEAST_EXPONENT));
  x = vmax(x, splat(LEAST_EXPONENT));
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
  uint32_t *pairs;        /* its pairs that weigh anything */
  double exact;           /* of all pairs, those in float64 */
  float *weights;         /* of a tile's negatives */
} LINES circle_part;

typedef struct {
  batch b;
  double m, gamma;
  int normalize;
  double negligible;  /* logits so far from the highest add up to less than rounding does */
  double logit_error; /* of a float32 logit */
  double light;       /* logits so far from the highest may have that error, all of them together */
  float *result;
  uint32_t parts;
  circle_part *part;
  double *task_peak, *task_sum; /* of the positives, for each task; and of all of them: */
  double peak_p, sum_p;
  float *task_top; /* the greatest logit of some negatives, for each task; and of all of them: */
  double top;
  double slope; /* of the loss, to a logit */
  double *task_pulls, *task_left; /* the largest pull at a row, and what is left of all */
} LINES circle_call;

/* A product in float64, of the rows at length 1 where they are to be. */
static double exact_product(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->D; k += 8) s += load_d8(x + k) * load_d8(y + k);
  return b->inverse ? sum_d8(s) * b->inverse[i] * b->inverse[j] : sum_d8(s);
}

/* The products of row i with four rows from j on. */
static void exact_products(const batch *b, uint32_t i, uint32_t j, double *out) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s[4] = {{0}, {0}, {0}, {0}};
  for (uint32_t k = 0; k < b->D; k += 8) {
    d8 a = load_d8(x + k);
    for (int e = 0; e < 4; e++) s[e] += a * load_d8(y + e * b->LD + k);
  }
  for (int e = 0; e < 4; e++) {
    double scale = b->inverse ? b->inverse[i] * b->inverse[j + e] : 1;
    out[e] = sum_d8(s[e]) * scale;
  }
}

INLINE double dmax(double x, double y) { return x > y ? x : y; }
/* The larger of two, without their signs. */
INLINE d8 larger_d8(d8 x, d8 y) {
  l8 a = (l8)x & INT64_MAX, b = (l8)y & INT64_MAX, more = (d8)a > (d8)b;
  return (d8)((a & more) | (b & ~more));
}

INLINE double positive_part(double x) { return x > 0 ? x : 0; }
INLINE double logit_p(const circle_call *c, double s) {
  return -positive_part(1 + c->m - s) * (s - (1 - c->m)) * c->gamma;
}
INLINE double logit_n(const circle_call *c, double s) {
  return positive_part(s + c->m) * (s - c->m) * c->gamma;
}

/* Logits of a strip's negatives to `out`, -inf where the pair is none; the highest comes back. */
static float circle_logits(const circle_call *c, const circle_part *p, uint32_t i0, uint32_t rows,
                           uint32_t j0, uint32_t from, uint32_t columns, float *out) {
  const batch *b = &c->b;
  uint32_t last = umin(columns, b->B - j0);
  vf m = splat((float)c->m), gamma = splat((float)c->gamma), highest = splat(-INF);
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0;
    for (uint32_t v = from; v < columns; v += VW) {
      vf x = load(p->block + r * TILE + v), l = vmax(x + m, splat(0)) * (x - m) * gamma;
      if (v < first || v + VW > last) {
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, l);
        for (uint32_t e = 0; e < VW; e++) {
          if (v + e < first || v + e >= last) t[e] = -INF;
        }
        l = load(t);
      }
      store(out + r * TILE + v, l);
      highest = vmax(highest, l);
    }
  }
  float top = -INF;
  for (int l = 0; l < VW; l++) top = highest[l] > top ? highest[l] : top;
  return top;
}

/* The greatest logit of some negatives: what all of them add up to is above it. A part knows by itself
 * how high its own are, and would take more of them for such as weigh anything. */
static void circle_sample(circle_call *c, uint32_t task, uint32_t from, uint32_t to) {
  const batch *b = &c->b;
  float products[MR * TILE] __attribute__((aligned(64))), logits[MR * TILE] __attribute__((aligned(64)));
  const circle_part sample = {.block = products};
  c->task_top[task] = -INF;
  for (uint32_t i = from; i < to && to + NR <= b->B; i += MR) {
    gram_kernel(b, i, to, products, TILE);
    float top = circle_logits(c, &sample, i, umin(MR, to - i), to, 0, NR, logits);
    c->task_top[task] = top > c->task_top[task] ? top : c->task_top[task];
  }
}

/* The positives' logarithm of a sum, all of it in float64; and of the same rows the sample. */
static void circle_positives(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double peak = -(double)INF, sum = 0;
  for (uint32_t i = from; i < to; i++) {
    for (uint32_t j = i + 1; j < b->end[i]; j++) {
      double l = logit_p(c, exact_product(b, i, j));
      if (l <= peak)
        sum += l - peak < c->negligible ? 0 : exp_double(l - peak);
      else {
        sum = sum * exp_double(peak - l) + 1;
        peak = l;
      }
    }
  }
  c->task_peak[task] = peak;
  c->task_sum[task] = sum;
  circle_sample(c, task, from, to);
}

/* Where logits are far above the peak it rises, and what was summed so far shrinks; else it need
 * not be exact. `waiting` are the weights of strips that are done and not yet multiplied. */
static void circle_raise(circle_call *c, circle_part *p, float top, float *waiting, size_t n) {
  const batch *b = &c->b;
  if ((double)top <= p->peak + RAISE) return;
  int first = p->peak == -(double)INF;
  double shrink = first ? 0 : exp_double(p->peak - top);
  p->sum *= shrink;
  p->peak = top;
  if (!c->result || first) return;
  for (size_t e = 0; e < (size_t)b->Bp * b->LD; e++) p->sums_n[e] *= (float)shrink;
  for (size_t e = 0; e < n; e++) waiting[e] *= (float)shrink;
}

/* What n pairs of a strip weigh, VW at most: from their logits in float64, and those that carry the
 * sum by their exponentials in float64 too. What they add to the sum comes back. */
static double circle_weigh(const circle_call *c, const circle_part *p, uint32_t i0, uint32_t j0,
                           const uint32_t *pairs, uint32_t n, double large, float *weights) {
  const batch *b = &c->b;
  double x[VW], above[VW], total = 0;
  float light[VW] __attribute__((aligned(VW * 4)));
  for (uint32_t e = 0; e < n;) {
    uint32_t at = pairs[e], i = i0 + at / TILE, j = j0 + at % TILE;
    if (e + 4 <= n && pairs[e + 3] == at + 3 && at % TILE + 4 <= TILE) {
      exact_products(b, i, j, x + e);
      e += 4;
    } else
      x[e++] = exact_product(b, i, j);
  }
  for (uint32_t e = n; e < VW; e++) x[e] = 0;
  for (uint32_t e = 0; e < VW; e++) {
    above[e] = logit_n(c, x[e]) - p->peak;
    light[e] = (float)above[e];
  }
  store(light, exp_float(load(light)));
  for (uint32_t e = 0; e < n; e++) {
    double share = light[e] > large ? exp_double(above[e]) : (double)light[e];
    total += share;
    weights[pairs[e]] = (float)(share * positive_part(x[e] + c->m));
  }
  return total;
}

/* From a strip's logits to its weights and their sum; how many pairs weigh anything comes back. */
static uint32_t circle_negatives(circle_call *c, circle_part *p, uint32_t i0, uint32_t rows,
                                 uint32_t j0, uint32_t from, uint32_t columns, float top,
                                 float *weights) {
  uint32_t n = 0, lights = 0, *pairs = p->pairs;
  double highest = p->sum > 1e-300 ? p->peak + log_double(p->sum) : -(double)INF;
  highest = dmax(highest, dmax(top, c->top) - c->logit_error);
  vf least = splat((float)(highest + c->negligible - c->logit_error)),
     exact = splat((float)(highest + c->light)), m = splat((float)c->m), none = splat(0),
     peak = splat((float)p->peak);
  for (uint32_t r = 0; r < rows; r++) {
    vf sum = none;
    for (uint32_t v = from; v < columns; v += VW) {
      float *w = weights + r * TILE + v;
      vf logit = load(w);
      vm weighs = lt(least, logit);
      if (!any(weighs)) {
        store(w, none);
        continue;
      }
      vm light = (vm)(weighs & ~lt(exact, logit));
      vf e = pick(light, exp_float(logit - peak), none);
      sum += e;
      store(w, e * vmax(load(p->block + r * TILE + v) + m, none));
      lights += (uint32_t)__builtin_popcount(lanes_of(light));
      for (uint32_t left = lanes_of(weighs) & ~lanes_of(light); left; left &= left - 1)
        pairs[n++] = r * TILE + v + (uint32_t)__builtin_ctz(left);
    }
    p->sum += sum_float(sum);
  }
  p->exact += n;
  for (uint32_t e = 0; e < n; e += VW)
    p->sum += circle_weigh(c, p, i0, j0, pairs + e, umin(VW, n - e), SHARE * p->sum, weights);
  return n + lights;
}

/* weight times each other's row for the sums of rows i and j. */
static void pull_both(const batch *b, float *sums, uint32_t i, uint32_t j, float weight) {
  size_t to_i = (size_t)i * b->LD, to_j = (size_t)j * b->LD;
  vf w = splat(weight);
  for (uint32_t k = 0; k < b->D; k += VW) {
    vf x = load(b->xc + to_i + k), y = load(b->xc + to_j + k);
    store(sums + to_i + k, fma_(w, y, load(sums + to_i + k)));
    store(sums + to_j + k, fma_(w, x, load(sums + to_j + k)));
  }
}

/* Pulls a strip's negatives one by one, and leaves no weight in it. */
static void circle_pull_few(circle_call *c, circle_part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                            uint32_t from, uint32_t columns, float *weights) {
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t v = from; v < columns; v += VW) {
      float *w = weights + r * TILE + v;
      for (uint32_t left = lanes_of(ne(splat(0), load(w))); left; left &= left - 1) {
        uint32_t l = (uint32_t)__builtin_ctz(left);
        pull_both(&c->b, p->sums_n, i0 + r, j0 + v + l, w[l]);
      }
      store(w, splat(0));
    }
  }
}

/* The positives of a strip, one by one: their sum is known already. */
static void circle_pull_positives(circle_call *c, circle_part *p, uint32_t i0, uint32_t rows,
                                  uint32_t j0, uint32_t last) {
  const batch *b = &c->b;
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, last) : 0;
    for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < first; v++) {
      double x = p->block[r * TILE + v];
      if (logit_p(c, x) - c->peak_p < c->negligible - c->logit_error) continue;
      x = exact_product(b, i, j0 + v);
      p->exact++;
      double share = exp_double(logit_p(c, x) - c->peak_p) / c->sum_p;
      pull_both(b, p->sums_p, i, j0 + v, (float)(share * positive_part(1 + c->m - x)));
    }
  }
}

/* Strips r0 to r1 of a tile. The products of weights and rows are taken for those strips where many
 * pairs weigh something, and for what lies between them. */
static void circle_tile(void *context, uint32_t task, uint32_t I, uint32_t J, uint32_t r0,
                        uint32_t r1) {
  circle_call *c = context;
  circle_part *p = &c->part[task];
  const batch *b = &c->b;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0);
  uint32_t wide = round_up(columns, NR), dense0 = r1, dense1 = r0;
  for (uint32_t r = r0; r < r1; r += MR) {
    uint32_t from = first_column(I, J, r), rows = umin(MR, r1 - r);
    float *weights = p->weights + r * TILE;
    for (uint32_t v = from; v < wide; v += NR)
      gram_kernel(b, i0 + r, j0 + v, p->block + v, TILE);
    float top = circle_logits(c, p, i0 + r, rows, j0, from, wide, weights);
    circle_raise(c, p, top, p->weights + r0 * TILE, (size_t)(r - r0) * TILE);
    uint32_t pairs = circle_negatives(c, p, i0 + r, rows, j0, from, wide, top, weights);
    if (!c->result) continue;
    circle_pull_positives(c, p, i0 + r, rows, j0, columns);
    for (uint32_t e = rows; e < MR; e++) zero(weights + e * TILE, TILE * sizeof *weights);
    if (pairs <= FEW)
      circle_pull_few(c, p, i0 + r, rows, j0, from, wide, weights);
    else {
      dense0 = umin(dense0, r);
      dense1 = r + rows;
    }
  }
  if (dense0 >= dense1) return;
  uint32_t deep = round_up(dense1, MR);
  add_products(b, p->sums_n, i0, dense0, dense1, j0, 0, columns, p->weights, TILE, 1,
               I == J ? UPPER : WHOLE);
  add_products(b, p->sums_n, j0, I == J ? dense0 : 0, columns, i0, dense0, deep, p->weights, 1,
               TILE, I == J ? UPPER_TURNED : WHOLE);
}

static void circle_part_tiles(void *context, uint32_t task) {
  circle_call *c = context;
  circle_part *p = &c->part[task];
  const batch *b = &c->b;
  p->peak = -(double)INF;
  p->sum = p->exact = 0;
  if (c->result) {
    zero(p->sums_n, (size_t)b->Bp * b->LD * sizeof *p->sums_n);
    zero(p->sums_p, (size_t)b->Bp * b->LD * sizeof *p->sums_p);
  }
  share_tiles(b, c->parts, task, circle_tile, c);
}

/* Eight entries from k on of what pulls at row a, or at the row at length 1; `largest` are the
 * largest of what these are the differences of. */
INLINE d8 circle_pull(const circle_call *c, uint32_t a, uint32_t k, d8 *largest) {
  size_t at = (size_t)a * c->b.LD + k;
  d8 away = {0}, toward = {0};
  for (uint32_t q = 0; q < c->parts; q++) {
    const circle_part *p = &c->part[q];
    away += p->sum * load_d8(p->sums_n + at);
    toward += load_d8(p->sums_p + at);
  }
  *largest = larger_d8(*largest, larger_d8(away, toward));
  return away - toward;
}

static void circle_gradient(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  c->task_pulls[task] = c->task_left[task] = 0;
  for (uint32_t a = from; a < to; a++) {
    float *out = gradient_row(b, c->result, a);
    const float *x = b->x + (size_t)a * b->LD;
    double scale = c->slope, inverse = b->inverse ? b->inverse[a] : 0, along = 0;
    d8 pulls = {0}, left = {0};
    if (b->inverse) {
      /* u = x / |x|: what pulls along the row does not turn it. */
      d8 s = {0};
      for (uint32_t k = 0; k < b->D; k += 8)
        s += inverse * load_d8(x + k) * circle_pull(c, a, k, &pulls);
      along = sum_d8(s) * inverse;
      scale *= inverse;
    }
    for (uint32_t k = 0; k < b->D; k += 8) {
      d8 pull = circle_pull(c, a, k, &pulls) - along * load_d8(x + k);
      left = larger_d8(left, pull);
      put_gradient(out, k, b->D, scale * pull);
    }
    for (int l = 0; l < 8; l++) {
      c->task_pulls[task] = dmax(c->task_pulls[task], scale * pulls[l]);
      c->task_left[task] = dmax(c->task_left[task], scale * left[l]);
    }
  }
}

static void circle_take(void *call) {
  circle_call *c = call;
  batch *b = &c->b;
  batch_take(b, c->normalize, 1);
  b->inverse = c->normalize ? TAKE(double, b->Bp) : 0;
  c->task_peak = TAKE(double, row_tasks(b));
  c->task_sum = TAKE(double, row_tasks(b));
  c->task_top = TAKE(float, row_tasks(b));
  c->task_pulls = TAKE(double, row_tasks(b));
  c->task_left = TAKE(double, row_tasks(b));
  c->part = TAKE(circle_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    circle_part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    p->block = TAKE(float, MR *TILE);
    p->pairs = TAKE(uint32_t, MR *TILE);
    p->weights = TAKE(float, TILE *TILE);
    if (!c->result) continue;
    p->sums_n = TAKE(float, (size_t)b->Bp * b->LD);
    p->sums_p = TAKE(float, (size_t)b->Bp * b->LD);
  }
}

/* How far float32 logits are off, and whether float32 can hold what follows. */
static int circle_bounds(circle_call *c) {
  const batch *b = &c->b;
  /* Where all rows point one way, the pulls of the two kinds of pairs cancel down to float32's
     rounding. */
  double all = 0, toward = 0;
  for (uint32_t i = 0; i < b->B; i++) all += b->norm[i];
  for (uint32_t k = 0; k < b->D; k++) {
    double sum = b->mean[k] * b->B;
    if (c->normalize) {
      sum = 0;
      for (uint32_t i = 0; i < b->B; i++) sum += b->xc[(size_t)i * b->LD + k];
    }
    toward += sum * sum;
  }
  double reach = b->greatest + c->m;
  c->logit_error = c->gamma * (2 * reach * b->greatest * (product_error(b->D) + 3 * ROUNDING) +
                               5 * ROUNDING * reach * reach);
  c->negligible = -NEGLIGIBLE - 2 * log_double(b->B);
  c->light = log_double(LIGHT_ERROR / c->logit_error) - 2 * log_double(b->B);
  int one_way = b->B > 2 && toward > ONE_WAY * b->B * all;
  return one_way || reach > LONGEST || c->logit_error > MOST_LOGIT_ERROR ? OUT_OF_RANGE : OK;
}

/* Sums both kinds of pairs up; the sum of their two logarithms comes back. */
static double circle_sums(circle_call *c) {
  const batch *b = &c->b;
  uint32_t tasks = row_tasks(b);
  run_tasks(circle_positives, c, tasks, b->threads);
  c->peak_p = c->top = -(double)INF;
  c->sum_p = 0;
  for (uint32_t t = 0; t < tasks; t++) {
    if (c->task_sum[t] > 0) c->peak_p = dmax(c->peak_p, c->task_peak[t]);
    c->top = dmax(c->top, c->task_top[t]);
  }
  for (uint32_t t = 0; t < tasks; t++) {
    if (c->task_sum[t] > 0) c->sum_p += c->task_sum[t] * exp_double(c->task_peak[t] - c->peak_p);
  }
  run_tasks(circle_part_tiles, c, c->parts, b->threads);
  double peak = -(double)INF, sum = 0;
  for (uint32_t q = 0; q < c->parts; q++) {
    if (c->part[q].sum > 0) peak = dmax(peak, c->part[q].peak);
  }
  for (uint32_t q = 0; q < c->parts; q++) {
    const circle_part *p = &c->part[q];
    if (p->sum > 0) sum += p->sum * exp_double(p->peak - peak);
  }
  /* From here on a part's sum is the factor of its sums. */
  for (uint32_t q = 0; q < c->parts; q++) {
    circle_part *p = &c->part[q];
    p->sum = p->sum > 0 ? exp_double(p->peak - peak) / sum : 0;
  }
  return c->peak_p + log_double(c->sum_p) + peak + log_double(sum);
}

/* The gradient; whether its pulls cancelled beyond float32, or are those of pairs that weigh nothing
 * beside others which do not pull. */
static int circle_pulls(circle_call *c, double pairs) {
  const batch *b = &c->b;
  uint32_t tasks = row_tasks(b);
  run_tasks(circle_gradient, c, tasks, b->threads);
  double pulls = 0, left = 0, exact = 0, most = (b->greatest + c->m) * b->largest * c->slope;
  for (uint32_t t = 0; t < tasks; t++) {
    pulls = dmax(pulls, c->task_pulls[t]);
    left = dmax(left, c->task_left[t]);
  }
  for (uint32_t q = 0; q < c->parts; q++) exact += c->part[q].exact;
  if (b->inverse) {
    double inverse = 0; /* of the shortest row */
    for (uint32_t a = 0; a < b->B; a++) inverse = dmax(inverse, b->inverse[a]);
    most *= inverse;
  }
  int faint = exact < pairs && left * b->B < FAINT * most;
  return faint || left < CANCELLED * pulls ? OUT_OF_RANGE : OK;
}

static int circle_run(circle_call *c, double *out) {
  const batch *b = &c->b;
  double positive = 0, all = 0.5 * b->B * (b->B - 1.0);
  for (uint32_t i = 0; i < b->B; i++) positive += 0.5 * (b->end[i] - b->start[i] - 1);
  out[0] = 0;
  out[1] = positive;
  out[2] = all - positive;
  if (positive == 0 || positive == all) {
    if (c->result) zero(c->result, (size_t)b->B * b->D * sizeof *c->result);
    return OK;
  }
  double z = circle_sums(c), e = exp_double(z > 0 ? -z : z);
  /* softplus(z), and its slope; ln(1 + e) by its series where e is small. */
  double soft = e > SERIES ? log_double(1 + e) : e * (1 - e / 2 + e * e / 3);
  out[0] = (z > 0 ? z : 0) + soft;
  c->slope = c->gamma * (z > 0 ? 1 / (1 + e) : e / (1 + e));
  return c->result ? circle_pulls(c, all) : OK;
}

/* out: loss, positive pairs, negative pairs. */
EXPORT(operators_circle)
int operators_circle(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double m,
                     int32_t normalize, double gamma, float *result, double *out) {
  LOCK_CALL();
  static circle_call call;
  circle_call *c = &call;
  batch *b = &c->b;
  c->m = m;
  c->gamma = gamma;
  c->normalize = normalize;
  c->result = result;
  batch_shape(b, in, labels, B, D);
  if ((uint64_t)B * B * D < SMALL_CIRCLE) b->threads = 1;
  c->parts = parts_of(b);
  int status = reserve(0, circle_take, c);
  if (status == OK) {
    sort_labels(b);
    status = prepare(b);
  }
  if (status == OK) status = circle_bounds(c);
  if (status == OK) status = circle_run(c, out);
  UNLOCK_CALL();
  return status;
}

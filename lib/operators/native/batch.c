/*
 * The batch in class order: rows of one class stand together, so that an anchor's positives are one
 * run of rows and its negatives the rest. Rows are kept as given (for exact differences), about
 * their mean (for products), and the latter once more in panels for the micro-kernels.
 */
/* Of an operator's option, beside 1 for squared distances and the doubled rule: rows are to be brought
 * to length 1. */
#define UNIT 8

typedef struct batch {
  uint32_t B, D, LD, Bp, tiles, threads;
  const float *in;
  const int32_t *labels;
  uint32_t *order, *start, *end; /* class order; [start, end) is the run of row r's class */
  float *x, *xc, *xt; /* rows as given, rows about the mean, the latter in panels, k-major */
  float *norm;        /* squared norms of xc, +0 in the padding */
  double *inverse; /* of the rows' lengths, where xc is to be the rows at length 1 instead */
  int unit;        /* whether the rows as given are, too: half of a square is a cosine distance then, */
  double *length;  /* and how long they were */
  double *mean, *part_mean;
  uint32_t chunk; /* how many products are added up at a time */
  float band;     /* error of a Gram distance, relative to |a|^2 + |b|^2 */
  double order_error; /* of a float64 square whose terms were added up in another order */
  float largest;  /* largest |coordinate| of xc */
  float greatest; /* greatest of the squared norms */
  uint32_t *keys, *keys2, *order2;
  float *part_largest;
  void (*also)(struct batch *, uint32_t from, uint32_t to);
} batch;

INLINE uint32_t row_tasks(const batch *b) { return (b->B + ROWS_A_TASK - 1) / ROWS_A_TASK; }
INLINE uint32_t umin(uint32_t a, uint32_t b) { return a < b ? a : b; }
INLINE uint32_t umax(uint32_t a, uint32_t b) { return a > b ? a : b; }
INLINE uint32_t round_up(uint32_t n, uint32_t to) { return (n + to - 1) / to * to; }

INLINE uint32_t shared_threads(uint32_t B, uint32_t D) {
  return (uint64_t)B * B * D < SMALL_BATCH ? 1 : thread_count();
}

INLINE uint32_t parts_of(const batch *b) {
  return b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
}

static void batch_shape(batch *b, const float *in, const int32_t *labels, uint32_t B, uint32_t D) {
  b->also = 0;
  b->inverse = 0;
  b->unit = 0;
  b->in = in;
  b->labels = labels;
  b->B = B;
  b->D = D;
  /* An odd number of 64-byte lines a row spreads a column of rows over the cache's sets. */
  b->LD = round_up(D, NR);
  if (b->LD >= 64) b->LD = round_up(D, 16) | 16;
  if (b->LD % VW) b->LD = round_up(b->LD, VW);
  b->tiles = (B + TILE - 1) / TILE;
  b->Bp = b->tiles * TILE;
  b->chunk = product_chunk(D);
  b->band = (float)(product_error(D) + DISTANCE_ROUNDINGS * ROUNDING);
  b->order_error = order_error(D);
  b->threads = shared_threads(B, D);
}

static void batch_take(batch *b, int centred, int packed) {
  b->order = TAKE(uint32_t, b->B);
  b->start = TAKE(uint32_t, b->Bp);
  b->end = TAKE(uint32_t, b->Bp);
  b->keys = TAKE(uint32_t, b->B);
  b->keys2 = TAKE(uint32_t, b->B);
  b->order2 = TAKE(uint32_t, b->B);
  b->x = TAKE(float, (size_t)b->Bp * b->LD);
  b->xc = centred ? TAKE(float, (size_t)b->Bp * b->LD) : b->x;
  b->xt = packed ? TAKE(float, (size_t)b->Bp * b->D) : 0;
  b->norm = TAKE(float, b->Bp);
  b->mean = TAKE(double, b->LD);
  b->part_mean = TAKE(double, (size_t)row_tasks(b) * b->D);
  b->part_largest = TAKE(float, row_tasks(b));
  b->length = TAKE(double, b->unit ? b->Bp : 0);
}

/* Stable radix sort of the rows by label, 8 bits at a time; passes that would change nothing are
 * left out. */
static void sort_labels(batch *b) {
  uint32_t B = b->B, *key = b->keys, *other = b->keys2, *order = b->order, *order2 = b->order2;
  for (uint32_t i = 0; i < B; i++) {
    key[i] = (uint32_t)b->labels[i] ^ 0x80000000u;
    order[i] = i;
  }
  for (int shift = 0; shift < 32; shift += 8) {
    uint32_t place[257];
    zero(place, sizeof place);
    for (uint32_t i = 0; i < B; i++) place[(key[i] >> shift & 255) + 1]++;
    if (place[(key[0] >> shift & 255) + 1] == B) continue;
    for (int v = 0; v < 256; v++) place[v + 1] += place[v];
    for (uint32_t i = 0; i < B; i++) {
      uint32_t to = place[key[i] >> shift & 255]++;
      other[to] = key[i];
      order2[to] = order[i];
    }
    uint32_t *t = key;
    key = other;
    other = t;
    t = order;
    order = order2;
    order2 = t;
  }
  b->order = order;
  b->order2 = order2;
  for (uint32_t from = 0, to = 0; from < B; from = to) {
    while (to < B && key[to] == key[from]) to++;
    for (uint32_t r = from; r < to; r++) {
      b->start[r] = from;
      b->end[r] = to;
    }
  }
  for (uint32_t r = B; r < b->Bp; r++) {
    b->start[r] = B;
    b->end[r] = b->Bp;
  }
}

typedef int32_t i8 __attribute__((vector_size(32), may_alias, aligned(4)));
/* The bits of 1e12f: no coordinate may lie beyond. */
#define FURTHEST 0x5368d4a5

/* Copies N vectors of 8 columns from k on, and sums them over the rows; what comes back is negative
 * where a number lies beyond 1e12 or is none. */
INLINE i8 gather_columns(const batch *b, uint32_t from, uint32_t to, uint32_t k, double *sum,
                         const int N) {
  d8 sums[4] = {{0}, {0}, {0}, {0}};
  i8 beyond = {0};
  for (uint32_t r = from; r < to; r++) {
    const float *in = b->in + (size_t)b->order[r] * b->D + k;
    float *x = b->x + (size_t)r * b->LD + k;
    /* Rows lie anywhere: no processor sees by itself which comes next. */
    const float *next = b->in + (size_t)b->order[umin(r + 8, to - 1)] * b->D + k;
    for (int e = 0; e < N; e += 2) __builtin_prefetch(next + 8 * e);
    for (int e = 0; e < N; e++) {
      f8 v = *(const f8 *)(in + 8 * e);
      *(f8 *)(x + 8 * e) = v;
      sums[e] += widen(v);
      /* The bits of floats that are not negative sort as integers, and those of NaN last. */
      beyond |= FURTHEST - ((i8)v & 0x7fffffff);
    }
  }
  for (int e = 0; e < 8 * N; e++) sum[k + e] = sums[e / 8][e % 8];
  return beyond;
}

/* Brings rows to length 1, to the bit as lib/reference/flat_directions.ts does, and sums their columns
 * anew. Whether each has a direction: is not all zeros. */
SELDOM int take_directions(const batch *b, uint32_t from, uint32_t to, double *sum) {
  double shortest = (double)INF;
  for (uint32_t r = from; r < to; r++) {
    const float *x = b->x + (size_t)r * b->LD;
    double squares = 0;
    for (uint32_t k = 0; k < b->D; k++) squares += (double)x[k] * (double)x[k];
    b->length[r] = __builtin_sqrt(squares);
    shortest = b->length[r] < shortest ? b->length[r] : shortest;
  }
  for (uint32_t k = 0; k < b->LD; k += 8) {
    d8 sums = {0};
    for (uint32_t r = from; r < to; r++) {
      f8 *x = (f8 *)(b->x + (size_t)r * b->LD + k);
      *x = narrow(widen(*x) / b->length[r]);
      sums += widen(*x);
    }
    for (uint32_t l = 0; l < 8 && k + l < b->D; l++) sum[k + l] = sums[l];
  }
  return shortest > 0;
}

/* From a row's gradient at length 1, in the squares of distances, to that of the row as given, in their
 * halves: what pulls along the row does not turn it. */
SELDOM void turn_gradient(const batch *b, uint32_t r, float *out) {
  if (!b->unit) return;
  const float *x = b->x + (size_t)r * b->LD;
  uint32_t k, D = b->D;
  double along = 0, times = 0.5 / b->length[r];
  d8 s = {0};
  for (k = 0; k + 8 <= D; k += 8) s += load_d8(out + k) * load_d8(x + k);
  for (; k < D; k++) along += (double)out[k] * (double)x[k];
  along += sum_d8(s);
  for (k = 0; k + 8 <= D; k += 8)
    *(f8 *)(out + k) = narrow(times * (load_d8(out + k) - along * load_d8(x + k)) + 0.0);
  for (; k < D; k++) out[k] = (float)(times * ((double)out[k] - along * (double)x[k]) + 0.0);
}

static void gather_rows(void *context, uint32_t task) {
  batch *b = context;
  uint32_t D = b->D, from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), k = 0;
  double *sum = b->part_mean + (size_t)task * D;
  i8 beyond = {0};
  for (; k + 32 <= D; k += 32) beyond |= gather_columns(b, from, to, k, sum, 4);
  for (; k + 8 <= D; k += 8) beyond |= gather_columns(b, from, to, k, sum, 1);
  int fine = 1;
  for (int l = 0; l < 8; l++) fine &= beyond[l] >= 0;
  for (; k < D; k++) {
    sum[k] = 0;
    for (uint32_t r = from; r < to; r++) {
      float v = b->in[(size_t)b->order[r] * D + k];
      b->x[(size_t)r * b->LD + k] = v;
      sum[k] += v;
      fine &= __builtin_fabsf(v) <= 1e12f;
    }
  }
  for (uint32_t r = from; r < to; r++) {
    for (k = D; k < b->LD; k++) b->x[(size_t)r * b->LD + k] = 0;
  }
  b->part_largest[task] = !fine ? INF : b->unit && !take_directions(b, from, to, sum) ? -1 : 0;
}

/* Packs NR rows of n numbers, no matter of which kind, with the columns outermost. */
static void pack_panel(const float *rows, uint32_t LD, uint32_t n, float *panel) {
  for (uint32_t l = 0; l < NR; l += 4) {
    uint32_t k = 0;
    for (; k + 4 <= n; k += 4) turn_4x4(rows + l * LD + k, LD, panel + (size_t)k * NR + l, NR);
    for (; k < n; k++) {
      for (uint32_t e = l; e < l + 4; e++) panel[(size_t)k * NR + e] = rows[e * LD + k];
    }
  }
}

/* Centres the rows, or takes them as they are, and packs panels of NR rows with k outermost. Then
 * what else the operator wants done with these rows. */
static void centre_rows(void *context, uint32_t task) {
  batch *b = context;
  uint32_t D = b->D, LD = b->LD, from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->Bp);
  if (task + 1 == row_tasks(b)) to = b->Bp;
  int centred = b->xc != b->x;
  vf most = splat(0);
  for (uint32_t r = from; r < to; r++) {
    float *x = b->x + (size_t)r * LD, *xc = b->xc + (size_t)r * LD;
    if (r >= b->B) {
      zero(x, LD * sizeof *x);
      zero(xc, LD * sizeof *xc);
      b->norm[r] = 0;
      continue;
    }
    if (b->inverse) {
      d8 s = {0};
      for (uint32_t k = 0; k < LD; k += 8) s += load_d8(x + k) * load_d8(x + k);
      double length = __builtin_sqrt(sum_d8(s)), inverse = length > 0 ? 1 / length : 0;
      b->inverse[r] = inverse;
      for (uint32_t k = 0; k < LD; k += 8) *(f8 *)(xc + k) = narrow(load_d8(x + k) * inverse);
    } else if (centred) {
      for (uint32_t k = 0; k < LD; k += 8)
        *(f8 *)(xc + k) = narrow(load_d8(x + k) - *(d8 *)(b->mean + k));
    }
    d8 s = {0};
    for (uint32_t k = 0; k < LD; k += VW) most = vmax(most, vmax(load(xc + k), -load(xc + k)));
    for (uint32_t k = 0; k < LD; k += 8) s += load_d8(xc + k) * load_d8(xc + k);
    b->norm[r] = (float)sum_d8(s);
  }
  b->part_largest[task] = -least_of(-most);
  /* ROWS_A_TASK is a multiple of NR, so panels belong to one task. */
  for (uint32_t r = from; b->xt && r < to; r += NR)
    pack_panel(b->xc + (size_t)r * LD, LD, D, b->xt + (size_t)r * D);
  if (b->also) b->also(b, from, to);
}

/* After sort_labels: gathers, centres and packs the rows. */
static int prepare(batch *b) {
  uint32_t tasks = row_tasks(b);
  run_tasks(gather_rows, b, tasks, b->threads);
  int status = OK;
  for (uint32_t t = 0; t < tasks; t++) {
    if (b->part_largest[t] > 0) return NOT_FINITE;
    /* A row of zeros has no direction. */
    if (b->part_largest[t] < 0) status = OUT_OF_RANGE;
  }
  if (status != OK) return status;
  for (uint32_t k = 0; k < b->D; k++) {
    double s = 0;
    for (uint32_t t = 0; t < tasks; t++) s += b->part_mean[(size_t)t * b->D + k];
    b->mean[k] = s / b->B;
  }
  zero(b->mean + b->D, (b->LD - b->D) * sizeof *b->mean);
  run_tasks(centre_rows, b, tasks, b->threads);
  b->largest = 0;
  for (uint32_t t = 0; t < tasks; t++) {
    if (b->part_largest[t] > b->largest) b->largest = b->part_largest[t];
  }
  b->greatest = 0;
  for (uint32_t r = 0; r < b->B; r++)
    b->greatest = b->norm[r] > b->greatest ? b->norm[r] : b->greatest;
  return OK;
}

/* The squared distance that decides: float64, differences, in order. */
static double exact_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  double s = 0;
  for (uint32_t k = 0; k < b->D; k++) {
    double e = (double)x[k] - (double)y[k];
    s += e * e;
  }
  return s;
}

/* A squared distance from float32 differences, added up in float64: right to 2.1 roundings. */
static double near_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->D; k += 8) {
    d8 e = widen(*(const f8 *)(x + k) - *(const f8 *)(y + k));
    s += e * e;
  }
  return sum_d8(s);
}

/* The same from float64 differences: right to order_error of itself. */
static double any_order_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->D; k += 8) {
    d8 e = load_d8(x + k) - load_d8(y + k);
    s += e * e;
  }
  return sum_d8(s);
}

/* Where row r's gradient goes; where a later row's does is fetched meanwhile. */
INLINE float *gradient_row(const batch *b, float *result, uint32_t r) {
  const float *later = result + (size_t)b->order[umin(r + 2, b->B - 1)] * b->D;
  for (uint32_t k = 0; k < b->D; k += 16) __builtin_prefetch(later + k, 1);
  return result + (size_t)b->order[r] * b->D;
}

/* Writes eight entries of a row's gradient from k on, or what is left of them; never -0. */
INLINE void put_gradient(float *out, uint32_t k, uint32_t D, d8 pull) {
  f8 entries = narrow(pull + 0.0);
  if (k + 8 <= D)
    *(f8 *)(out + k) = entries;
  else
    for (uint32_t l = 0; k + l < D; l++) out[k + l] = entries[l];
}

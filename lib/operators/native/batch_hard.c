/*
 * Batch hard: a shortlist of each anchor's extremes by rough squares, settled in float64.
 *
 * Only the extremes count. So products of rows rounded to 16 bits do where the processor takes
 * twice as many of them at once as of floats: a square's bounds lie about 1e-3 of it apart then,
 * and the row that could be the extreme is mostly one, seldom two.
 */
#if WIDE && defined(__AVX512VNNI__)
#define SHORTS 1
/* sums + products of the lower halves of a and b + products of their upper ones. */
INLINE vi add_pairs(vi sums, vi a, vi b) {
  return (vi)_mm512_dpwssd_epi32((__m512i)sums, (__m512i)a, (__m512i)b);
}
#elif defined(__wasm__)
#define SHORTS 1
INLINE vi add_pairs(vi sums, vi a, vi b) {
  return sums + (vi)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b);
}
#else
#define SHORTS 0
#endif

/* Rows that may be an anchor's extreme. */
typedef struct {
  uint32_t n;
  float low[LISTED]; /* the least that each one's square may be, or its opposite */
  uint32_t who[LISTED];
} shortlist;

/* What one part found. */
typedef struct {
  float *near, *far; /* bounds: the nearest is at most this, the farthest's opposite too */
  shortlist *nearest, *farthest;
  float *block; /* a tile's products, then its squares at most */
} LINES hard_part;

typedef struct {
  float weight;
  uint32_t who;
} hard_pair;

/* Squares from products, with bounds that are sure. */
typedef struct {
  float band;           /* error of such a square, relative to |a|^2 + |b|^2 */
  float *most, *spread; /* a row's share of a square's upper bound, and of its bounds' distance */
  /* Coordinates of 16 bits, two by two: how many such pairs a row has, how many lie from one row to
   * the next, the rows, these in panels, and what 1 stands for in a row. */
  uint32_t pairs, wide;
  int32_t *pair_rows, *panels;
  float *step;
} hard_rough;

/* Each anchor's two extremes, settled in float64. */
typedef struct {
  double *far, *near;           /* squares; below 0: none, or not in the mean */
  uint32_t *far_who, *near_who; /* who, or how many share it: */
  uint32_t *far_ties, *near_ties;
  uint32_t *range; /* of rows in question, for each task */
} hard_found;

/* The gradient: each anchor's two weights, the pairs that pull at a row, and what ties pull. */
typedef struct {
  double *weight;
  hard_pair *pair; /* row r's from first[r] to first[r + 1] */
  uint32_t *first;
  double *sums;
  int tied;
  double scale;
} hard_pulls;

typedef struct {
  batch b; /* first: what is given a batch finds the rest behind it */
  double margin;
  int squared, rule;
  float *result;
  uint32_t parts;
  hard_part *part;
  hard_rough rough;
  hard_found found;
  hard_pulls pulls;
} LINES hard_call;

enum { TENSORFLOW = 0, PYTORCH = 1, VALID = 2 };
#define CLAMP 1e-12
/* Farther than any row is: no row yet. */
#define NOBODY 1e38f

#if SHORTS
typedef int16_t vs __attribute__((vector_size(VW * 2), may_alias));

/* Rounds rows to 16 bits, each to its own scale, so that no product leaves 31 bits. */
static void shorten_rows(batch *b, uint32_t from, uint32_t to) {
  hard_call *c = (hard_call *)b;
  uint32_t LD = b->LD;
  float longest = LONGEST_SHORT - __builtin_sqrtf((float)b->D);
  for (uint32_t r = from; r < to; r++) {
    const float *x = b->xc + (size_t)r * LD;
    int16_t *out = (int16_t *)(c->rough.pair_rows + (size_t)r * c->rough.wide);
    vf most = splat(0), shift = splat(12582912.0f);
    for (uint32_t k = 0; k < LD; k += VW) most = vmax(most, vmax(load(x + k), -load(x + k)));
    float step = __builtin_sqrtf(b->norm[r]) / longest;
    float largest = -least_of(-most);
    if (largest > 32767 * step) step = largest / 32767;
    c->rough.step[r] = step;
    vf scale = splat(step > 1e-33f ? 1 / step : 0);
    /* Adding 1.5 * 2^23 rounds to an integer, which then stands in the lowest bits. */
    for (uint32_t k = 0; k < LD; k += VW)
      *(vs *)(out + k) =
          __builtin_convertvector((vi)fma_(load(x + k), scale, shift) - (vi)shift, vs);
  }
  for (uint32_t r = from; r < to; r += NR)
    pack_panel((float *)(c->rough.pair_rows + (size_t)r * c->rough.wide), c->rough.wide, c->rough.pairs,
               (float *)(c->rough.panels + (size_t)r * c->rough.pairs));
}

/* Sums of products of MR rows and one panel, in 32 bits, exact. */
static void rough_products(const hard_call *c, uint32_t i0, uint32_t j, float *out) {
  const int32_t *rows = c->rough.pair_rows + (size_t)i0 * c->rough.wide,
                *panel = c->rough.panels + (size_t)j * c->rough.pairs;
  vi sums[MR][2];
  for (int r = 0; r < MR; r++) sums[r][0] = sums[r][1] = (vi){0};
  for (uint32_t k = 0; k < c->rough.pairs; k++) {
    vi b0 = *(const vi *)(panel + (size_t)k * NR), b1 = *(const vi *)(panel + (size_t)k * NR + VW);
#pragma GCC unroll 16
    for (int r = 0; r < MR; r++) {
      vi a = (vi){0} + rows[(size_t)r * c->rough.wide + k];
      sums[r][0] = add_pairs(sums[r][0], a, b0);
      sums[r][1] = add_pairs(sums[r][1], a, b1);
    }
  }
  vf step0 = load(c->rough.step + j), step1 = load(c->rough.step + j + VW);
  for (int r = 0; r < MR; r++) {
    vf step = splat(c->rough.step[i0 + r]);
    store(out + r * TILE, to_float(sums[r][0]) * (step * step0));
    store(out + r * TILE + VW, to_float(sums[r][1]) * (step * step1));
  }
}
#else
static void rough_products(const hard_call *c, uint32_t i0, uint32_t j, float *out) {
  const batch *b = &c->b;
  gram_kernel(b, i0, j, out, TILE);
}
#endif

static void rough_rows(batch *b, uint32_t from, uint32_t to) {
  hard_call *c = (hard_call *)b;
  for (uint32_t r = from; r < to; r++) {
    c->rough.most[r] = (1 + c->rough.band) * b->norm[r];
    /* Squares below TINY may leave float32's range: there, everything is listed. */
    c->rough.spread[r] = 2 * c->rough.band * b->norm[r] + (float)TINY;
  }
#if SHORTS
  shorten_rows(b, from, to);
#endif
}

/* Lists a row that may be the extreme, as its lowest square is at most the bound. */
static void enlist(shortlist *s, float bound, float low, uint32_t who) {
  if (low > bound || s->n > LISTED) return;
  if (s->n == LISTED) {
    s->n = 0;
    for (uint32_t e = 0; e < LISTED; e++) {
      s->low[s->n] = s->low[e];
      s->who[s->n] = s->who[e];
      s->n += s->low[e] <= bound;
    }
  }
  if (s->n < LISTED) {
    s->low[s->n] = low;
    s->who[s->n] = who;
  }
  s->n++;
}

/* A squared distance from the differences in float32: right to quick_error of itself, where it is
 * not too small for a float. */
static float quick_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  vf s = splat(0);
  for (uint32_t k = 0; k < b->D; k += VW) {
    vf e = load(x + k) - load(y + k);
    s = fma_(e, e, s);
  }
  return sum_float(s);
}
INLINE float quick_error(const batch *b) {
  return QUICK_ROUNDING * (float)(b->D / VW + VW + QUICK_ROUNDINGS);
}

/* Bounds that lie far apart for how small the square is, from the differences instead: where rows
 * have come close to each other, the product tells little. */
INLINE void sharpen(const batch *b, uint32_t i, uint32_t j, float *low, float *high) {
  if (__builtin_expect(*high - *low < *high / SHARP, 1)) return;
  float d = quick_square(b, i, j), error = quick_error(b) * d + (float)TINY;
  *low = d - error;
  *high = d + error;
}

/* Books the positives of row i in a tile, for either end. */
static void book_positives(hard_call *c, hard_part *p, uint32_t i, uint32_t j0, uint32_t last,
                           const float *row) {
  for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < last; v++) {
    uint32_t j = j0 + v;
    float high = c->rough.most[i] + c->rough.most[j] - 2 * row[v], low = high - (c->rough.spread[i] + c->rough.spread[j]);
    if (-high > p->far[i] && -high > p->far[j]) continue;
    sharpen(&c->b, i, j, &low, &high);
    if (-low < p->far[i]) p->far[i] = -low;
    if (-low < p->far[j]) p->far[j] = -low;
    enlist(&p->farthest[i], p->far[i], -high, j);
    enlist(&p->farthest[j], p->far[j], -high, i);
  }
}

/* From a strip's products to the negatives' upper bounds, and the least of these to either end;
 * `first` says where a row's negatives begin. Full vectors of N rows. */
INLINE void bound_vectors(hard_call *c, hard_part *p, uint32_t i0, uint32_t j0, uint32_t from,
                          uint32_t to, float *block, const int N) {
  vf near[MR], two = splat(-2.0f);
  for (int r = 0; r < N; r++) near[r] = splat(INF);
  for (uint32_t v = from; v < to; v += VW) {
    vf most = load(c->rough.most + j0 + v), theirs = load(p->near + j0 + v);
#pragma GCC unroll 16
    for (int r = 0; r < N; r++) {
      vf high = fma_(two, load(block + r * TILE + v), splat(c->rough.most[i0 + r]) + most);
      store(block + r * TILE + v, high);
      near[r] = vmin(near[r], high);
      theirs = vmin(theirs, high);
    }
    store(p->near + j0 + v, theirs);
  }
  for (int r = 0; r < N; r++) {
    float nearest = least_of(near[r]);
    if (nearest < p->near[i0 + r]) p->near[i0 + r] = nearest;
  }
}

/* One vector of row i: what is no negative becomes +inf. */
static void bound_some(hard_call *c, hard_part *p, uint32_t i, uint32_t j0, uint32_t v,
                       uint32_t first, uint32_t last, float *row) {
  for (uint32_t e = v; e < v + VW; e++) {
    if (e < first || e >= last) {
      row[e] = INF;
      continue;
    }
    float high = row[e] = c->rough.most[i] + c->rough.most[j0 + e] - 2 * row[e];
    if (high < p->near[i]) p->near[i] = high;
    if (high < p->near[j0 + e]) p->near[j0 + e] = high;
  }
}

/* Rows i0 on against a tile's columns: upper bounds of their squares to `block`, +inf where the
 * pair is no negative or stands in the lower half. */
static void hard_strip(hard_call *c, hard_part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                       uint32_t from, uint32_t columns, float *block) {
  const batch *b = &c->b;
  for (uint32_t v = from; v < columns; v += NR) rough_products(c, i0, j0 + v, block + v);
  uint32_t last = umin(columns, b->B - j0), whole = last / VW * VW;
  if (rows == MR && b->end[i0 + rows - 1] <= j0) {
    bound_vectors(c, p, i0, j0, from, whole, block, MR);
    for (uint32_t r = 0; r < rows && last < columns; r++) {
      for (uint32_t v = whole; v < columns; v += VW)
        bound_some(c, p, i0 + r, j0, v, 0, last, block + r * TILE);
    }
    return;
  }
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0,
             full = umin(umax(round_up(first, VW), from), columns);
    float *row = block + r * TILE;
    book_positives(c, p, i, j0, umin(first, last), row);
    for (uint32_t v = from; v < full; v += VW) bound_some(c, p, i, j0, v, first, last, row);
    bound_vectors(c, p, i, j0, full, umax(full, whole), row, 1);
    for (uint32_t v = umax(full, whole); v < columns; v += VW)
      bound_some(c, p, i, j0, v, first, last, row);
  }
}

/* Lists what may be nearest in a strip, for either end. */
static void list_strip(hard_call *c, hard_part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                       uint32_t from, uint32_t columns, const float *block) {
  float widest = 0;
  for (uint32_t r = 0; r < rows; r++)
    widest = c->rough.spread[i0 + r] > widest ? c->rough.spread[i0 + r] : widest;
  for (uint32_t v = from; v < columns; v += VW) {
    vf spread = load(c->rough.spread + j0 + v) + splat(widest), theirs = load(p->near + j0 + v) + spread;
    for (uint32_t r = 0; r < rows; r++) {
      vm listed = le(load(block + r * TILE + v), vmax(theirs, spread + splat(p->near[i0 + r])));
      if (__builtin_expect(!any(listed), 1)) continue;
      for (uint32_t left = lanes_of(listed); left; left &= left - 1) {
        uint32_t l = (uint32_t)__builtin_ctz(left), i = i0 + r, j = j0 + v + l;
        float high = block[r * TILE + v + l], low = high - (c->rough.spread[i] + c->rough.spread[j]);
        sharpen(&c->b, i, j, &low, &high);
        if (high < p->near[i]) p->near[i] = high;
        if (high < p->near[j]) p->near[j] = high;
        enlist(&p->nearest[i], p->near[i], low, j);
        enlist(&p->nearest[j], p->near[j], low, i);
      }
    }
  }
}

static void hard_tile(void *context, uint32_t part, uint32_t I, uint32_t J, uint32_t r0,
                      uint32_t r1) {
  hard_call *c = context;
  hard_part *p = &c->part[part];
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = round_up(umin(TILE, c->b.B - j0), NR);
  for (uint32_t r = r0; r < r1; r += MR)
    hard_strip(c, p, i0 + r, umin(MR, r1 - r), j0, first_column(I, J, r), columns,
               p->block + r * TILE);
  for (uint32_t r = r0; r < r1; r += MR)
    list_strip(c, p, i0 + r, umin(MR, r1 - r), j0, first_column(I, J, r), columns,
               p->block + r * TILE);
}

static void hard_part_tiles(void *context, uint32_t task) {
  hard_call *c = context;
  hard_part *p = &c->part[task];
  const batch *b = &c->b;
  for (uint32_t i = 0; i < b->Bp; i++) {
    p->near[i] = p->far[i] = NOBODY;
    p->nearest[i].n = p->farthest[i].n = 0;
  }
  share_tiles(b, c->parts, task, hard_tile, c);
}

INLINE double hard_measure(const hard_call *c, double square) {
  if (c->rule == PYTORCH && square < CLAMP) square = CLAMP;
  return c->squared ? square : __builtin_sqrt(square);
}

/*
 * The extreme of anchor a over rows [range[0], range[1]), [range[2], range[3]) and so on in
 * float64: its square, a row that has it, and how many have the same distance. Float32 tells which
 * rows come into question, and sums in any order which of these.
 */
static double extreme(const hard_call *c, uint32_t a, const uint32_t *range, uint32_t ranges,
                      float sign, uint32_t *who, uint32_t *ties) {
  const batch *b = &c->b;
  *ties = 1;
  if (ranges == 1 && range[1] - range[0] == 1) {
    *who = range[0];
    return any_order_square(b, a, range[0]);
  }
  float rough = -INF;
  for (uint32_t e = 0; e < 2 * ranges; e += 2) {
    for (uint32_t j = range[e]; j < range[e + 1]; j++) {
      float d = j == a ? rough : sign * quick_square(b, a, j);
      rough = d > rough ? d : rough;
    }
  }
  rough -= TWO_ERRORS * quick_error(b) * __builtin_fabsf(rough) + (float)TINY;
  double best = -(double)INF, exact = best, square = 0;
  uint32_t count = 0;
  for (int round = 0; round < 2; round++) {
    double enough = best - 2 * b->order_error * __builtin_fabs(best);
    for (uint32_t e = 0; e < 2 * ranges; e += 2) {
      for (uint32_t j = range[e]; j < range[e + 1]; j++) {
        if (j == a || sign * quick_square(b, a, j) < rough) continue;
        double d = sign * any_order_square(b, a, j);
        if (round == 0) {
          best = d > best ? d : best;
          continue;
        }
        if (d < enough) continue;
        double s = exact_square(b, a, j);
        d = sign * hard_measure(c, s);
        if (d > exact) {
          exact = d;
          square = s;
          *who = j;
          count = 1;
        } else if (d == exact)
          count++;
      }
    }
  }
  *ties = count;
  return square;
}

/* Joins the parts' shortlists: what may be anchor a's extreme comes to `range`, and how many ranges
 * that are; `all` are two ranges of all rows that come into question. */
static uint32_t shortlisted(const hard_call *c, uint32_t a, int far, const uint32_t all[4],
                            uint32_t *range) {
  float bound = NOBODY;
  uint32_t n = 0;
  for (uint32_t q = 0; q < c->parts; q++) {
    const hard_part *p = &c->part[q];
    float here = (far ? p->far : p->near)[a];
    bound = here < bound ? here : bound;
  }
  for (uint32_t q = 0; q < c->parts; q++) {
    const shortlist *s = (far ? c->part[q].farthest : c->part[q].nearest) + a;
    if (s->n > LISTED) {
      __builtin_memcpy(range, all, 4 * sizeof *range);
      return 2;
    }
    for (uint32_t e = 0; e < s->n; e++) {
      if (s->low[e] > bound) continue;
      range[2 * n] = s->who[e];
      range[2 * n + 1] = s->who[e] + 1;
      n++;
    }
  }
  return n;
}

/* Settles each anchor's two distances in float64. */
static void hard_settle(void *context, uint32_t task) {
  hard_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  uint32_t *range = c->found.range + (size_t)task * 2 * LISTED * c->parts;
  for (uint32_t a = from; a < to; a++) {
    uint32_t same[] = {b->start[a], b->end[a], 0, 0}, others[] = {0, b->start[a], b->end[a], b->B},
             n = shortlisted(c, a, 1, same, range);
    c->found.far[a] = n ? extreme(c, a, range, n, 1, &c->found.far_who[a], &c->found.far_ties[a]) : -1;
    n = shortlisted(c, a, 0, others, range);
    c->found.near[a] = n ? extreme(c, a, range, n, -1, &c->found.near_who[a], &c->found.near_ties[a]) : -1;
  }
}

/* The weight with which anchor a and its extreme at this square pull each other; 0 where the
 * distance has no slope. */
INLINE double hard_weight(const hard_call *c, double square, double sign) {
  if (square <= 0 || (c->rule == PYTORCH && square < CLAMP)) return 0;
  return sign * (c->squared ? 2 : 1 / __builtin_sqrt(square));
}

/* What the pair pulls, added to c->pulls.sums in float64. */
static void hard_pull_exactly(hard_call *c, uint32_t a, uint32_t j, double weight) {
  const batch *b = &c->b;
  double *mine = c->pulls.sums + (size_t)a * b->D, *theirs = c->pulls.sums + (size_t)j * b->D;
  const float *x = b->x + (size_t)a * b->LD, *y = b->x + (size_t)j * b->LD;
  if (!c->pulls.tied) zero(c->pulls.sums, (size_t)b->B * b->D * sizeof *c->pulls.sums);
  c->pulls.tied = 1;
  for (uint32_t k = 0; k < b->D; k++) {
    double pull = weight * ((double)x[k] - (double)y[k]);
    mine[k] += pull;
    theirs[k] -= pull;
  }
}

/* The same for rows that tie: each gets its share. */
static void hard_pull_ties(hard_call *c, uint32_t a, const uint32_t range[4], double square,
                           double weight) {
  double measure = hard_measure(c, square);
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++) {
      if (j != a && hard_measure(c, exact_square(&c->b, a, j)) == measure)
        hard_pull_exactly(c, a, j, weight);
    }
  }
}

/*
 * Article 2's entries d(a, j) + max(d(a, .)) for what is no negative, where some of them are the
 * row's minimum as well: at least the anchor's own, when no row is farther than the nearest
 * negative. All that tie share the gradient, and so do those that tie for the maximum in it. Tells
 * whether it was so.
 */
static int hard_pull_filled(hard_call *c, uint32_t a) {
  const batch *b = &c->b;
  uint32_t first = b->start[a], end = b->end[a], negatives = b->B - (end - first);
  if (negatives > 0 && (c->found.near_ties[a] < negatives ||
                        c->found.far[a] > c->found.near[a] * (1 + 2 * b->order_error)))
    return 0;
  double near = negatives ? hard_measure(c, exact_square(b, a, c->found.near_who[a])) : 0, most = near;
  uint32_t filled = 0, farthest = 0;
  if (negatives == 0) {
    /* Only rows so near that the sum with the maximum is that again: in most batches none. */
    float lost = (float)(SUM_LOST * c->found.far[a]) + (float)TINY;
    int some = 0;
    for (uint32_t j = first; j < end && !some; j++)
      some = quick_square(b, a, j) <= lost && exact_square(b, a, j) > 0;
    if (!some) return 1;
  }
  for (int round = 0; round < 3; round++) {
    double ties = filled + negatives, of_most = filled / ties / (negatives + farthest);
    for (uint32_t j = first; j < end; j++) {
      double square = exact_square(b, a, j), d = hard_measure(c, square);
      if (round == 0) {
        most = d > most ? d : most;
      } else if (round == 1) {
        filled += d + most == most;
        farthest += d == most;
      } else if (square > 0) {
        double slope = hard_weight(c, square, -1);
        if (d + most == most) hard_pull_exactly(c, a, j, slope / ties);
        /* Without a negative, the maximum is the farthest positive: their pulls cancel. */
        if (d == most && negatives > 0) hard_pull_exactly(c, a, j, slope * of_most);
      }
    }
    if (negatives > 0 && near < most) return 0;
    for (uint32_t j = 0; j < b->B && round == 2 && near > 0; j++) {
      if (j >= first && j < end) continue;
      double slope = hard_weight(c, exact_square(b, a, j), -1);
      hard_pull_exactly(c, a, j, slope * (1 / ties + of_most));
    }
  }
  return 1;
}

/* Each anchor's two pairs, listed at both of their ends. */
static void hard_list(hard_call *c) {
  uint32_t B = c->b.B, *first = c->pulls.first;
  zero(first, (B + 2) * sizeof *first);
  for (uint32_t a = 0; a < B; a++) {
    for (int e = 0; e < 2; e++) {
      if (c->pulls.weight[2 * a + e] == 0) continue;
      first[a + 2]++;
      first[(e ? c->found.near_who : c->found.far_who)[a] + 2]++;
    }
  }
  for (uint32_t r = 0; r < B; r++) first[r + 2] += first[r + 1];
  for (uint32_t a = 0; a < B; a++) {
    for (int e = 0; e < 2; e++) {
      double weight = c->pulls.weight[2 * a + e];
      if (weight == 0) continue;
      uint32_t who = (e ? c->found.near_who : c->found.far_who)[a];
      c->pulls.pair[first[a + 1]] = (hard_pair){(float)weight, who};
      first[a + 1]++;
      c->pulls.pair[first[who + 1]] = (hard_pair){(float)weight, a};
      first[who + 1]++;
    }
  }
}

/* N (8 at most) times EIGHTS times eight entries of row r's gradient from k on. */
INLINE void hard_pull(const hard_call *c, uint32_t r, float *out, uint32_t k, const int N) {
  const batch *b = &c->b;
  const float *x = b->x + (size_t)r * b->LD + k;
  const hard_pair *p = c->pulls.pair + c->pulls.first[r], *end = c->pulls.pair + c->pulls.first[r + 1];
  d8 sum[8 * EIGHTS];
  for (int e = 0; e < N * EIGHTS; e++) sum[e] = (d8){0};
  /* Some at a time: short sums in float, their totals in double. */
  while (p < end) {
    eights some[8];
    for (int e = 0; e < N; e++) some[e] = (eights){0};
    for (const hard_pair *stop = end - p < 16 ? end : p + 16; p < stop; p++) {
      const eights *mine = (const eights *)x, *theirs = (const eights *)(b->x + (size_t)p->who * b->LD + k);
      for (int e = 0; e < N; e++) some[e] += p->weight * (mine[e] - theirs[e]);
    }
    for (int e = 0; e < N * EIGHTS; e++) sum[e] += widen(((const f8 *)some)[e]);
  }
  for (uint32_t e = 0; c->pulls.tied && e < 8u * N * EIGHTS && k + e < b->D; e++)
    sum[e / 8][e % 8] += c->pulls.sums[(size_t)r * b->D + k + e];
  for (int e = 0; e < N * EIGHTS; e++) put_gradient(out, k + 8 * e, b->D, c->pulls.scale * sum[e]);
}

static void hard_gradient(void *context, uint32_t task) {
  hard_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D;
  for (uint32_t r = from; r < to; r++) {
    float *out = gradient_row(b, c->result, r);
    uint32_t k = 0;
    for (; k + 64 * EIGHTS <= D; k += 64 * EIGHTS) hard_pull(c, r, out, k, 8);
    for (; k < D; k += 8 * EIGHTS) hard_pull(c, r, out, k, 1);
    turn_gradient(b, r, out);
  }
}

static void hard_take(void *call) {
  hard_call *c = call;
  batch *b = &c->b;
  batch_take(b, 1, !SHORTS);
  c->rough.most = TAKE(float, b->Bp);
  c->rough.spread = TAKE(float, b->Bp);
#if SHORTS
  c->rough.pairs = (b->D + 1) / 2;
  c->rough.wide = b->LD / 2;
  c->rough.pair_rows = TAKE(int32_t, (size_t)b->Bp * c->rough.wide);
  c->rough.panels = TAKE(int32_t, (size_t)b->Bp * c->rough.pairs);
  c->rough.step = TAKE(float, b->Bp);
#endif
  c->found.range = TAKE(uint32_t, (size_t)row_tasks(b) * 2 * LISTED * c->parts);
  c->found.far = TAKE(double, b->B);
  c->found.near = TAKE(double, b->B);
  c->found.far_who = TAKE(uint32_t, b->B);
  c->found.near_who = TAKE(uint32_t, b->B);
  c->found.far_ties = TAKE(uint32_t, b->B);
  c->found.near_ties = TAKE(uint32_t, b->B);
  if (c->result) {
    c->pulls.weight = TAKE(double, 2 * (size_t)b->B);
    c->pulls.first = TAKE(uint32_t, b->B + 2);
    c->pulls.pair = TAKE(hard_pair, 4 * (size_t)b->B);
    c->pulls.sums = TAKE(double, (size_t)b->B * b->D);
  }
  c->part = TAKE(hard_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    hard_part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    p->near = TAKE(float, b->Bp);
    p->far = TAKE(float, b->Bp);
    p->nearest = TAKE(shortlist, b->Bp);
    p->farthest = TAKE(shortlist, b->Bp);
    p->block = TAKE(float, TILE *TILE);
  }
}

/* An anchor's part of the gradient; far and near are the squares of its two distances. */
static void hard_weigh(hard_call *c, uint32_t a, double far, double near) {
  const batch *b = &c->b;
  uint32_t range[][4] = {{b->start[a], b->end[a], 0, 0}, {0, b->start[a], b->end[a], b->B}};
  for (int e = 0; e < 2; e++) {
    double square = e ? near : far, weight = hard_weight(c, square, e ? -1 : 1);
    uint32_t ties = (e ? c->found.near_ties : c->found.far_ties)[a];
    if (e == 1 && c->rule == TENSORFLOW && hard_pull_filled(c, a)) continue;
    /* What float32 cannot hold waits with the ties. */
    if (weight == 0 || (ties == 1 && __builtin_fabs(weight) < MOST_WEIGHT)) {
      c->pulls.weight[2 * a + e] = weight;
      continue;
    }
    hard_pull_ties(c, a, range[e], square, weight / ties);
  }
}

/* option: 2 * rule + squared, and UNIT. out: loss, anchors, active, hard, semi-hard. */
EXPORT(operators_batch_hard)
int operators_batch_hard(const float *in, const int32_t *labels, uint32_t B, uint32_t D,
                         double margin, int32_t option, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  static hard_call call;
  hard_call *c = &call;
  batch *b = &c->b;
  c->margin = margin;
  c->squared = option & 1;
  c->rule = option % UNIT >> 1;
  c->result = result;
  c->pulls.tied = 0;
  batch_shape(b, in, labels, B, D);
  b->unit = option & UNIT;
  c->parts = parts_of(b);
  int status = reserve(0, hard_take, c);
  if (status == OK) {
    sort_labels(b);
    b->also = rough_rows;
    c->rough.band = (float)((SHORTS ? HALF_STEP * __builtin_sqrt((double)D) : product_error(D)) +
                      ROUGH_ROUNDINGS * ROUNDING);
    status = prepare(b);
    if (status == OK && b->largest > 0 && b->largest < LEAST_SPREAD) status = OUT_OF_RANGE;
  }
  if (status == OK) {
    run_tasks(hard_part_tiles, c, c->parts, b->threads);
    run_tasks(hard_settle, c, row_tasks(b), b->threads);
    double sum = 0, anchors = 0, active = 0, hard = 0, semi_hard = 0;
    if (result) zero(c->pulls.weight, 2 * (size_t)B * sizeof *c->pulls.weight);
    for (uint32_t a = 0; a < B; a++) {
      int has_positive = c->found.far[a] >= 0, has_negative = c->found.near[a] >= 0;
      if (c->rule == VALID && !(has_positive && has_negative)) continue;
      anchors++;
      double far = has_positive ? c->found.far[a] : 0, near = has_negative ? c->found.near[a] : far;
      double dap = hard_measure(c, far), dan = hard_measure(c, near);
      double close = 2 * b->order_error * (dap + margin);
      if (__builtin_fabs(dap - dan + margin) <= close ||
          (has_negative && __builtin_fabs(dap - dan) <= close)) {
        if (has_positive) far = exact_square(b, a, c->found.far_who[a]);
        near = has_negative ? exact_square(b, a, c->found.near_who[a]) : far;
        dap = hard_measure(c, far), dan = hard_measure(c, near);
      }
      hard += dan <= dap;
      if (!(dan < dap + margin)) continue;
      semi_hard += dan > dap;
      double loss = dap - dan + margin;
      sum += loss > 0 ? loss : 0;
      active++;
      /* Without a negative, the row maximum stands for it and cancels the positive. */
      if (!result) continue;
      if (has_negative)
        hard_weigh(c, a, far, near);
      else
        hard_pull_filled(c, a);
    }
    c->pulls.scale = anchors > 0 ? 1 / anchors : 0;
    out[0] = sum * c->pulls.scale;
    out[1] = anchors;
    out[2] = active;
    out[3] = hard;
    out[4] = semi_hard;
    if (result) {
      hard_list(c);
      run_tasks(hard_gradient, c, row_tasks(b), b->threads);
    }
  }
  UNLOCK_CALL();
  return status;
}

/*
 * Semi-hard with one negative a pair, where classes are large: an anchor's negatives are sorted once,
 * and each pair finds its own among them. What the bounds of float32 squares leave open is settled in
 * float64.
 */
INLINE double measure(int squared, double square) {
  return squared ? square : __builtin_sqrt(square);
}

/* Which of `count` candidates a pair draws (../../reference/draw_negative.ts). */
INLINE uint32_t mix(uint32_t x) {
  x = (x ^ x >> 16) * 0x7feb352du;
  x = (x ^ x >> 15) * 0x846ca68bu;
  return x ^ x >> 16;
}
INLINE uint32_t draw_from(uint32_t anchor, uint32_t p, uint32_t count) {
  return (uint32_t)((uint64_t)mix(anchor ^ p) * count >> 32);
}
INLINE uint32_t draw_negative(uint32_t seed, uint32_t a, uint32_t p, uint32_t count) {
  return draw_from(mix(mix(seed) ^ a), p, count);
}

/* Of n listed rows those farther from the anchor than the positive is, as float64 distances tell, with
 * these; how many they are. */
static uint32_t keep_farther(const batch *b, int squared, uint32_t a, uint32_t positive,
                             uint32_t *list, double *far, uint32_t n) {
  double dap = measure(squared, any_order_square(b, a, positive));
  uint32_t kept = 0;
  for (uint32_t e = 0; e < n; e++) {
    uint32_t j = list[e];
    double d = measure(squared, any_order_square(b, a, j));
    int farther = d > dap;
    if (__builtin_fabs(d - dap) <= b->order_error * (d + dap))
      farther =
          measure(squared, exact_square(b, a, j)) > measure(squared, exact_square(b, a, positive));
    list[kept] = j;
    far[kept] = d;
    kept += (uint32_t)farther;
  }
  return kept;
}

/* Of n listed rows those nearest to the anchor (sign 1) or farthest from it (-1), as float64
 * distances tell; how many they are. */
static uint32_t keep_extreme(const batch *b, int squared, uint32_t a, int sign, uint32_t *list,
                             double *far, uint32_t n) {
  for (int exact = 0; exact < 2 && n > 1; exact++) {
    double best = (double)INF, slack;
    for (uint32_t e = 0; e < n; e++) {
      if (exact) far[e] = measure(squared, exact_square(b, a, list[e]));
      best = sign * far[e] < best ? sign * far[e] : best;
    }
    slack = exact ? 0 : 2 * b->order_error * __builtin_fabs(best);
    uint32_t kept = 0;
    for (uint32_t e = 0; e < n; e++) {
      if (!(sign * far[e] <= best + slack)) continue;
      list[kept] = list[e];
      far[kept++] = far[e];
    }
    n = kept;
  }
  return n;
}

/* A row in hand: its anchor, the squared distances from it, and its negatives, sorted by these. */
typedef struct {
  const all_call *c;
  rows_space *s;
  uint32_t a, negatives, draw;
  const float *square, *sorted;
  const uint32_t *who;
  double widest; /* bound on the error of any square */
} open_row;

/* A pair's square less and more its error, and between which two the square lies that a negative is
 * active below. */
typedef struct {
  double low, high, near, far;
} bounds_of_pair;
INLINE bounds_of_pair bound_pair(const open_row *r, uint32_t positive) {
  double square = r->square[positive], margin = r->c->margin,
         error = error_of(r->c, r->a, positive, r->square[positive]);
  bounds_of_pair v = {square - error, square + error, square - error + margin,
                      square + error + margin};
  if (!r->c->squared) {
    v.near = __builtin_sqrt(v.low > 0 ? v.low : 0) + margin;
    v.far = __builtin_sqrt(v.high) + margin;
    v.near *= v.near;
    v.far *= v.far;
  }
  return v;
}

/* Of n squares, how many of the sorted ones lie below each: all at once, as each step of a search
 * waits for the one before it. */
static void search_places(const open_row *r, const float *square, uint32_t n, uint32_t *place) {
  const float *sorted = r->sorted;
  for (uint32_t i = 0; i < n; i++) place[i] = 0;
  for (uint32_t left = r->negatives; left > 0;) {
    uint32_t half = (left + 1) / 2;
    for (uint32_t i = 0; i < n; i++)
      place[i] += half & -(uint32_t)(sorted[place[i] + half - 1] < square[i]);
    left -= half;
  }
}

/* The bounds of the row's positives, with room for the negatives' errors; where among the sorted
 * negatives those begin that may be farther, and where those that are too far for sure. */
static void place_positives(const open_row *r) {
  const batch *b = &r->c->b;
  rows_space *s = r->s;
  uint32_t first = b->start[r->a], n = b->end[r->a] - first;
  for (uint32_t i = 0; i < n; i++) {
    bounds_of_pair v = bound_pair(r, first + i);
    s->one.low[i] = (float)(v.low - r->widest);
    s->one.high[i] = (float)(v.high + r->widest);
    s->one.near[i] = (float)(v.near - r->widest);
    s->one.far[i] = (float)(v.far + r->widest);
  }
  search_places(r, s->one.low, n, s->one.from);
  if (r->c->rule == RANDOM) search_places(r, s->one.far, n, s->one.to);
}

/* No row's place among the negatives. */
#define NOWHERE 0xffff

/* Sorts the negatives; where some are drawn, tells their places. */
static open_row sort_negatives(const all_call *c, rows_space *s, uint32_t a, const float *row) {
  const batch *b = &c->b;
  uint32_t n = 0;
  for (uint32_t j = 0; j < b->B; j++) {
    if (j == b->start[a]) j = b->end[a];
    if (j == b->B) break;
    union {
      float f;
      uint32_t u;
    } bits = {row[j]};
    s->sorted.key[n] = bits.u;
    s->sorted.who[n++] = j;
  }
  sort_keys(s, n);
  if (c->rule == RANDOM) {
    for (uint32_t j = 0; j < b->Bp; j++) s->one.rank[j] = NOWHERE;
    for (uint32_t q = 0; q < n; q++) s->one.rank[b->order[s->sorted.who[q]]] = (uint16_t)q;
  }
  /* A tenth more, for the rounding of what is looked up. */
  double widest = 1.1 * (b->band * ((double)b->norm[a] + b->greatest) + TINY);
  return (open_row){.c = c,
                    .s = s,
                    .a = a,
                    .negatives = n,
                    .draw = mix(mix(c->seed) ^ b->order[a]),
                    .square = row,
                    .sorted = (const float *)s->sorted.key,
                    .who = s->sorted.who,
                    .widest = widest};
}

/* Lists the nearest negatives farther than a positive, else the farthest (`hard`): more than one where
 * they tie. */
static uint32_t nearest_of_row(const open_row *r, uint32_t positive, int *hard) {
  const batch *b = &r->c->b;
  rows_space *s = r->s;
  int squared = r->c->squared;
  bounds_of_pair v = bound_pair(r, positive);
  double most = (double)INF;
  uint32_t n = 0;
  for (uint32_t q = s->one.from[positive - b->start[r->a]];
       q < r->negatives && r->sorted[q] - r->widest <= most; q++) {
    double d = r->sorted[q], e = error_of(r->c, r->a, r->who[q], r->sorted[q]);
    if (d - e > v.high && d + e < most) most = d + e;
    s->open[n] = r->who[q];
    n += d + e >= v.low;
  }
  *hard = 0;
  if (n == 1 && most < (double)INF) return 1;
  n = keep_farther(b, squared, r->a, positive, s->open, s->one.apart, n);
  if (n > 0) return keep_extreme(b, squared, r->a, 1, s->open, s->one.apart, n);
  *hard = 1;
  double least = -1;
  for (uint32_t q = r->negatives; q > 0 && r->sorted[q - 1] + r->widest >= least; q--) {
    double d = r->sorted[q - 1], e = error_of(r->c, r->a, r->who[q - 1], r->sorted[q - 1]);
    if (d - e > least) least = d - e;
    s->open[n] = r->who[q - 1];
    n += d + e >= least;
  }
  if (n == 1) return 1;
  for (uint32_t e = 0; e < n; e++)
    s->one.apart[e] = measure(squared, any_order_square(b, r->a, s->open[e]));
  return keep_extreme(b, squared, r->a, -1, s->open, s->one.apart, n);
}

/* The row of the batch that is number `left` of those with a place from `base` on, `width` of them. */
static uint32_t pick_ranked(const batch *b, const uint16_t *rank, uint32_t base, uint32_t width,
                            uint32_t left) {
  for (uint32_t v = 0;; v += 2 * VW) {
    uint32_t lanes = lanes_within(rank + v, (uint16_t)base, (uint16_t)width),
             here = (uint32_t)__builtin_popcount(lanes);
    if (left >= here) {
      left -= here;
      continue;
    }
    return v + nth_bit(lanes, left);
  }
}

/* Lists one semi-hard negative of a pair, if there is any. */
static uint32_t random_of_row(const open_row *r, uint32_t positive) {
  const all_call *c = r->c;
  const batch *b = &c->b;
  rows_space *s = r->s;
  uint32_t i = positive - b->start[r->a], from = s->one.from[i], to = s->one.to[i], first = from,
           last = to;
  bounds_of_pair v = bound_pair(r, positive);
  while (first < to && r->sorted[first] <= s->one.high[i]) first++;
  while (last > first && r->sorted[last - 1] >= s->one.near[i]) last--;
  /* Those in between are semi-hard; of the others, each that is gets a place among them. */
  uint32_t count = last - first, base = count > 0 ? first : from, width = count > 0 ? count : 1;
  for (uint32_t q = from; q < to; q++) {
    if (q == first) q = last;
    if (q == to) break;
    uint32_t j = r->who[q];
    double d = r->sorted[q], e = error_of(c, r->a, j, r->sorted[q]);
    int active = d + e < v.near, hard = d + e < v.low;
    if (!hard && d - e < v.far && !(d - e > v.high && active))
      compare_exactly(b, c->margin, c->squared, r->a, positive, j, &active, &hard);
    s->one.rank[b->order[j]] = (uint16_t)(active && !hard ? base : NOWHERE);
    count += active && !hard;
  }
  if (count > 0) {
    uint32_t which = draw_from(r->draw, b->order[positive], count);
    s->open[0] = b->order2[pick_ranked(b, s->one.rank, base, width, which)];
  }
  for (uint32_t q = from; q < to; q++) {
    if (q == first) q = last;
    if (q < to) s->one.rank[b->order[r->who[q]]] = (uint16_t)q;
  }
  return count > 0;
}

/* Books a pair with the n negatives that are listed, equally far. Those that tie share what no whole
 * number counts: such a batch is left to float64. */
static void book_pair(const open_row *r, part *p, uint32_t positive, uint32_t n, int hard,
                      uint16_t *counts) {
  const all_call *c = r->c;
  const batch *b = &c->b;
  const uint32_t *negative = r->s->open;
  p->valid++;
  p->hard += hard;
  if (c->rule == NEAREST) {
    /* A square that is not close is off by band / CLOSE of itself; others by less, if not tiny. */
    double near = r->square[positive], far = r->square[negative[0]], dap = measure(c->squared, near),
           bound = dap + c->margin, dan = measure(c->squared, far),
           slack = 1.05 * b->band / CLOSE * (dap + dan);
    int active = dan < bound, unused;
    if (__builtin_fabs(dan - bound) <= slack || near < TINY || far < TINY)
      compare_exactly(b, c->margin, c->squared, r->a, positive, negative[0], &active, &unused);
    if (!active) return;
  }
  p->positive++;
  counts[positive] = 1;
  counts[negative[0]]++;
  p->tied |= n > 1;
}

/* One anchor: in how many of its pairs each row is. */
static void take_row(all_call *c, part *p, uint32_t a) {
  const batch *b = &c->b;
  uint16_t *counts = c->pairs.counts + (size_t)a * b->Bp;
  zero(counts, b->B * sizeof *counts);
  if (b->end[a] - b->start[a] < 2 || b->end[a] - b->start[a] == b->B || p->tied) return;
  open_row r = sort_negatives(c, &p->space, a, c->pairs.squares + (size_t)a * b->Bp);
  place_positives(&r);
  for (uint32_t t = b->start[a]; t < b->end[a]; t++) {
    int hard = 0;
    if (t == a) continue;
    uint32_t n = c->rule == NEAREST ? nearest_of_row(&r, t, &hard) : random_of_row(&r, t);
    if (n > 0) book_pair(&r, p, t, n, hard, counts);
  }
}

static void count_part(void *context, uint32_t task) {
  all_call *c = context;
  part *p = &c->part[task];
  uint32_t B = c->b.B;
  p->hard = 0;
  p->positive = p->valid = 0;
  p->tied = 0;
  for (uint32_t a = (uint32_t)((uint64_t)B * task / c->parts),
                to = (uint32_t)((uint64_t)B * (task + 1) / c->parts);
       a < to; a++)
    if (c->one)
      take_row(c, p, a);
    else
      count_row(c, p, a);
}

/*
 * Semi-hard with one negative a pair, where classes are large. An anchor's negatives are put into cells
 * of a grid. For the nearest, they are brought into the order of these, and each pair looks at the few
 * that follow its own. For a draw, as it is made in the order of the batch, each pair counts those in
 * the cells of its margin, a vector at a time. What the bounds of float32 squares leave open is settled
 * in float64.
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
SELDOM uint32_t keep_farther(const batch *b, int squared, uint32_t a, uint32_t positive,
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
SELDOM uint32_t keep_extreme(const batch *b, int squared, uint32_t a, int sign, uint32_t *list,
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

/* Of a positive: between which two squares a negative's is compared anew with its own, and with the one
 * that a negative is active below. All errors are in them. */
enum { LOW, HIGH, NEAR, FAR, BOUNDS };

/* A row in hand: its anchor, the squared distances from it, and a grid over these; for the nearest of
 * them, the negatives in the order of their cells. */
typedef struct {
  const all_call *c;
  rows_space *s;
  uint32_t a, first, end, negatives, draw;
  const float *square, *sorted;
  const uint32_t *who;
  float widest; /* bound on the error of any square, and a quarter more for roundings */
  float reach;  /* how far below an earlier one a square in `sorted` may lie, with their errors */
  float lowest, scale, last; /* of the grid */
} open_row;

static void bound_positives(open_row *r) {
  const all_call *c = r->c;
  const batch *b = &c->b;
  float **bound = r->s->one.bound, limit = c->limit, norm = b->norm[r->a];
  r->widest = 1.25f * (b->band * (norm + b->greatest) + (float)TINY);
  vf mine = splat(norm), margin = splat((float)c->margin), widest = splat(r->widest),
     tiny = splat((float)TINY);
  for (uint32_t v = r->first / VW * VW; v < r->end; v += VW) {
    vf d = load(r->square + v), sum = mine + load(b->norm + v),
       close = pick(lt(d, tiny), tiny, splat((float)CLOSE_ERROR) * d),
       error = pick(are_close(d, sum, limit), close, splat(b->band) * sum), low = d - error,
       high = d + error, near = low + margin, far = high + margin;
    if (!c->squared) {
      near = vsqrt(vmax(low, splat(0))) + margin;
      far = vsqrt(high) + margin;
      near *= near;
      far *= far;
    }
    store(bound[LOW] + v, low - widest);
    store(bound[HIGH] + v, high + widest);
    store(bound[NEAR] + v, near * splat(1 - MARK_ERROR) - widest);
    store(bound[FAR] + v, far * splat(1 + MARK_ERROR) + widest);
  }
}

/* Lays a grid from the least bound on to the greatest square, a cell left at its lower end, and looks
 * up the row and the first bounds of the positives. */
static void look_up_row(open_row *r, uint32_t cells, int bounds) {
  rows_space *s = r->s;
  uint32_t B = r->c->b.B;
  float least = INF, greatest = 0;
  vf most = splat(0);
  for (uint32_t t = r->first; t < r->end; t++)
    least = s->one.bound[LOW][t] < least ? s->one.bound[LOW][t] : least;
  for (uint32_t v = 0; v < B; v += VW) most = vmax(most, load(r->square + v));
  for (int l = 0; l < VW; l++) greatest = most[l] > greatest ? most[l] : greatest;
  r->last = (float)(cells - 1);
  r->scale = (float)(cells - 4) / (greatest - least);
  r->lowest = least - 2 / r->scale;
  vf lowest = splat(r->lowest), scale = splat(r->scale), last = splat(r->last);
  for (uint32_t v = 0; v < B; v += VW)
    *(vi *)(s->cell + v) = cells_of(load(r->square + v), lowest, scale, last);
  for (int e = 0; e < bounds; e++) {
    for (uint32_t v = r->first / VW * VW; v < r->end; v += VW)
      *(vi *)(s->one.at[e] + v) = cells_of(load(s->one.bound[e] + v), lowest, scale, last);
  }
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

/* Each j of a negative of the row. */
#define EACH_NEGATIVE(r, j)                                                                        \
  for (uint32_t j = (r)->first == 0 ? (r)->end : 0; j < (r)->c->b.B;                               \
       j = j + 1 == (r)->first ? (r)->end : j + 1)

/* Sorted squares that are looked at together; as many stand behind the last. */
#define WINDOW 16

/* Puts the negatives in the order of their cells, and each cell's as they come; where many share one,
 * sorts them. Tells where those begin that may be farther than each positive. */
static void order_negatives(open_row *r) {
  rows_space *s = r->s;
  uint32_t n = 0, fullest = 0, *place = s->one.place, *from = s->one.at[LOW] + r->first,
           cells = cells_of_negatives(r->negatives);
  look_up_row(r, cells, 1);
  zero(place, cells * sizeof *place);
  EACH_NEGATIVE(r, j) place[s->cell[j]]++;
  for (uint32_t v = 0; v < cells; v++) {
    uint32_t here = place[v];
    fullest = umax(fullest, here);
    place[v] = n;
    n += here;
  }
  int crowded = fullest > 16;
  n = 0;
  EACH_NEGATIVE(r, j) {
    uint32_t to = crowded ? n++ : place[s->cell[j]]++;
    ((float *)s->sorted.key)[to] = r->square[j];
    s->sorted.who[to] = j;
  }
  if (crowded) sort_keys(s, n);
  for (uint32_t e = 0; e < WINDOW; e++) ((float *)s->sorted.key)[r->negatives + e] = INF;
  r->sorted = (const float *)s->sorted.key;
  r->who = s->sorted.who;
  r->reach = 2 * r->widest + (crowded ? 0 : 1.01f / r->scale);
  if (crowded)
    search_places(r, s->one.bound[LOW] + r->first, r->end - r->first, from);
  else
    for (uint32_t i = 0; i < r->end - r->first; i++) from[i] = place[from[i] - 1];
}

/* Lists the nearest negatives farther than a positive, else the farthest (`hard`): more than one where
 * they tie. */
static uint32_t nearest_of_row(const open_row *r, uint32_t positive, int *hard) {
  const batch *b = &r->c->b;
  rows_space *s = r->s;
  int squared = r->c->squared;
  const float *sorted = r->sorted;
  float low = s->one.bound[LOW][positive], high = s->one.bound[HIGH][positive], most = INF;
  uint32_t from = s->one.at[LOW][positive], to = from + WINDOW, n = 0;
  /* Nearly always it is the only one in question, and one of the first. */
  const float *near = sorted + from;
  vf nearest = splat(INF);
  for (int v = 0; v < WINDOW; v += VW) {
    vf d = *(const loose *)(near + v);
    nearest = vmin(nearest, pick(lt(splat(high), d), d, nearest));
  }
  most = least_of(nearest) + 2 * r->widest;
  uint32_t lanes = 0;
  for (int v = 0; v < WINDOW; v += VW) {
    vf d = *(const loose *)(near + v);
    lanes |= lanes_of((vm)(le(splat(low), d) & le(d, splat(most)))) << v;
  }
  if (most < INF && near[WINDOW - 1] - r->reach > most && (lanes & (lanes - 1)) == 0) {
    s->open[0] = r->who[from + (uint32_t)__builtin_ctz(lanes)];
    return 1;
  }
  for (to = from; to < r->negatives && sorted[to] - r->reach <= most; to++)
    most = sorted[to] > high && sorted[to] + 2 * r->widest < most ? sorted[to] + 2 * r->widest : most;
  for (uint32_t q = from; q < to; q++) {
    s->open[n] = r->who[q];
    n += (sorted[q] >= low) & (sorted[q] <= most);
  }
  *hard = 0;
  if (n == 1 && most < INF) return 1;
  n = keep_farther(b, squared, r->a, positive, s->open, s->one.apart, n);
  if (n > 0) return keep_extreme(b, squared, r->a, 1, s->open, s->one.apart, n);
  *hard = 1;
  float least = 0;
  for (from = r->negatives; from > 0 && sorted[from - 1] + r->reach >= least; from--)
    least = sorted[from - 1] > least ? sorted[from - 1] : least;
  for (uint32_t q = from; q < r->negatives; q++) {
    s->open[n] = r->who[q];
    n += sorted[q] + 2 * r->widest >= least;
  }
  if (n == 1) return 1;
  for (uint32_t e = 0; e < n; e++)
    s->one.apart[e] = measure(squared, any_order_square(b, r->a, s->open[e]));
  return keep_extreme(b, squared, r->a, -1, s->open, s->one.apart, n);
}

/* No negative's cell. */
#define NOWHERE 0xffff

/* Tells the cells of the negatives, in the order of the batch, which draws are made in. */
static void spread_negatives(open_row *r) {
  const batch *b = &r->c->b;
  rows_space *s = r->s;
  look_up_row(r, NOWHERE, BOUNDS);
  for (uint32_t j = r->first; j < r->end; j++) s->cell[j] = NOWHERE;
  for (uint32_t i = 0; i < b->B; i++) s->one.spread[i] = (uint16_t)s->cell[b->order2[i]];
  for (uint32_t i = b->B; i < b->Bp; i++) s->one.spread[i] = NOWHERE;
  s->one.words = (b->B + 31) / 32;
  r->draw = mix(mix(r->c->seed) ^ b->order[r->a]);
}

/* Whether negative j is semi-hard for a positive. */
static int is_semi_hard(const open_row *r, uint32_t positive, uint32_t j) {
  const all_call *c = r->c;
  float d = r->square[j], **bound = r->s->one.bound;
  int active, hard;
  if (d < bound[LOW][positive] || d > bound[FAR][positive]) return 0;
  if (d > bound[HIGH][positive] && d < bound[NEAR][positive]) return 1;
  compare_exactly(&c->b, c->margin, c->squared, r->a, positive, j, &active, &hard);
  return active && !hard;
}

/* Settles which of the negatives that a pair leaves open are semi-hard; how many are in all. */
SELDOM uint32_t settle_lanes(const open_row *r, uint32_t positive) {
  const rows_space *s = r->s;
  uint32_t count = 0, low = s->one.at[LOW][positive], far = s->one.at[FAR][positive];
  for (uint32_t w = 0; w < s->one.words; w++) {
    uint32_t open = lanes_within(s->one.spread + 32 * w, low, far - low + 1) & ~s->one.lanes[w];
    for (; open; open &= open - 1) {
      uint32_t l = (uint32_t)__builtin_ctz(open);
      s->one.lanes[w] |= (uint32_t)is_semi_hard(r, positive, r->c->b.order2[32 * w + l]) << l;
    }
    s->one.upto[w] = count += (uint32_t)__builtin_popcount(s->one.lanes[w]);
  }
  return count;
}

/* Lists one semi-hard negative of a pair, if there is any. */
static uint32_t random_of_row(const open_row *r, uint32_t positive) {
  const batch *b = &r->c->b;
  rows_space *s = r->s;
  uint32_t count = 0, **at = s->one.at, low = at[LOW][positive], high = at[HIGH][positive],
           near = at[NEAR][positive], far = at[FAR][positive], *lanes = s->one.lanes,
           *upto = s->one.upto;
  uint32_t within = near > high ? near - high - 1 : 0;
  vh to_low = splat_16(NOWHERE), to_near = to_low;
  for (uint32_t w = 0; w < s->one.words; w++) {
    uint32_t sure = lanes_within(s->one.spread + 32 * w, high + 1, within);
    for (uint32_t e = 0; e < 32; e += 2 * VW) {
      vh cell = *(const vh *)(s->one.spread + 32 * w + e);
      to_low = min_16(to_low, cell - splat_16(low));
      to_near = min_16(to_near, cell - splat_16(near));
    }
    lanes[w] = sure;
    upto[w] = count += (uint32_t)__builtin_popcount(sure);
  }
  if (lanes_below(to_low, splat_16(high - low + 1)) | lanes_below(to_near, splat_16(far - near + 1)))
    count = settle_lanes(r, positive);
  if (count == 0) return 0;
  uint32_t which = draw_from(r->draw, b->order[positive], count), w = 0;
  for (uint32_t e = 0; e < s->one.words; e++) w += upto[e] <= which;
  s->open[0] = b->order2[32 * w + nth_bit(lanes[w], which - (w > 0 ? upto[w - 1] : 0))];
  return 1;
}

/* Books a pair with the n negatives that are listed, equally far. Those that tie share what no whole
 * number counts: such a batch is left to float64. */
static void book_pair(const open_row *r, part *p, uint32_t positive, uint32_t n, int hard,
                      uint16_t *counts) {
  const all_call *c = r->c;
  const uint32_t *negative = r->s->open;
  float d = r->square[negative[0]];
  int active = c->rule == RANDOM || d < r->s->one.bound[NEAR][positive], unused;
  p->valid++;
  p->hard += hard;
  if (!active && d <= r->s->one.bound[FAR][positive])
    compare_exactly(&c->b, c->margin, c->squared, r->a, positive, negative[0], &active, &unused);
  if (!active) return;
  p->positive++;
  counts[positive] = 1;
  counts[negative[0]]++;
  p->tied |= n > 1;
}

/* One anchor: in how many of its pairs each row is. */
static void take_row(all_call *c, part *p, uint32_t a) {
  const batch *b = &c->b;
  uint16_t *counts = c->pairs.counts + (size_t)a * b->Bp;
  float *square = c->pairs.squares + (size_t)a * b->Bp;
  uint32_t first = b->start[a], end = b->end[a];
  zero(counts, b->B * sizeof *counts);
  if (end - first < 2 || end - first == b->B || p->tied) return;
  for (uint32_t j = b->B; j < b->Bp; j++) square[j] = 0;
  open_row r = {.c = c,
                .s = &p->space,
                .a = a,
                .first = first,
                .end = end,
                .square = square,
                .negatives = b->B - (end - first)};
  bound_positives(&r);
  if (c->rule == NEAREST)
    order_negatives(&r);
  else
    spread_negatives(&r);
  for (uint32_t t = first; t < end; t++) {
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

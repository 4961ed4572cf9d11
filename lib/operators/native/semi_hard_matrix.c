/*
 * Semi-hard with one negative a pair, where classes are large. An anchor's negatives are put into cells
 * of a grid. For the nearest, they are brought into the order of these, and each pair looks at the few
 * that follow its own. For a draw, which is made in the order of the batch, the cells that a positive's
 * bounds lie in are edges, and how many negatives of each block of rows lie between two of them tells
 * in which block the drawn one is. What the bounds of float32 squares leave open is settled in float64.
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
  uint32_t a, first, end, negatives;
  const float *square, *sorted;
  const uint32_t *who;
  float widest; /* bound on the error of any square, and a quarter more for roundings */
  float reach;  /* how far below an earlier one a square in `sorted` may lie, with their errors */
  float lowest, scale, last; /* of the grid */
  uint32_t edges;            /* on it */
} open_row;

static void bound_positives(open_row *r) {
  const all_call *c = r->c;
  const batch *b = &c->b;
  float **bound = r->s->one.bound, limit = c->limit, norm = b->norm[r->a];
  r->widest = ROOM_FOR_NEGATIVES * (b->band * (norm + b->greatest) + (float)TINY);
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

/* Lays a grid from the least bound on to the greatest square, a few cells left at its lower end and one
 * beyond the other, and looks up the row and the first bounds of the positives. */
static void look_up_row(open_row *r, uint32_t cells, int bounds, int own) {
  rows_space *s = r->s;
  uint32_t B = r->c->b.B;
  float least = INF, greatest = 0;
  vf most = splat(0);
  for (uint32_t t = r->first; t < r->end; t++)
    least = (own || t != r->a) && s->one.bound[LOW][t] < least ? s->one.bound[LOW][t] : least;
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

/* Puts the negatives in the order of their cells, and each cell's as they come; where many share one,
 * sorts them. Tells where those begin that may be farther than each positive. */
static void order_negatives(open_row *r) {
  rows_space *s = r->s;
  uint32_t n = 0, fullest = 0, *place = s->one.place, *from = s->one.at[LOW] + r->first,
           cells = cells_of_negatives(r->negatives);
  bound_positives(r);
  look_up_row(r, cells, 1, 1);
  zero(place, cells * sizeof *place);
  EACH_NEGATIVE(r, j) place[s->cell[j]]++;
  for (uint32_t v = 0; v < cells; v++) {
    uint32_t here = place[v];
    fullest = umax(fullest, here);
    place[v] = n;
    n += here;
  }
  int crowded = fullest > CROWDED;
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
  r->reach = 2 * r->widest + (crowded ? 0 : CELL_REACH / r->scale);
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

/* No negative's place. */
#define NOWHERE 0xffff

/* Which of a positive's bounds stand in which of its edges. */
enum { HARD, ACTIVE };
INLINE uint64_t bits_from(uint32_t n) { return ~0ull << (n & 63); }
INLINE uint64_t bits_upto(uint32_t n) { return ~0ull >> (63 - (n & 63)); }

/* How many edges start in a cell or below it. */
INLINE uint32_t edges_upto(const uint32_t *before, const uint64_t *starts, uint32_t cell) {
  return before[cell >> 6] + (uint32_t)__builtin_popcountll(starts[cell >> 6] & bits_upto(cell));
}

/* Each bound e of each positive t. */
#define EACH_BOUND(r, t, e)                                                                        \
  for (uint32_t t = (r)->first; t < (r)->end; t++)                                                 \
    for (uint32_t e = HARD; t != (r)->a && e <= ACTIVE; e++)

/* Lays the grid, and the edges of the positives on it. */
static void lay_edges(open_row *r) {
  rows_space *one = r->s;
  draws_space *s = &one->one.draws;
  uint32_t cells = cells_of_bounds(r->end - r->first - 1), words = cells / 64, **at = one->one.at;
  bound_positives(r);
  look_up_row(r, cells, BOUNDS, 0);
  zero(s->edges, words * sizeof *s->edges);
  EACH_BOUND(r, t, e) {
    uint32_t from = at[2 * e][t], to = at[2 * e + 1][t], w = from >> 6;
    uint64_t bits = bits_from(from);
    for (; w < to >> 6; w++, bits = ~0ull) s->edges[w] |= bits;
    s->edges[w] |= bits & bits_upto(to);
  }
  uint64_t carry = 0;
  uint32_t edges = 0;
  for (uint32_t w = 0; w < words; w++) {
    uint64_t here = s->edges[w];
    s->before[w] = edges;
    s->starts[w] = here & ~(here << 1 | carry);
    edges += (uint32_t)__builtin_popcountll(s->starts[w]);
    carry = here >> 63;
  }
  zero(s->head, edges * sizeof *s->head);
  zero(s->upto, (edges + 1) * sizeof *s->upto);
  EACH_BOUND(r, t, e) {
    uint32_t edge = edges_upto(s->before, s->starts, at[2 * e][t]) - 1, bound = 2 * t + e;
    s->edge[e][t] = edge;
    s->next[bound] = s->head[edge];
    s->head[edge] = bound + 1;
  }
  r->edges = edges;
}

/* Whether negative j lies beyond a bound of a positive. */
INLINE int is_beyond(const open_row *r, uint32_t positive, uint32_t bound, uint32_t j,
                     known_distance *far) {
  const all_call *c = r->c;
  float d = r->square[j], **bounds = r->s->one.bound;
  int active, hard, below = d < bounds[2 * bound][positive],
                   beyond = d > bounds[2 * bound + 1][positive];
  if (__builtin_expect(below | beyond, 1)) return beyond;
  compare_known(&c->b, c->margin, c->squared, r->a, positive, r->s->near + (positive - r->first), j,
                far, &active, &hard);
  return bound == HARD ? !hard : !active;
}

/* Lists that negative j's place may tell wrongly of a positive, unless it is listed. */
static void list_odd(const open_row *r, uint32_t positive, uint32_t j, known_distance *far) {
  draws_space *s = &r->s->one.draws;
  uint32_t row = r->c->b.order[j], *first = &s->first_odd[positive];
  for (uint32_t o = *first; o > 0; o = s->odd[o].next)
    if (s->odd[o].row == row) return;
  if (s->odd_n++ >= r->c->b.B) return;
  uint32_t semi_hard =
      is_beyond(r, positive, HARD, j, far) && !is_beyond(r, positive, ACTIVE, j, far);
  s->odd[s->odd_n] = (struct odd){row, *first, semi_hard};
  *first = s->odd_n;
}

/* The place of a negative in an edge: below it or beyond, as it is to the first of its bounds. Of others
 * it may tell wrongly. */
static uint32_t settle_place(const open_row *r, uint32_t j, uint32_t edge) {
  draws_space *s = &r->s->one.draws;
  uint32_t bound = s->head[edge] - 1;
  known_distance far = UNKNOWN;
  int beyond = is_beyond(r, bound / 2, bound & 1, j, &far);
  for (uint32_t next = s->next[bound]; next > 0; next = s->next[next - 1]) {
    if (is_beyond(r, (next - 1) / 2, (next - 1) & 1, j, &far) != beyond)
      list_odd(r, (next - 1) / 2, j, &far);
  }
  return edge + (uint32_t)beyond;
}

/* Tells the places of the negatives, in the order of the batch, which draws are made in. */
static void place_negatives(open_row *r) {
  const batch *b = &r->c->b;
  draws_space *s = &r->s->one.draws;
  const uint32_t *order = b->order, *cells = r->s->cell, shift = s->shift;
  const uint32_t *before = s->before;
  const uint64_t *edges = s->edges, *starts = s->starts;
  uint32_t *open = r->s->open, near = 0;
  uint16_t *place = s->place;
  block_counts *upto = s->upto;
  s->odd_n = 0;
  zero(s->first_odd + r->first, (r->end - r->first) * sizeof *s->first_odd);
  for (uint32_t j = r->first; j < r->end; j++) place[order[j]] = NOWHERE;
  for (uint32_t i = b->B; i < 64 * words_of(b); i++) place[i] = NOWHERE;
  for (uint32_t side = 0; side < 2; side++) {
    uint32_t to = side ? b->B : r->first;
    for (uint32_t j = side ? r->end : 0; j < to; j++) {
      uint32_t cell = cells[j], row = order[j], at = edges_upto(before, starts, cell);
      open[near] = j;
      near += edges[cell >> 6] >> (cell & 63) & 1;
      place[row] = (uint16_t)at;
      upto[at] += s->of[row >> shift];
    }
  }
  for (uint32_t t = r->first; near > 0 && t < r->end; t++) r->s->near[t - r->first] = UNKNOWN;
  for (uint32_t q = 0; q < near; q++) {
    uint32_t row = order[open[q]], booked = place[row], at = settle_place(r, open[q], booked - 1);
    place[row] = (uint16_t)at;
    upto[booked] -= s->of[row >> shift];
    upto[at] += s->of[row >> shift];
  }
  block_counts sum = upto[0];
  for (uint32_t e = 1; e <= r->edges; e++) upto[e] = sum += upto[e];
  s->seed = mix(mix(r->c->seed) ^ order[r->a]);
}

/* Of 64 rows of the batch, bit by bit, which are semi-hard for a positive: those placed between its two
 * edges, but for those of the list `odd`. */
INLINE uint64_t semi_hard_among(const draws_space *s, uint32_t word, uint32_t from, uint32_t to,
                                uint32_t odd) {
  const uint16_t *place = s->place + 64 * word;
  uint64_t rows = lanes_within(place, from + 1, to - from) |
                  (uint64_t)lanes_within(place + 32, from + 1, to - from) << 32;
  for (; __builtin_expect(odd > 0, 0); odd = s->odd[odd].next) {
    uint32_t row = s->odd[odd].row;
    if (row >> 6 == word)
      rows = (rows & ~(1ull << (row & 63))) | (uint64_t)s->odd[odd].semi_hard << (row & 63);
  }
  return rows;
}

/* The same of all rows, counted. */
SELDOM block_counts count_odd(const draws_space *s, uint32_t from, uint32_t to, uint32_t odd) {
  block_counts within = s->upto[to] - s->upto[from];
  for (; odd > 0; odd = s->odd[odd].next) {
    uint32_t row = s->odd[odd].row, booked = (uint32_t)s->place[row] - from - 1 < to - from;
    if (booked > s->odd[odd].semi_hard) within -= s->of[row >> s->shift];
    if (booked < s->odd[odd].semi_hard) within += s->of[row >> s->shift];
  }
  return within;
}

/* Lists one semi-hard negative of a pair, if there is any. */
static uint32_t random_of_row(const open_row *r, uint32_t positive) {
  const batch *b = &r->c->b;
  const draws_space *s = &r->s->one.draws;
  uint32_t from = s->edge[HARD][positive], to = umax(s->edge[ACTIVE][positive], from),
           odd = s->first_odd[positive];
  block_counts counted, none = {0};
  const block_counts *high = s->upto + to, *low = s->upto + from;
  if (__builtin_expect(odd > 0, 0)) {
    counted = count_odd(s, from, to, odd);
    high = &counted;
    low = &none;
  }
  const uint16_t *upto = (const uint16_t *)high, *before = (const uint16_t *)low;
  uint32_t count = (uint32_t)upto[BLOCKS - 1] - before[BLOCKS - 1];
  if (count == 0) return 0;
  uint32_t which = draw_from(s->seed, b->order[positive], count),
           block = blocks_upto(*high - *low, which), word = block << s->shift >> 6;
  if (block > 0) which -= (uint32_t)upto[block - 1] - before[block - 1];
  uint64_t rows = semi_hard_among(s, word, from, to, odd);
  /* Always as many words of the block, as nobody foretells which. */
  for (uint32_t left = (1u << s->shift >> 6) - 1; left > 0; left--) {
    uint32_t here = (uint32_t)__builtin_popcountll(rows), beyond = which >= here;
    which -= beyond ? here : 0;
    word += beyond;
    rows = semi_hard_among(s, word, from, to, odd);
  }
  r->s->open[0] = b->order2[64 * word + nth_bit(rows, which)];
  return 1;
}

/* Books a pair with the n negatives that are listed, equally far. Those that tie share what no whole
 * number counts: such a batch is left to float64. */
static void book_pair(const open_row *r, part *p, uint32_t positive, uint32_t n, int hard,
                      uint16_t *counts) {
  const all_call *c = r->c;
  const uint32_t *negative = r->s->open;
  p->valid++;
  p->hard += hard;
  if (c->rule == NEAREST) {
    float d = r->square[negative[0]];
    int active = d < r->s->one.bound[NEAR][positive], unused;
    if (!active && d <= r->s->one.bound[FAR][positive])
      compare_exactly(&c->b, c->margin, c->squared, r->a, positive, negative[0], &active, &unused);
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
  if (c->rule == NEAREST)
    order_negatives(&r);
  else {
    lay_edges(&r);
    place_negatives(&r);
    p->tied |= p->space.one.draws.odd_n > b->B;
    if (p->tied) return;
  }
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

/*
 * Batch all where classes are large: an anchor's ruler, on which every negative's place is looked
 * up.
 */
/* One pass of a stable sort: by buckets, which bucket_of tells of a key. */
#define SORT_PASS(bucket_of)                                                                       \
  {                                                                                                \
    for (uint32_t v = 0, before = 0; v < buckets; v++) {                                           \
      uint32_t here = place[v];                                                                    \
      place[v] = before;                                                                           \
      before += here;                                                                              \
    }                                                                                              \
    for (uint32_t i = 0; i < n; i++) {                                                             \
      uint32_t to = place[bucket_of(i)]++;                                                         \
      s->sorted.key2[to] = s->sorted.key[i];                                                                     \
      s->sorted.who2[to] = s->sorted.who[i];                                                                     \
    }                                                                                              \
    uint32_t *t = s->sorted.key;                                                                          \
    s->sorted.key = s->sorted.key2;                                                                              \
    s->sorted.key2 = t;                                                                                   \
    t = s->sorted.who;                                                                                    \
    s->sorted.who = s->sorted.who2;                                                                              \
    s->sorted.who2 = t;                                                                                   \
  }

/* Sorts 32-bit keys, floats that are not negative, with their owners: by their place between the
 * least and the greatest, and each bucket by itself; where one is too full, 8 bits at a time. */
static void sort_keys(rows_space *s, uint32_t n) {
  float *value = (float *)s->sorted.key, least, greatest;
  for (uint32_t i = n; i < round_up(n, VW); i++) value[i] = value[0];
  vf low = load(value), high = low;
  for (uint32_t v = VW; v < n; v += VW) {
    low = vmin(low, load(value + v));
    high = vmax(high, load(value + v));
  }
  least = low[0];
  greatest = high[0];
  for (int l = 1; l < VW; l++) {
    least = low[l] < least ? low[l] : least;
    greatest = high[l] > greatest ? high[l] : greatest;
  }
  uint32_t place[MOST_BUCKETS], fullest = 0, buckets = n <= 256 ? 256 : MOST_BUCKETS;
  float scale = (float)(buckets - 1) / (greatest - least);
  zero(place, buckets * sizeof *place);
  if (scale < 1e30f) {
    for (uint32_t i = 0; i < n; i++) {
      s->grid.left[i] = umin((uint32_t)((value[i] - least) * scale), buckets - 1);
      fullest = umax(fullest, ++place[s->grid.left[i]]);
    }
  }
  if (fullest > 0 && fullest <= CROWDED) {
#define BUCKET(i) s->grid.left[i]
    SORT_PASS(BUCKET)
    for (uint32_t i = 1; i < n; i++) {
      uint32_t key = s->sorted.key[i], who = s->sorted.who[i], to = i;
      for (; to > 0 && s->sorted.key[to - 1] > key; to--) {
        s->sorted.key[to] = s->sorted.key[to - 1];
        s->sorted.who[to] = s->sorted.who[to - 1];
      }
      s->sorted.key[to] = key;
      s->sorted.who[to] = who;
    }
    return;
  }
  buckets = 256;
  for (int shift = 0; shift < 32; shift += 8) {
    zero(place, buckets * sizeof *place);
    for (uint32_t i = 0; i < n; i++) place[s->sorted.key[i] >> shift & 255]++;
    if (place[s->sorted.key[0] >> shift & 255] == n) continue;
#define DIGIT(i) (s->sorted.key[i] >> shift & 255)
    SORT_PASS(DIGIT)
  }
}

/* Cells of d on a grid. Whatever rounding does to it, of two numbers the greater never has the
 * lesser cell. */
INLINE vi cells_of(vf d, vf lowest, vf scale, vf last) {
  vf at = vmin(vmax((d - lowest) * scale, splat(0)), last);
  return __builtin_convertvector(at, vi);
}

/* More cells than marks: in most of them stands none. */
INLINE uint32_t cells_of_marks(uint32_t marks) {
  return umin((marks <= 512 ? 2 : 1) * MARK_CELLS * marks, 1u << 15);
}

/* From the sorted squares of the positives' distances to those of their bounds, below which a
 * negative is active; the greatest error of any of them comes back. */
static float bound_squares(const all_call *c, rows_space *s, uint32_t n) {
  const float *square = (const float *)s->sorted.key;
  vf widest = splat(0), margin = splat((float)c->margin), none = splat(0);
  for (uint32_t e = 0; e < n; e++) s->sorted.spread[e] = s->error[s->sorted.who[e]];
  for (uint32_t e = n; e < round_up(n, VW); e++) s->sorted.spread[e] = 0;
  for (uint32_t v = 0; v < n; v += VW) {
    vf d2 = load(square + v), error = load(s->sorted.spread + v), active, stretch = splat(1);
    if (c->squared)
      active = d2 + margin;
    else {
      vf d = vsqrt(d2), bound = d + margin;
      active = bound * bound;
      /* d(bound^2) / d(d^2) = bound / d; at 0 the bound is exact unless the pair is. */
      stretch = pick(lt(none, d), bound / d, splat(1e30f));
    }
    store(s->sorted.bound + v, active);
    error = pick(lt(none, error), error * stretch, none) + splat(MARK_ERROR) * active;
    for (uint32_t l = n - v; l < VW; l++) error[l] = 0;
    widest = vmax(widest, vmax(error, load(s->sorted.spread + v)));
  }
  float most = 0;
  for (int l = 0; l < VW; l++) most = widest[l] > most ? widest[l] : most;
  return most;
}

/* Lays the grid over the marks: what is looked up starts at the first mark of its cell or a later
 * one, and is there already where no mark stands in the cell or close to it. */
static void lay_grid(rows_space *s, ruler *u) {
  uint32_t n = u->marks_n, close = n + 1, cells = cells_of_marks(n), next = 0, most = 0, run = 0;
  float span = u->marks[n - 1] - u->marks[0];
  u->lowest = u->marks[0];
  u->last = (float)(cells - 1);
  u->scale = span > 0 && span < INF ? u->last / span : 0;
  u->crowded = !(u->scale < 1e30f) || n >= 1u << 15;
  if (u->crowded) {
    u->scale = 0;
    return;
  }
  vf lowest = splat(u->lowest), scale = splat(u->scale), last = splat(u->last),
     spread = splat(u->spread);
  for (uint32_t v = 0; v < n; v += VW) {
    vf mark = *(const loose *)(u->marks + v);
    *(vi *)(s->grid.left + v) = cells_of(mark - spread, lowest, scale, last);
    *(vi *)(s->grid.right + v) = cells_of(mark + spread, lowest, scale, last);
  }
  for (uint32_t e = 0; e < n; e++) {
    uint32_t left = s->grid.left[e], right = s->grid.right[e], at = next;
    run = left < next ? run + 1 : 1;
    most = umax(most, run);
    /* Some at a time, and what is too much is overwritten: the ends are hard to foretell. */
    fill_16(u->cells + at, (uint16_t)e);
    for (at += 16; at < left; at += 16) fill_16(u->cells + at, (uint16_t)e);
    at = umax(next, left);
    u->cells[at] = u->cells[at + 1] = (uint16_t)(close + e);
    for (at += 2; at <= right; at++) u->cells[at] = (uint16_t)(close + e);
    next = umax(umax(next, left), right + 1);
  }
  for (; next < cells; next += 16) fill_16(u->cells + next, (uint16_t)n);
  u->crowded = most > CROWDED;
}

/* Writes the anchor's positives, their squared distances in s->sorted.key and their bounds on the error in
 * s->error, on the ruler. */
static void make_ruler(const all_call *c, rows_space *s, ruler *u, uint32_t a) {
  const batch *b = &c->b;
  uint32_t n = positives_of(b, a), h = 0, t = 0, g = n - 1, q = n - 1;
  int semi = c->semi;
  /* Squares are not negative, so their bits sort as integers. */
  sort_keys(s, n);
  u->widest = bound_squares(c, s, n);
  u->marks_n = 2 * n;
  u->spread = b->band * (b->norm[a] + b->greatest) + u->widest + (float)TINY;
  const float *square = (const float *)s->sorted.key, *bound = s->sorted.bound;
  const uint32_t *who = s->sorted.who;
  /* From both ends at once, as each step waits for the one before it: h and t from the first square
     and bound on, g and q from the last. */
  for (uint32_t e = 0; e < n; e++) {
    uint32_t hard = square[h] <= bound[t];
    u->marks[e] = hard ? square[h] : bound[t];
    u->owner[e] = 2 * who[hard ? h : t] + hard;
    u->after[e] = semi ? h - t : n - t;
    h += hard;
    t += 1 - hard;
    uint32_t back = 2 * n - 1 - e, active = square[g] <= bound[q];
    u->marks[back] = active ? bound[q] : square[g];
    u->owner[back] = 2 * who[active ? q : g] + 1 - active;
    q -= active;
    g -= 1 - active;
    u->after[back] = (semi ? g : n - 1) - q;
  }
  for (uint32_t e = 2 * n; e < 4 * n + 2; e++) u->after[e] = 0;
  u->marks[-1] = -INF;
  u->marks[2 * n] = INF;
  lay_grid(s, u);
}

/* The first mark beyond d: the whole list is halved. */
static uint32_t halve(const ruler *u, float d) {
  uint32_t at = 0;
  for (uint32_t high = u->marks_n; at < high;) {
    uint32_t middle = (at + high) / 2;
    if (u->marks[middle] <= d)
      at = middle + 1;
    else
      high = middle;
  }
  return at;
}

/* Looks n negatives up: books where each search ended, and how many positives it makes active, and
 * lists those that stand close to a mark. */
static uint32_t look_up(const ruler *u, int32_t *ended, const float *d, const uint32_t *cell,
                        int32_t *found, uint32_t n, uint32_t *open) {
  const float *marks = u->marks, spread = u->spread;
  const uint16_t *cells = u->cells;
  const uint32_t *after = u->after, close = u->marks_n + 1;
  uint32_t opens = 0, near = 0;
  /* Without a branch: those close to a mark are booked where nobody looks. */
  for (uint32_t t = 0; t < n && !u->crowded; t++) {
    uint32_t e = cells[cell[t]];
    open[near] = t;
    near += e >= close;
    ended[e]++;
    found[t] = (int32_t)after[e];
  }
  if (u->crowded) {
    for (; near < n; near++) open[near] = near;
  }
  for (uint32_t q = 0; q < near; q++) {
    uint32_t t = open[q], e;
    float x = d[t];
    if (u->crowded)
      e = halve(u, x);
    else {
      e = cells[cell[t]] - close;
      e += marks[e] <= x;
      while (marks[e] <= x) e++;
    }
    ended[e]++;
    found[t] = (int32_t)after[e];
    open[opens] = t;
    opens += (marks[e] - x <= spread) | (x - marks[(int32_t)e - 1] <= spread);
  }
  return opens;
}

/* A bound on the error of d, the squared distance of rows a and j. */
INLINE float error_of(const all_call *c, uint32_t a, uint32_t j, float d) {
  float sum = c->b.norm[a] + c->b.norm[j];
  if (!is_close(d, sum, c->limit)) return c->b.band * sum;
  return d < (float)TINY ? (float)TINY : (float)CLOSE_ERROR * d;
}

/* Decides by float64 what a look-up left open between anchor a and negative j, d apart. */
static void settle(const all_call *c, const ruler *u, known_distance *near, uint32_t a, uint32_t j,
                   float d, int32_t *ended, int32_t *found) {
  const batch *b = &c->b;
  known_distance far = UNKNOWN;
  float spread = error_of(c, a, j, d) + u->widest;
  uint32_t at = halve(u, d), from = at, to = at;
  while (from > 0 && d - u->marks[from - 1] <= spread) from--;
  while (to < u->marks_n && u->marks[to] - d <= spread) to++;
  for (uint32_t q = from; q < to; q++) {
    int active, hard, booked = q >= at;
    uint32_t t = u->owner[q] / 2;
    compare_known(b, c->margin, c->squared, a, t, near + (t - b->start[a]), j, &far, &active, &hard);
    int change = (u->owner[q] & 1 ? hard : active) - booked;
    ended[q] += change;
    ended[q + 1] -= change;
    if (!(u->owner[q] & 1))
      *found += change;
    else if (c->semi)
      *found -= change;
  }
}

/* All negatives of anchor a on its own ruler: how many positives each makes active in s->found, and
 * where the searches ended in s->ended. */
static void search_row(const all_call *c, rows_space *s, uint32_t a, const float *row) {
  const batch *b = &c->b;
  const ruler *u = &s->own;
  vf lowest = splat(u->lowest), scale = splat(u->scale), last = splat(u->last);
  zero(s->ended, 2 * (u->marks_n + 1) * sizeof *s->ended);
  uint32_t known = 0, size = b->end[a] - b->start[a];
  for (uint32_t side = 0; side < 2; side++) {
    uint32_t from = side ? b->end[a] : 0, to = side ? b->B : b->start[a];
    if (from >= to) continue;
    for (uint32_t v = from / VW * VW; v < to; v += VW)
      *(vi *)(s->cell + v) = cells_of(load(row + v), lowest, scale, last);
    uint32_t opens =
        look_up(u, s->ended, row + from, s->cell + from, s->found + from, to - from, s->open);
    /* Where many tie, each positive is asked for by many negatives. */
    for (; opens > 0 && known < size; known++) s->near[known] = UNKNOWN;
    for (uint32_t e = 0; e < opens; e++) {
      uint32_t j = from + s->open[e];
      settle(c, u, s->near, a, j, row[j], s->ended, s->found + j);
    }
  }
}

/* What a search along a row needs, with the largest class. */
static void take_search(const batch *b, rows_space *s, uint32_t most) {
  uint32_t n = round_up(most, VW) + 16;
  s->error = TAKE(float, b->Bp);
  s->found = TAKE(int32_t, b->Bp);
  s->near = TAKE(known_distance, most + 1);
  s->cell = TAKE(uint32_t, b->Bp);
  s->open = TAKE(uint32_t, b->Bp + 1);
  s->sorted.key = TAKE(uint32_t, n);
  s->sorted.key2 = TAKE(uint32_t, n);
  s->sorted.who = TAKE(uint32_t, n);
  s->sorted.who2 = TAKE(uint32_t, n);
  s->sorted.spread = TAKE(float, n);
  s->sorted.bound = TAKE(float, n);
  s->grid.left = TAKE(uint32_t, 2 * n);
  s->grid.right = TAKE(uint32_t, 2 * n);
  s->ended = TAKE(int32_t, 4 * n);
  s->own.marks = TAKE(float, 2 * n) + 1;
  s->own.owner = TAKE(uint32_t, 2 * n);
  s->own.after = TAKE(uint32_t, 4 * n);
  s->own.cells = TAKE(uint16_t, cells_of_marks(2 * n) + 32);
}

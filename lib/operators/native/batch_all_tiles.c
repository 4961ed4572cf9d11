/*
 * Batch all where classes are small: each pair of a tile is compared with all positives of both
 * ends.
 */
static float table_value(double square) {
  if (square > 0 && square < TINY) return (float)(TINY / 2);
  return (float)square;
}

INLINE void fill_slot(all_call *c, uint32_t at, double square) {
  double d = c->squared ? square : __builtin_sqrt(square), bound = d + c->margin;
  c->table.dap[at] = d;
  c->table.active_below[at] = table_value(c->squared ? bound : bound * bound);
  c->table.hard_upto[at] = table_value(square);
}

static void fill_tables(batch *b, uint32_t from, uint32_t to) {
  all_call *c = (all_call *)b;
  for (uint32_t a = from; a < to; a++) {
    uint32_t block = a / VW, here = c->table.offset[block + 1] - c->table.offset[block], n = 0;
    if (a < b->B) {
      n = positives_of(b, a);
      /* Both ends of a pair at once where the whole class belongs to this task. */
      int whole = b->start[a] >= from && b->end[a] <= to;
      for (uint32_t k = whole ? a - b->start[a] : 0; k < n; k++) {
        uint32_t t = b->start[a] + k;
        t += t >= a;
        double square = any_order_square(b, a, t);
        fill_slot(c, slot(c, a, k), square);
        if (whole) fill_slot(c, slot(c, t, a - b->start[a]), square);
      }
    }
    for (uint32_t k = n; k < here; k++) {
      uint32_t at = slot(c, a, k);
      c->table.dap[at] = -1;
      c->table.active_below[at] = c->table.hard_upto[at] = -1;
    }
  }
}

INLINE double known(double *distance, double (*square)(const batch *, uint32_t, uint32_t),
                    const batch *b, int squared, uint32_t i, uint32_t j) {
  if (*distance < 0) *distance = squared ? square(b, i, j) : __builtin_sqrt(square(b, i, j));
  return *distance;
}

/*
 * Whether a negative is active, and whether it is hard, as float64 distances tell: from sums in any
 * order where these are clear, else from the exact ones.
 */
SELDOM void compare_known(const batch *b, double margin, int squared, uint32_t anchor,
                          uint32_t positive, known_distance *near, uint32_t negative,
                          known_distance *far, int *active, int *hard) {
  double d = known(&far->any, any_order_square, b, squared, anchor, negative);
  double p = known(&near->any, any_order_square, b, squared, anchor, positive);
  double slack = b->order_error * (d + p), bound = p + margin;
  if (__builtin_fabs(d - bound) <= slack || __builtin_fabs(d - p) <= slack) {
    d = known(&far->exact, exact_square, b, squared, anchor, negative);
    p = known(&near->exact, exact_square, b, squared, anchor, positive);
    bound = p + margin;
  }
  *active = d < bound;
  *hard = d <= p;
}

static void compare_exactly(const batch *b, double margin, int squared, uint32_t anchor,
                            uint32_t positive, uint32_t negative, int *active, int *hard) {
  known_distance near = UNKNOWN, far = UNKNOWN;
  compare_known(b, margin, squared, anchor, positive, &near, negative, &far, active, hard);
}

/* Decides one (anchor, positive, negative) that float32 left open; the possible was booked. */
static void decide(all_call *c, part *p, uint32_t anchor, uint32_t at, uint32_t negative,
                   int booked_active, int booked_hard, int32_t *found) {
  int active, hard;
  uint32_t k = at / VW - c->table.offset[anchor / VW], positive = c->b.start[anchor] + k;
  compare_exactly(&c->b, c->margin, c->squared, anchor, positive + (positive >= anchor), negative,
                  &active, &hard);
  int change = (active && !(c->semi && hard)) - (booked_active && !(c->semi && booked_hard));
  *found += change;
  p->count[at] += change;
  if (booked_hard && !hard) p->hard--;
}

/* Finds the open comparisons of one anchor with one vector of negatives again, one by one. */
static void decide_row(all_call *c, part *p, uint32_t anchor, uint32_t r, uint32_t j0,
                       uint32_t from, uint32_t columns) {
  uint32_t n = positives_of(&c->b, anchor);
  for (uint32_t v = from; v < columns; v += VW) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    for (uint32_t k = 0; k < n; k++) {
      uint32_t at = slot(c, anchor, k);
      vf below = splat(c->table.active_below[at]), upto = splat(c->table.hard_upto[at]);
      vm act = lt(lo, below), hard = le(lo, upto);
      vm open = (vm)((act ^ lt(hi, below)) | (hard ^ le(hi, upto)));
      if (!any(open)) continue;
      for (int l = 0; l < VW; l++) {
        if (lane(open, l))
          decide(c, p, anchor, at, j0 + v + l, lane(act, l), lane(hard, l),
                 &p->found[r * TILE + v + l]);
      }
    }
  }
}

static void decide_column(all_call *c, part *p, uint32_t block, uint32_t v, uint32_t i0,
                          uint32_t rows) {
  uint32_t n = c->table.offset[block + 1] - c->table.offset[block];
  for (uint32_t r = 0; r < rows; r++) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    for (uint32_t k = 0; k < n; k++) {
      uint32_t at = (c->table.offset[block] + k) * VW;
      vf below = load(c->table.active_below + at), upto = load(c->table.hard_upto + at);
      vm act = lt(lo, below), hard = le(lo, upto);
      vm open = (vm)((act ^ lt(hi, below)) | (hard ^ le(hi, upto)));
      if (!any(open)) continue;
      for (int l = 0; l < VW; l++) {
        if (lane(open, l))
          decide(c, p, block * VW + l, at + l, i0 + r, lane(act, l), lane(hard, l),
                 &p->found[r * TILE + v + l]);
      }
    }
  }
}

/* A vector of a strip's pairs against NK thresholds each: what lies below is counted, for the pairs and
 * for the thresholds. */
INLINE void compare_strip(part *p, uint32_t at, const vf *below, const vf *upto, const int NK,
                          const int SEMI, vi *counts, vi *actives, vi *hards, vi *surely) {
  vf lo = load(p->strip[1] + at), hi = load(p->strip[2] + at);
  vi *found = (vi *)(p->found + at), f = *found;
  for (int k = 0; k < NK; k++) {
    vm act = lt(lo, below[k]), hard = le(lo, upto[k]), taken = SEMI ? (vm)(act & ~hard) : act;
    f = count_in(f, taken);
    counts[k] = count_in(counts[k], taken);
    *hards = count_in(*hards, hard);
    if (SEMI) *actives = count_in(*actives, act);
    *surely = count_in(*surely, lt(hi, below[k]));
    *surely = count_in(*surely, le(hi, upto[k]));
  }
  *found = f;
}

/*
 * NK positives, from place k0 on, of a row's anchor against the strip's columns. A pair's highest
 * distance is below a threshold only if its lowest is: as many of the one as of the other, and no
 * comparison is open. Whether one is comes back.
 */
INLINE int row_side(all_call *c, part *p, uint32_t anchor, uint32_t r, uint32_t from,
                    uint32_t columns, uint32_t k0, const int NK, const int SEMI, vi *hard_sum) {
  vf below[4], upto[4];
  vi counts[4], actives = {0}, hards = {0}, surely = {0};
  for (int k = 0; k < NK; k++) {
    uint32_t at = slot(c, anchor, k0 + k);
    below[k] = splat(c->table.active_below[at]);
    upto[k] = splat(c->table.hard_upto[at]);
    counts[k] = (vi){0};
  }
  for (uint32_t v = from; v < columns; v += VW) {
    compare_strip(p, r * TILE + v, below, upto, NK, SEMI, counts, &actives, &hards, &surely);
  }
  *hard_sum += hards;
  for (int k = 0; k < NK; k++) {
    p->count[slot(c, anchor, k0 + k)] += (int32_t)sum_int(counts[k]);
    if (!SEMI) actives += counts[k];
  }
  return differ(actives + hards, surely);
}

/* Columns as anchors: NK of the positives of one block from k0 on against the strip's rows. */
INLINE int column_side(all_call *c, part *p, uint32_t block, uint32_t v, uint32_t rows, uint32_t k0,
                       const int NK, const int SEMI, vi *hard_sum) {
  vf below[4], upto[4];
  vi counts[4], actives = {0}, hards = {0}, surely = {0};
  uint32_t at = (c->table.offset[block] + k0) * VW;
  for (int k = 0; k < NK; k++) {
    below[k] = load(c->table.active_below + at + k * VW);
    upto[k] = load(c->table.hard_upto + at + k * VW);
    counts[k] = (vi){0};
  }
  for (uint32_t r = 0; r < rows; r++) {
    compare_strip(p, r * TILE + v, below, upto, NK, SEMI, counts, &actives, &hards, &surely);
  }
  *hard_sum += hards;
  for (int k = 0; k < NK; k++) {
    *(vi *)(p->count + at + k * VW) += counts[k];
    if (!SEMI) actives += counts[k];
  }
  return differ(actives + hards, surely);
}

/* From products to squared distances with their bounds, lowest and highest; books close pairs. */
static uint32_t strip_distances(const all_call *c, part *p, uint32_t i0, uint32_t rows, uint32_t j0,
                                uint32_t from, uint32_t columns) {
  const batch *b = &c->b;
  uint32_t close = 0;
  float *mid = p->strip[0], *low = p->strip[1], *high = p->strip[2];
  float limit = c->limit;
  vf band = splat(b->band), two = splat(-2.0f), inf = splat(INF);
  for (uint32_t r = 0; r < rows; r++) {
    vf mine = splat(b->norm[i0 + r]);
    /* Columns up to here are of the anchor's class, or in the lower half. */
    uint32_t first = b->end[i0 + r] > j0 ? umin(b->end[i0 + r] - j0, columns) : 0;
    uint32_t last = umin(columns, b->B > j0 ? b->B - j0 : 0);
    uint32_t v = from;
    for (; v + VW <= first; v += VW) {
      store(mid + r * TILE + v, inf);
      store(low + r * TILE + v, inf);
      store(high + r * TILE + v, inf);
    }
    for (; v < columns; v += VW) {
      float *m = mid + r * TILE + v;
      vf s = mine + load(b->norm + j0 + v), e = s * band, d = fma_(two, load(m), s);
      if (v < first || v + VW > last) {
        vf keep = d;
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, keep);
        for (uint32_t l = 0; l < VW; l++) {
          if (v + l < first || v + l >= last) t[l] = INF;
        }
        d = load(t);
      }
      store(m, d);
      store(low + r * TILE + v, d - e);
      store(high + r * TILE + v, d + e);
      vm near = are_close(d, s, limit);
      if (__builtin_expect(any(near), 0)) {
        for (int l = 0; l < VW; l++) {
          if (lane(near, l)) p->close[close++] = r * TILE + v + l;
        }
      }
    }
  }
  for (uint32_t e = 0; e < close; e++) {
    uint32_t at = p->close[e];
    double d = near_square(b, i0 + at / TILE, j0 + at % TILE);
    mid[at] = (float)d;
    if (d > 0 && d < TINY) {
      low[at] = 0;
      high[at] = (float)TINY;
    } else {
      low[at] = (float)(d * (1 - CLOSE_ERROR));
      high[at] = (float)(d * (1 + CLOSE_ERROR));
    }
  }
  return close;
}

/* Products of a strip of rows with the columns of its tile. */
INLINE void strip_products(const batch *b, float *out, uint32_t i0, uint32_t j0, uint32_t from,
                           uint32_t columns) {
  for (uint32_t v = from; v < columns; v += NR) {
    gram_kernel(b, i0, j0 + v, out + v, TILE);
  }
}

/* Close pairs: their pull from the differences of the rows as given, and no weight in the product.
 * `squares` are those of the strip, `down` from row to row. */
static void close_weights(all_call *c, part *p, const float *squares, size_t down, uint32_t i0,
                          uint32_t j0, uint32_t close) {
  const batch *b = &c->b;
  for (uint32_t e = 0; e < close; e++) {
    uint32_t at = p->close[e], i = i0 + at / TILE, j = j0 + at % TILE;
    int32_t found = p->found[at];
    if (found == 0) continue;
    double square = (double)squares[at / TILE * down + at % TILE];
    if (square < TINY || c->limit == ALL_CLOSE) square = any_order_square(b, i, j);
    double d = c->squared ? square : __builtin_sqrt(square);
    p->distance += found * d;
    p->found[at] = 0;
    if (!c->gradient || square == 0) continue;
    double w = c->squared ? -2.0 * found : -(found / d);
    pull_pair(c, p, i, j, w);
  }
}

/* From what was found in a strip to weights; below 0 for a pair of one class, which pulls where
 * others push. */
static void strip_weights(all_call *c, part *p, const float *squares, size_t down,
                          const int32_t *finds, uint32_t i0, uint32_t rows, uint32_t j0,
                          uint32_t from, uint32_t columns, float *weights) {
  d8 total = {0};
  vf column_sum[TILE / VW];
  for (uint32_t v = 0; v < TILE / VW; v++) column_sum[v] = splat(0);
  for (uint32_t r = 0; r < rows; r++) {
    vf distance = splat(0), row_sum = splat(0);
    for (uint32_t v = from; v < columns; v += VW) {
      vf n = to_float(*(const vi *)(finds + r * TILE + v)), square = load(squares + r * down + v);
      /* Pairs at a distance of 0 weigh nothing. */
      vm counts = (vm)(ne(splat(0), n) & lt(splat(0), square));
      vf w = n * (c->squared ? splat(-2.0f) : -pick(counts, reciprocal_sqrt(square), splat(0)));
      distance = fma_(w, pick(counts, square, splat(0)), distance);
      store(weights + r * TILE + v, w);
      column_sum[v / VW] += w;
      row_sum += w;
    }
    total += widen_sum(distance);
    p->weight[i0 + r] += sum_d8(widen_sum(row_sum));
  }
  p->distance -= (c->squared ? 0.5 : 1) * sum_d8(total);
  for (uint32_t v = from; v < columns; v++) p->weight[j0 + v] += ((float *)column_sum)[v];
  for (uint32_t r = rows; r < round_up(rows, MR); r++)
    zero(weights + r * TILE, TILE * sizeof *weights);
}

/* One strip of rows of one tile: distances, counts from both ends, weights. */
INLINE void all_strip(all_call *c, part *p, uint32_t i0, uint32_t rows, uint32_t j0, uint32_t from,
                      uint32_t columns, float *weights, const int SEMI) {
  const batch *b = &c->b;
  strip_products(b, p->strip[0], i0, j0, from, columns);
  uint32_t close = strip_distances(c, p, i0, rows, j0, from, columns);
  zero(p->found, rows * TILE * sizeof *p->found);
  vi hard = {0};
  for (uint32_t r = 0; r < rows; r++) {
    int open = 0;
    uint32_t n = positives_of(b, i0 + r), k = 0;
    for (; k + 4 <= n; k += 4) open |= row_side(c, p, i0 + r, r, from, columns, k, 4, SEMI, &hard);
    if (n - k == 3)
      open |= row_side(c, p, i0 + r, r, from, columns, k, 3, SEMI, &hard);
    else if (n - k == 2)
      open |= row_side(c, p, i0 + r, r, from, columns, k, 2, SEMI, &hard);
    else if (n - k == 1)
      open |= row_side(c, p, i0 + r, r, from, columns, k, 1, SEMI, &hard);
    if (__builtin_expect(open, 0)) decide_row(c, p, i0 + r, r, j0, from, columns);
  }
  for (uint32_t v = from; v < columns; v += VW) {
    int open = 0;
    uint32_t block = (j0 + v) / VW, n = c->table.offset[block + 1] - c->table.offset[block], k = 0;
    for (; k + 4 <= n; k += 4) open |= column_side(c, p, block, v, rows, k, 4, SEMI, &hard);
    if (n - k == 3)
      open |= column_side(c, p, block, v, rows, k, 3, SEMI, &hard);
    else if (n - k == 2)
      open |= column_side(c, p, block, v, rows, k, 2, SEMI, &hard);
    else if (n - k == 1)
      open |= column_side(c, p, block, v, rows, k, 1, SEMI, &hard);
    if (__builtin_expect(open, 0)) decide_column(c, p, block, v, i0, rows);
  }
  p->hard += sum_int(hard);
  close_weights(c, p, p->strip[0], TILE, i0, j0, close);
  strip_weights(c, p, p->strip[0], TILE, p->found, i0, rows, j0, from, columns, weights);
}

/* The two products of strips r0 to r1 of a tile's weights with its rows. */
static void tile_products(all_call *c, part *p, uint32_t I, uint32_t J, uint32_t r0, uint32_t r1) {
  const batch *b = &c->b;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0);
  if (!c->gradient) return;
  add_products(b, p->sums, i0, r0, r1, j0, 0, columns, p->weights, TILE, 1, I == J ? UPPER : WHOLE);
  add_products(b, p->sums, j0, I == J ? r0 : 0, columns, i0, r0, round_up(r1, MR), p->weights, 1,
               TILE, I == J ? UPPER_TURNED : WHOLE);
}

static void all_tile(void *context, uint32_t task, uint32_t I, uint32_t J, uint32_t r0,
                     uint32_t r1) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0);
  if (b->end[i0] >= j0 + columns) return; /* One class holds all of it. */
  for (uint32_t r = r0; r < r1; r += MR) {
    uint32_t rows = umin(MR, r1 - r), from = first_column(I, J, r), to = round_up(columns, NR);
    float *weights = p->weights + r * TILE;
    if (c->semi)
      all_strip(c, p, i0 + r, rows, j0, from, to, weights, 1);
    else
      all_strip(c, p, i0 + r, rows, j0, from, to, weights, 0);
  }
  tile_products(c, p, I, J, r0, r1);
}

static void all_part(void *context, uint32_t task) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  p->hard = 0;
  p->distance = 0;
  zero(p->count, (size_t)c->table.offset[b->Bp / VW] * VW * sizeof *p->count);
  zero(p->weight, b->Bp * sizeof *p->weight);
  clear_sums(c, p);
  share_tiles(b, c->parts, task, all_tile, c);
}

/* Adds the parts' counts up: how many are active, and what the anchors' positives lose. */
static void all_counts(all_call *c, double *positive, double *loss) {
  uint32_t slots = c->table.offset[c->b.Bp / VW] * VW;
  double active[VW] = {0}, lost[VW] = {0};
  for (uint32_t at = 0; at < slots; at += VW) {
    for (int l = 0; l < VW; l++) {
      int32_t count = 0;
      for (uint32_t q = 0; q < c->parts; q++) count += c->part[q].count[at + l];
      c->table.count[at + l] = count;
      active[l] += count;
      lost[l] += count * (c->table.dap[at + l] + c->margin);
    }
  }
  for (int l = 0; l < VW; l++) {
    *positive += active[l];
    *loss += lost[l];
  }
}

/* What the positives from place k on, 16 at most, pull at an anchor with: weights, rows, and how
 * many. Where float32 cannot hold it, or is not to, the pull is added at once. */
INLINE uint32_t positive_weights(const all_call *c, uint32_t a, uint32_t k, float *w,
                                 const float **rows, double *pull) {
  const batch *b = &c->b;
  uint32_t all = umin(positives_of(b, a) - k, 16);
  for (uint32_t e = 0; e < all; e++) {
    uint32_t t = b->start[a] + k + e;
    t += t >= a;
    uint32_t mine = slot(c, a, k + e), theirs = slot(c, t, a - b->start[a] - (a > t));
    double d = c->table.dap[mine];
    int32_t count = c->table.count[mine] + c->table.count[theirs];
    double v = count == 0 || d == 0 ? 0 : c->squared ? 2.0 * count : count / d;
    const float *x = b->x + (size_t)a * b->LD, *y = b->x + (size_t)t * b->LD;
    int fits = v < MOST_WEIGHT && c->limit != ALL_CLOSE;
    w[e] = fits ? (float)v : 0;
    rows[e] = y;
    if (fits) continue;
    for (uint32_t i = 0; i < b->D; i++) pull[i] += v * ((double)x[i] - (double)y[i]);
  }
  return all;
}

static void all_gradient(void *context, uint32_t task) {
  all_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D, LD = b->LD;
  double *pull = c->pull + (size_t)task * LD, longest = 0;
  for (uint32_t a = from; a < to; a++) {
    const float *x = b->x + (size_t)a * LD, *xc = b->xc + (size_t)a * LD;
    double weight = 0;
    for (uint32_t q = 0; q < c->parts; q++) weight += c->part[q].weight[a];
    for (uint32_t i = 0; i < D; i += 8) {
      *(d8 *)(pull + i) = weight * load_d8(xc + i) - sums_at(c, a, i);
    }
    /* The positives, some at a time: short sums in float, their totals in double. */
    uint32_t n = positives_of(b, a);
    for (uint32_t k = 0; k < n; k += 16) {
      float w[16];
      const float *rows[16];
      uint32_t m = positive_weights(c, a, k, w, rows, pull);
      for (uint32_t i = 0; i < D; i += 8 * EIGHTS) {
        eights mine = *(const eights *)(x + i), sum = {0};
        for (uint32_t e = 0; e < m; e++) sum += w[e] * (mine - *(const eights *)(rows[e] + i));
        for (int e = 0; e < EIGHTS; e++) ((d8 *)(pull + i))[e] += widen(((const f8 *)&sum)[e]);
      }
    }
    float *out = gradient_row(b, c->result, a);
    d8 squares = {0};
    for (uint32_t i = 0; i < D; i += 8) {
      d8 all = *(const d8 *)(pull + i);
      put_gradient(out, i, D, c->scale * all);
      squares += all * all;
    }
    turn_gradient(b, a, out);
    double square = sum_d8(squares);
    longest = square > longest ? square : longest;
  }
  b->part_largest[task] = (float)__builtin_sqrt(longest);
}

static void all_take(void *call) {
  all_call *c = call;
  batch *b = &c->b;
  batch_take(b, 1, 1);
  c->table.offset = TAKE(uint32_t, b->Bp / VW + 1);
}

/* What depends on the sizes of the classes. */
static void all_take_tables(all_call *c) {
  batch *b = &c->b;
  size_t slots = c->vectors * VW;
  c->table.dap = TAKE(double, slots);
  c->table.active_below = TAKE(float, slots);
  c->table.hard_upto = TAKE(float, slots);
  c->table.count = TAKE(int32_t, slots);
  c->pull = TAKE(double, c->gradient ? (size_t)row_tasks(b) * b->LD : 0);
  c->part = TAKE(part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    p->count = TAKE(int32_t, slots);
    p->weight = TAKE(double, b->Bp);
    for (int e = 0; e < 3; e++) p->strip[e] = TAKE(float, MR *TILE);
    p->found = TAKE(int32_t, MR *TILE);
    p->weights = TAKE(float, TILE *TILE);
    p->close = TAKE(uint32_t, MR *TILE);
    take_sums(c, p);
  }
}

/*
 * Batch all where classes are large and two matrices of all pairs fit into memory: squared
 * distances once for each pair, then anchor by anchor a search for each negative, then weights and
 * products once for each pair.
 */
/* Squared distances of strips r0 to r1 of a tile, and the same below the diagonal. What is below it
 * in a tile on the diagonal comes from its other half too: nobody else writes there. */
static void square_tile(void *context, uint32_t task, uint32_t I, uint32_t J, uint32_t r0,
                        uint32_t r1) {
  all_call *c = context;
  const batch *b = &c->b;
  size_t ld = b->Bp;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0),
           wide = round_up(columns, NR), closes = 0, *close = c->part[task].close;
  float *tile = c->part[task].strip[0];
  vf two = splat(-2.0f);
  float limit = c->limit;
  for (uint32_t r = r0; r < r1; r += MR) {
    uint32_t from = first_column(I, J, r);
    strip_products(b, tile + r * TILE, i0 + r, j0, from, wide);
    for (uint32_t q = r; q < umin(r + MR, r1); q++) {
      vf mine = splat(b->norm[i0 + q]);
      for (uint32_t v = from; v < wide; v += VW) {
        vf sum = mine + load(b->norm + j0 + v), d = fma_(two, load(tile + q * TILE + v), sum);
        store(tile + q * TILE + v, d);
        vm near = are_close(d, sum, limit);
        if (__builtin_expect(!any(near), 1)) continue;
        for (uint32_t l = 0; l < VW; l++) {
          if (lane(near, l) && (I != J || v + l >= q)) close[closes++] = q * TILE + v + l;
        }
      }
    }
  }
  for (uint32_t e = 0; e < closes; e++)
    tile[close[e]] = (float)near_square(b, i0 + close[e] / TILE, j0 + close[e] % TILE);
  for (uint32_t r = r0; r < r1; r++) {
    uint32_t from = I == J ? r : 0;
    __builtin_memcpy(c->pairs.squares + (i0 + r) * ld + j0 + from, tile + r * TILE + from,
                     (columns - from) * sizeof *tile);
  }
  for (uint32_t v = I == J ? r0 / 4 * 4 : 0; v < columns; v += 4) {
    float *turned = c->pairs.squares + (j0 + v) * ld + i0;
    uint32_t r = r0, last = I == J ? umin(r1, v) : r1;
    for (; r + 4 <= last; r += 4) turn_4x4(tile + r * TILE + v, TILE, turned + r, ld);
    for (last = I == J ? umin(r1, v + 4) : r1; r < last; r++) {
      for (uint32_t l = 0; l < 4; l++) {
        if (I != J || v + l > r) turned[l * ld + r] = tile[r * TILE + v + l];
      }
    }
  }
}

static void square_part(void *context, uint32_t task) {
  share_tiles(&((all_call *)context)->b, ((all_call *)context)->parts, task, square_tile, context);
}

/* One anchor: how many positives each negative makes active, and how many negatives each positive.
 */
static void count_row(all_call *c, part *p, uint32_t a) {
  const batch *b = &c->b;
  rows_space *s = &p->space;
  uint32_t first = b->start[a], end = b->end[a], n = 0;
  float limit = c->limit;
  int semi = c->semi;
  const float *row = c->pairs.squares + (size_t)a * b->Bp;
  uint16_t *counts = c->pairs.counts + (size_t)a * b->Bp;
  if (end - first < 2 || end - first == b->B) {
    zero(counts, b->B * sizeof *counts);
    return;
  }
  for (uint32_t t = first; t < end; t++) {
    if (t == a) continue;
    float d = row[t], sum = b->norm[a] + b->norm[t];
    s->error[t] = !is_close(d, sum, limit)             ? sum * b->band
                  : d > 0 && d < (float)TINY ? (float)TINY
                                             : (float)CLOSE_ERROR * d;
    union {
      float f;
      uint32_t u;
    } bits = {d};
    s->sorted.key[n] = bits.u;
    s->sorted.who[n++] = t;
  }
  ruler *u = &s->own;
  make_ruler(c, s, u, a);
  search_row(c, s, a, row);
  for (uint32_t j = 0; j < first; j++) counts[j] = (uint16_t)s->found[j];
  for (uint32_t j = end; j < b->B; j++) counts[j] = (uint16_t)s->found[j];
  int32_t started = 0;
  int64_t all = 0, hard = 0;
  if (semi) zero(counts + first, (end - first) * sizeof *counts);
  for (uint32_t e = 0; e < u->marks_n; e++) {
    /* Without a branch: what hard marks would write goes to the anchor's own place, unless they
       are to be taken away. */
    uint32_t is_hard = u->owner[e] & 1, j = is_hard && !semi ? a : u->owner[e] / 2;
    started += s->ended[e];
    all += started;
    hard += started & -(int32_t)is_hard;
    if (semi)
      counts[j] += (uint16_t)(is_hard ? -started : started);
    else
      counts[j] = (uint16_t)started;
  }
  counts[a] = 0;
  p->hard += hard;
  p->positive += (double)(all - (semi ? 2 : 1) * hard);
}

/* Weights of a tile's pairs, from both of their ends, and their products with its rows. */
static void weigh_tile(void *context, uint32_t task, uint32_t I, uint32_t J, uint32_t r0,
                       uint32_t r1) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  size_t ld = b->Bp;
  uint32_t i0 = I * TILE, j0 = J * TILE, columns = umin(TILE, b->B - j0), closes = 0,
           from = first_column(I, J, r0), wide = round_up(columns, NR);
  const float *squares = c->pairs.squares + i0 * ld + j0;
  float limit = c->limit;
  const uint16_t *here = c->pairs.counts + i0 * ld + j0, *there = c->pairs.counts + j0 * ld + i0;
  for (uint32_t r = r0; r < r1; r++) {
    int32_t *found = p->found + (r - r0) * TILE;
    const float *square = squares + r * ld;
    /* Of the own class up to here: these pull. */
    uint32_t same = b->end[i0 + r] > j0 ? umin(b->end[i0 + r] - j0, columns) : 0,
             v = I == J ? r + 1 : 0;
    for (uint32_t e = from; e < v; e++) found[e] = 0;
    for (; v < columns; v++) found[v] = here[r * ld + v];
    for (; v < wide; v++) found[v] = 0;
    for (v = I == J ? r + 1 : 0; v < same; v++) found[v] = -found[v];
    vf mine = splat(b->norm[i0 + r]);
    for (v = from; v < wide; v += VW) {
      vm near = are_close(load(square + v), mine + load(b->norm + j0 + v), limit);
      if (__builtin_expect(!any(near), 1)) continue;
      for (uint32_t l = 0; l < VW; l++) {
        if (lane(near, l) && v + l < columns && (I != J || v + l > r))
          p->close[closes++] = (r - r0) * TILE + v + l;
      }
    }
  }
  for (uint32_t v = from; v < columns; v++) {
    uint32_t last = I == J ? umin(r1, v) : r1;
    /* Rows from here on are of the column's class. */
    uint32_t same = b->start[j0 + v] > i0 ? umin(b->start[j0 + v] - i0, last) : 0;
    const uint16_t *ahead = there + umin(v + 8, columns - 1) * ld + r0;
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + 32);
    __builtin_prefetch(ahead + 64);
    for (uint32_t r = r0; r < same; r++) p->found[(r - r0) * TILE + v] += there[v * ld + r];
    for (uint32_t r = umax(r0, same); r < last; r++)
      p->found[(r - r0) * TILE + v] -= there[v * ld + r];
  }
  close_weights(c, p, squares + r0 * ld, ld, i0 + r0, j0, closes);
  for (uint32_t r = r0; r < r1; r += MR)
    strip_weights(c, p, squares + r * ld, ld, p->found + (r - r0) * TILE, i0 + r, umin(MR, r1 - r),
                  j0, first_column(I, J, r), wide, p->weights + r * TILE);
  tile_products(c, p, I, J, r0, r1);
}

static void weigh_part(void *context, uint32_t task) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  p->distance = 0;
  zero(p->weight, b->Bp * sizeof *p->weight);
  clear_sums(c, p);
  share_tiles(b, c->parts, task, weigh_tile, c);
  /* What the positives lose is in the distances already, with the other sign. */
  p->loss = c->margin * p->positive;
}

static int pairs_fit(const batch *b) {
  return b->B < 65536 && (uint64_t)b->Bp * b->Bp * 6 <= MOST_FOR_PAIRS;
}

/* Of the grid that an anchor's negatives are ordered on: about one for each. */
INLINE uint32_t cells_of_negatives(uint32_t n) {
  uint32_t cells = 256;
  while (cells < n) cells *= 2;
  return cells;
}

/* Of the grid that an anchor's n positives' bounds are laid on; fewer than 16 bits tell. */
INLINE uint32_t cells_of_bounds(uint32_t n) { return umin(round_up(EDGE_CELLS * n, 64), 0xffc0); }

/* Of 64 rows of the batch. */
INLINE uint32_t words_of(const batch *b) { return (b->B + 63) / 64; }

/* What one negative a pair needs beyond what searching does. */
static void take_draws(const batch *b, draws_space *s, uint32_t most) {
  uint32_t words = cells_of_bounds(most) / 64, bounds = 2 * most;
  s->edges = TAKE(uint64_t, words);
  s->starts = TAKE(uint64_t, words);
  s->before = TAKE(uint32_t, words);
  s->head = TAKE(uint32_t, bounds);
  s->next = TAKE(uint32_t, 2 * b->B);
  for (int e = 0; e < 2; e++) s->edge[e] = TAKE(uint32_t, b->B);
  s->place = TAKE(uint16_t, 64 * words_of(b));
  s->upto = TAKE(block_counts, bounds + 1);
  s->odd = TAKE(struct odd, b->B + 1);
  s->first_odd = TAKE(uint32_t, b->B);
  s->shift = 6;
  while (b->B > (uint32_t)BLOCKS << s->shift) s->shift++;
  for (uint32_t e = 0; e < BLOCKS; e++) {
    for (uint32_t l = 0; l < BLOCKS; l++) s->of[e][l] = l >= e;
  }
}
static void take_one(const all_call *c, rows_space *s) {
  const batch *b = &c->b;
  s->one.apart = TAKE(double, b->B);
  for (int e = 0; e < 4; e++) {
    s->one.bound[e] = TAKE(float, b->Bp);
    s->one.at[e] = TAKE(uint32_t, b->Bp);
  }
  s->one.place = TAKE(uint32_t, cells_of_negatives(b->B));
  if (c->rule == RANDOM) take_draws(b, &s->one.draws, c->most);
}

static void all_take_matrix(all_call *c) {
  batch *b = &c->b;
  c->pairs.squares = TAKE(float, (size_t)b->Bp * b->Bp);
  c->pairs.counts = TAKE(uint16_t, (size_t)b->Bp * b->Bp);
  c->part = TAKE(part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    p->weight = TAKE(double, b->Bp);
    p->strip[0] = TAKE(float, TILE *TILE);
    p->found = TAKE(int32_t, TILE *TILE);
    p->weights = TAKE(float, TILE *TILE);
    p->close = TAKE(uint32_t, TILE *TILE);
    take_sums(c, p);
    take_search(b, &p->space, c->one ? b->B : c->most);
    if (c->one) take_one(c, &p->space);
  }
}

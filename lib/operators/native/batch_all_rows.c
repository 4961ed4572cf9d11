/*
 * Batch all where classes are large and no matrix of all pairs fits into memory: anchor by anchor,
 * some rows of the matrix at a time.
 */
/* Rows whose distances to the whole batch are held at once: about a third of a core's cache. */
static uint32_t block_rows(const batch *b) {
  uint32_t rows = (uint32_t)(BLOCK_BYTES / ((size_t)b->Bp * sizeof(float)));
  return rows < MR ? MR : rows > TILE ? TILE : rows / MR * MR;
}

/* One anchor against all of its negatives: its row of products becomes its row of weights. */
static void scan_row(all_call *c, part *p, uint32_t a, float *row) {
  const batch *b = &c->b;
  rows_space *s = &p->space;
  uint32_t B = b->B, first = b->start[a], end = b->end[a], n = 0, closes = 0;
  float *error = s->error;
  int32_t *found = s->found, *ended = s->ended;
  {
    float limit = c->limit;
    vf mine = splat(b->norm[a]), two = splat(-2.0f);
    for (uint32_t v = 0; v < b->Bp; v += VW) {
      vf sum = mine + load(b->norm + v), d = fma_(two, load(row + v), sum);
      store(row + v, d);
      vm near = are_close(d, sum, limit);
      if (any(near)) {
        for (int l = 0; l < VW; l++) {
          if (lane(near, l) && v + l < B && v + l != a) s->close[closes++] = v + l;
        }
      }
    }
    for (uint32_t t = first; t < end; t++) error[t] = (b->norm[a] + b->norm[t]) * b->band;
    for (uint32_t e = 0; e < closes; e++) {
      uint32_t j = s->close[e];
      double d = near_square(b, a, j);
      row[j] = (float)d;
      error[j] = d > 0 && d < TINY ? (float)TINY : (float)(CLOSE_ERROR * d);
    }
  }
  for (uint32_t t = first; t < end; t++) {
    if (t == a) continue;
    union {
      float f;
      uint32_t u;
    } bits = {row[t]};
    s->sorted.key[n] = bits.u;
    s->sorted.who[n++] = t;
  }
  ruler *u = &s->own;
  make_ruler(c, s, u, a);
  search_row(c, s, a, row);
  uint32_t marks_n = u->marks_n;
  for (uint32_t j = first; j < end; j++) found[j] = 0;
  for (uint32_t j = B; j < b->Bp; j++) found[j] = 0;
  double distance = 0, weight = 0;

  /* Weights: the negatives push, and each positive pulls as often as a negative made it active. */
  for (uint32_t e = 0; e < closes; e++) {
    uint32_t j = s->close[e];
    if (j >= first && j < end) continue;
    double n_active = found[j], square_j = row[j];
    found[j] = 0;
    row[j] = 1;
    if (n_active == 0) continue;
    if (square_j < TINY || c->limit == ALL_CLOSE) square_j = any_order_square(b, a, j);
    double d = c->squared ? square_j : __builtin_sqrt(square_j);
    distance += n_active * d;
    if (c->gradient && square_j > 0)
      pull_pair(c, p, a, j, c->squared ? -2 * n_active : -n_active / d);
  }
  int32_t started = 0;
  for (uint32_t e = 0; e < marks_n; e++) {
    started += ended[e];
    if (!(u->owner[e] & 1))
      found[u->owner[e] / 2] += started;
    else {
      p->hard += started;
      if (c->semi) found[u->owner[e] / 2] -= started;
    }
  }
  double positive = 0, loss = 0;
  for (uint32_t j = first; j < end; j++) {
    int32_t count = found[j];
    error[j] = 0;
    found[j] = 0;
    if (count == 0) continue;
    double d2 = row[j];
    if (d2 < TINY || c->limit == ALL_CLOSE) d2 = any_order_square(b, a, j);
    double d = c->squared ? d2 : __builtin_sqrt(d2);
    positive += count;
    loss += count * (d + c->margin);
    float sum = b->norm[a] + b->norm[j];
    if (!c->gradient || d2 == 0) continue;
    double w = c->squared ? 2.0 * count : count / d;
    if (is_close((float)d2, sum, c->limit))
      pull_pair(c, p, a, j, w);
    else
      error[j] = (float)w; /* a weight already, unlike the negatives' counts */
  }
  p->loss += loss;
  p->positive += positive;
  for (uint32_t v = 0; v < b->Bp; v += VW) {
    vf count = to_float(*(vi *)(found + v)), square_v = load(row + v), w;
    vm some = (vm)(lt(splat(0), count) & lt(splat(0), square_v));
    vf d;
    if (c->squared) {
      w = count * splat(-2.0f);
      d = square_v;
    } else {
      vf inverse = pick(some, reciprocal_sqrt(square_v), splat(0));
      w = -(count * inverse);
      d = square_v * inverse;
    }
    store(row + v, w);
    if (v + VW <= first || v >= end)
      distance += sum_float(pick(some, count * d, splat(0)));
    else {
      for (uint32_t l = 0; l < VW; l++) {
        uint32_t j = v + l;
        if (j >= first && j < end)
          row[j] = error[j];
        else if (count[l] > 0 && square_v[l] > 0)
          distance += (double)count[l] * d[l];
      }
    }
  }
  if (c->gradient) {
    for (uint32_t v = 0; v < b->Bp; v += VW) weight += sum_float(load(row + v));
    for (uint32_t j = 0; j < B; j++) p->weight[j] += row[j];
    p->weight[a] += weight;
  }
  p->distance += distance;
}

static void rows_part(void *context, uint32_t task) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  p->hard = 0;
  p->distance = p->positive = p->loss = 0;
  zero(p->weight, b->Bp * sizeof *p->weight);
  clear_sums(c, p);
  uint32_t deep = block_rows(b), blocks = (b->B + deep - 1) / deep;
  uint32_t from = (uint32_t)((uint64_t)blocks * task / c->parts),
           to = (uint32_t)((uint64_t)blocks * (task + 1) / c->parts);
  for (uint32_t block = from; block < to; block++) {
    uint32_t i0 = block * deep, rows = umin(deep, b->B - i0), wide = round_up(b->B, NR);
    float *w = p->space.block;
    for (uint32_t v = 0; v < wide; v += NR) {
      for (uint32_t r = 0; r < rows; r += MR) {
        gram_kernel(b, i0 + r, v, w + (size_t)r * b->Bp + v, b->Bp);
      }
    }
    for (uint32_t r = 0; r < rows; r++) {
      uint32_t n = positives_of(b, i0 + r);
      float *row = w + (size_t)r * b->Bp;
      if (n == 0 || n + 1 == b->B)
        zero(row, b->Bp * sizeof *row);
      else {
        for (uint32_t v = wide; v < b->Bp; v++) row[v] = 0;
        scan_row(c, p, i0 + r, row);
      }
    }
    for (uint32_t r = rows; r < round_up(rows, MR); r++)
      zero(w + (size_t)r * b->Bp, b->Bp * sizeof *w);
    if (!c->gradient) continue;
    /* In pieces: short sums of floats lose less than long ones. */
    for (uint32_t j0 = 0; j0 < b->B; j0 += TILE) {
      add_products(b, p->sums, i0, 0, rows, j0, 0, umin(TILE, b->B - j0), w + j0, b->Bp, 1, WHOLE);
    }
    add_products(b, p->sums, 0, 0, b->B, i0, 0, rows, w, 1, b->Bp, WHOLE);
  }
}

static void rows_gradient(void *context, uint32_t task) {
  all_call *c = context;
  const batch *b = &c->b;
  double longest = 0;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D;
  for (uint32_t a = from; a < to; a++) {
    const float *xc = b->xc + (size_t)a * b->LD;
    float *out = gradient_row(b, c->result, a);
    double weight = 0;
    for (uint32_t q = 0; q < c->parts; q++) weight += c->part[q].weight[a];
    d8 squares = {0};
    for (uint32_t k = 0; k < D; k += 8) {
      d8 pull = weight * load_d8(xc + k) - sums_at(c, a, k);
      put_gradient(out, k, D, c->scale * pull);
      squares += pull * pull;
    }
    turn_gradient(b, a, out);
    double square = sum_d8(squares);
    longest = square > longest ? square : longest;
  }
  b->part_largest[task] = (float)__builtin_sqrt(longest);
}

static void all_take_rows(all_call *c) {
  batch *b = &c->b;
  c->part = TAKE(part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    part dummy, *p = arena.measuring ? &dummy : &c->part[q];
    p->weight = TAKE(double, b->Bp);
    take_sums(c, p);
    p->space.block = TAKE(float, (size_t)(block_rows(b) + MR) * b->Bp);
    p->space.close = TAKE(uint32_t, b->Bp + 1);
    take_search(b, &p->space, c->most);
  }
}

/*
 * Batch all where classes are large: each anchor's positives are sorted, and each negative is
 * searched.
 */
#ifndef BATCH_ALL_ROWS_H
#define BATCH_ALL_ROWS_H

#include "batch_all_tiles.h"

/* Rows whose distances to the whole batch are held at once: about a third of a core's cache. */
static uint32_t block_rows(const batch *b) {
  uint32_t rows = (uint32_t)(400000 / ((size_t)b->Bp * sizeof(float)));
  return rows < MR ? MR : rows > TILE ? TILE : rows / MR * MR;
}

/* Sorts 32-bit keys with their owners, 8 bits at a time. */
static void sort_keys(rows_space *s, uint32_t n) {
  for (int shift = 0; shift < 32; shift += 8) {
    uint32_t place[257];
    zero(place, sizeof place);
    for (uint32_t i = 0; i < n; i++) place[(s->key[i] >> shift & 255) + 1]++;
    if (place[(s->key[0] >> shift & 255) + 1] == n) continue;
    for (int v = 0; v < 256; v++) place[v + 1] += place[v];
    for (uint32_t i = 0; i < n; i++) {
      uint32_t to = place[s->key[i] >> shift & 255]++;
      s->key2[to] = s->key[i];
      s->who2[to] = s->who[i];
    }
    uint32_t *t = s->key;
    s->key = s->key2;
    s->key2 = t;
    t = s->who;
    s->who = s->who2;
    s->who2 = t;
  }
}

/* The square below which a negative is active beside a positive at this squared distance. */
INLINE float bound_square(const all_call *c, float square) {
  double d = c->squared ? square : __builtin_sqrt((double)square), bound = d + c->margin;
  return (float)(c->squared ? bound : bound * bound);
}

INLINE uint32_t cell_of(float d, float lowest, float scale, float last) {
  float at = (d - lowest) * scale;
  at = at < 0 ? 0 : at;
  at = at > last ? last : at;
  return (uint32_t)(int32_t)at;
}

#define OWN(s, e) ((s)->owner[e])

/* One anchor against all of its negatives: its row of products becomes its row of weights. */
static void scan_row(all_call *c, part *p, uint32_t a, float *row) {
  const batch *b = &c->b;
  rows_space *s = &p->space;
  uint32_t B = b->B, first = b->start[a], end = b->end[a], n = end - first - 1, closes = 0;
  float *error = s->error;
  {
    vf mine = splat(b->norm[a]), band = splat(b->band), two = splat(-2.0f), limit = splat(CLOSE);
    for (uint32_t v = 0; v < b->Bp; v += VW) {
      vf sum = mine + load(b->norm + v), d = fma_(two, load(row + v), sum);
      store(row + v, d);
      store(error + v, sum * band);
      vm near = lt(d, limit * sum);
      if (any(near)) {
        for (int l = 0; l < VW; l++) {
          if (lane(near, l) && v + l < B && v + l != a) s->close[closes++] = v + l;
        }
      }
    }
    for (uint32_t e = 0; e < closes; e++) {
      uint32_t j = s->close[e];
      double d = near_square(b, a, j);
      row[j] = (float)d;
      error[j] = d > 0 && d < TINY ? (float)TINY : (float)(4e-7 * d);
    }
  }

  /* Positives, ascending: squares are not negative, so their bits sort as integers. */
  uint32_t m = 0;
  for (uint32_t t = first; t < end; t++) {
    if (t == a) continue;
    float d = row[t];
    union {
      float f;
      uint32_t u;
    } bits = {d};
    s->key[m] = bits.u;
    s->who[m++] = t;
  }
  sort_keys(s, n);
  /* The marks: where a negative stops being hard, and where it stops being active, for each
   * positive. */
  float *marks = s->marks + 1, widest = 0;
  const float *square = (const float *)s->key;
  uint32_t h = 0, t = 0, marks_n = 2 * n;
  float next_active = bound_square(c, square[0]);
  for (uint32_t e = 0; e < marks_n; e++) {
    if (h < n && (t == n || square[h] <= next_active)) {
      marks[e] = square[h];
      s->owner[e] = 2 * s->who[h] + 1;
      h++;
    } else {
      float d = square[t], spread = error[s->who[t]];
      marks[e] = next_active;
      s->owner[e] = 2 * s->who[t];
      /* d(bound^2) / d(d^2) = bound / d; at 0 the bound is exact unless the pair is. */
      if (!c->squared && spread > 0)
        spread *= d > 0 ? (float)__builtin_sqrt((double)next_active / d) * 1.001f : 1e30f;
      spread += 1.2e-7f * next_active;
      if (spread > widest) widest = spread;
      if (++t < n) next_active = bound_square(c, square[t]);
    }
  }
  for (uint32_t e = 0; e < n; e++) {
    float spread = error[s->who[e]];
    if (spread > widest) widest = spread;
  }
  marks[-1] = -INF;
  marks[marks_n] = INF;
  s->after[marks_n] = 0;
  for (uint32_t e = marks_n; e-- > 0;) s->after[e] = s->after[e + 1] + !(s->owner[e] & 1);
  zero(s->ended, (marks_n + 1) * sizeof *s->ended);
  zero(s->correction, (marks_n + 1) * sizeof *s->correction);

  /* A grid over the marks: a search starts at its cell's first mark. */
  uint32_t cells = umin(4 * marks_n, 1u << 16), most = 0;
  float lowest = marks[0], span = marks[marks_n - 1] - lowest, last = (float)(cells - 1);
  float scale = span > 0 && span < INF ? last / span : 0;
  if (!(scale < 1e30f)) scale = 0;
  zero(s->cells, (cells + 1) * sizeof *s->cells);
  for (uint32_t e = 0; e < marks_n; e++) s->cells[cell_of(marks[e], lowest, scale, last)]++;
  for (uint32_t cell = 0, before = 0; cell < cells; cell++) {
    uint32_t here = s->cells[cell];
    most = umax(most, here);
    s->cells[cell] = before;
    before += here;
  }
  uint32_t halving = 0;
  if (most > 6) {
    /* Crowded cells: halve the whole list instead. */
    for (halving = 1; halving <= marks_n; halving *= 2) {
    }
  }

  uint32_t opens = 0;
  double distance = 0, weight = 0;
  for (uint32_t side = 0; side < 2; side++) {
    uint32_t from = side ? end : 0, to = side ? B : first;
    for (uint32_t j0 = from; j0 < to; j0 += 256) {
      uint32_t j1 = umin(j0 + 256, to);
      uint32_t at[256];
      if (halving) {
        for (uint32_t j = j0; j < j1; j++) {
          float d = row[j];
          uint32_t e = 0;
          for (uint32_t step = halving / 2; step > 0; step /= 2) {
            if (e + step <= marks_n && marks[e + step - 1] <= d) e += step;
          }
          at[j - j0] = e;
        }
      } else {
        for (uint32_t j = j0; j < j1; j++)
          at[j - j0] = s->cells[cell_of(row[j], lowest, scale, last)];
        for (uint32_t step = 0; step < most; step++) {
          for (uint32_t j = j0; j < j1; j++) at[j - j0] += marks[at[j - j0]] <= row[j];
        }
      }
      for (uint32_t j = j0; j < j1; j++) {
        uint32_t e = at[j - j0];
        float d = row[j], spread = error[j] + widest;
        s->open[opens] = j;
        opens += (marks[e] - d <= spread) | (d - marks[(int32_t)e - 1] <= spread);
        s->ended[e]++;
        error[j] = (float)s->after[e]; /* from here on: the active count */
      }
    }
  }
  for (uint32_t e = 0; e < opens; e++) {
    uint32_t j = s->open[e], at = 0;
    float d = row[j], sum = b->norm[a] + b->norm[j];
    float spread =
        (d < CLOSE * sum ? (d < (float)TINY ? (float)TINY : 4e-7f * d) : b->band * sum) + widest;
    for (uint32_t high = marks_n; at < high;) {
      uint32_t middle = (at + high) / 2;
      if (marks[middle] <= d)
        at = middle + 1;
      else
        high = middle;
    }
    uint32_t from = at, to = at;
    while (from > 0 && d - marks[from - 1] <= spread) from--;
    while (to < marks_n && marks[to] - d <= spread) to++;
    for (uint32_t q = from; q < to; q++) {
      int active, hard, booked = q >= at;
      compare_exactly(c, a, s->owner[q] / 2, j, &active, &hard);
      int right = s->owner[q] & 1 ? hard : active;
      s->correction[q] += right - booked;
      if (!(s->owner[q] & 1)) error[j] += (float)(right - booked);
    }
  }

  /* Weights: the negatives push, and each positive pulls as often as a negative made it active. */
  for (uint32_t e = 0; e < closes; e++) {
    uint32_t j = s->close[e];
    if (j >= first && j < end) continue;
    double n_active = error[j], square_j = row[j];
    error[j] = 0;
    row[j] = 1;
    if (n_active == 0) continue;
    if (square_j < TINY) square_j = near_square(b, a, j);
    double d = c->squared ? square_j : __builtin_sqrt(square_j);
    distance += n_active * d;
    if (c->gradient && square_j > 0)
      pull_pair(b, p->sums, a, j, c->squared ? -2 * n_active : -n_active / d);
  }
  for (uint32_t j = first; j < end; j++) error[j] = 0;
  for (uint32_t j = B; j < b->Bp; j++) error[j] = 0;
  uint32_t started = 0;
  double positive = 0, loss = 0;
  for (uint32_t e = 0; e < marks_n; e++) {
    started += s->ended[e];
    int64_t count = (int64_t)started + s->correction[e];
    if (s->owner[e] & 1) {
      p->hard += count;
      continue;
    }
    uint32_t j = s->owner[e] / 2;
    double d2 = row[j];
    if (d2 < TINY) d2 = near_square(b, a, j);
    double d = c->squared ? d2 : __builtin_sqrt(d2);
    positive += (double)count;
    loss += (double)count * (d + c->margin);
    float sum = b->norm[a] + b->norm[j];
    if (!c->gradient || count == 0 || d2 == 0) continue;
    double w = c->squared ? 2.0 * (double)count : (double)count / d;
    if (d2 < CLOSE * sum)
      pull_pair(b, p->sums, a, j, w);
    else
      error[j] = (float)w; /* a weight already, unlike the negatives' counts */
  }
  p->loss += loss;
  p->positive += positive;
  for (uint32_t v = 0; v < b->Bp; v += VW) {
    vf count = load(error + v), square_v = load(row + v), w;
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
  if (c->gradient) zero(p->sums, (size_t)b->Bp * b->LD * sizeof *p->sums);
  uint32_t deep = block_rows(b), blocks = (b->B + deep - 1) / deep;
  uint32_t from = (uint32_t)((uint64_t)blocks * task / c->parts),
           to = (uint32_t)((uint64_t)blocks * (task + 1) / c->parts);
  for (uint32_t block = from; block < to; block++) {
    uint32_t i0 = block * deep, rows = umin(deep, b->B - i0), wide = round_up(b->B, NR);
    float *w = p->space.block;
    for (uint32_t v = 0; v < wide; v += NR) {
      for (uint32_t r = 0; r < rows; r += MR) {
        gram_kernel(b->xc + (size_t)(i0 + r) * b->LD, b->LD, b->xt + (size_t)v * b->D, b->D,
                    w + (size_t)r * b->Bp + v, b->Bp);
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
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D;
  for (uint32_t a = from; a < to; a++) {
    const float *xc = b->xc + (size_t)a * b->LD;
    float *out = c->result + (size_t)b->order[a] * D;
    double weight = 0;
    for (uint32_t q = 0; q < c->parts; q++) weight += c->part[q].weight[a];
    for (uint32_t k = 0; k < D; k++) {
      double pull = weight * xc[k];
      for (uint32_t q = 0; q < c->parts; q++) pull -= c->part[q].sums[(size_t)a * b->LD + k];
      out[k] = (float)(c->scale * pull + 0.0);
    }
  }
}

static void all_take_rows(all_call *c, uint32_t most) {
  batch *b = &c->b;
  size_t marks = 2 * (size_t)most, cells = marks * 4 < 65536 ? marks * 4 : 65536;
  c->part = TAKE(part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    part dummy, *p = measuring ? &dummy : &c->part[q];
    rows_space *s = &p->space;
    p->weight = TAKE(double, b->Bp);
    if (c->gradient) p->sums = TAKE(float, (size_t)b->Bp * b->LD);
    s->block = TAKE(float, (size_t)(block_rows(b) + MR) * b->Bp);
    s->error = TAKE(float, b->Bp);
    s->marks = TAKE(float, marks + 2);
    s->owner = TAKE(uint32_t, marks + 1);
    s->after = TAKE(uint32_t, marks + 1);
    s->ended = TAKE(uint32_t, marks + 1);
    s->correction = TAKE(int32_t, marks + 1);
    s->cells = TAKE(uint32_t, cells + 1);
    s->key = TAKE(uint32_t, most + 1);
    s->key2 = TAKE(uint32_t, most + 1);
    s->who = TAKE(uint32_t, most + 1);
    s->who2 = TAKE(uint32_t, most + 1);
    s->open = TAKE(uint32_t, b->Bp + 1);
    s->close = TAKE(uint32_t, b->Bp + 1);
  }
}

#endif

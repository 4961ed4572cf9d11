/*
 * The two products that all operators spend their time in, on MR rows and one or two vectors.
 */
/* With short vectors the factors of MR rows stand side by side, and one load brings four: each load
 * of WebAssembly may be checked against the memory's end. Long vectors are multiplied by a number in
 * memory as it is, wherever the next row's stands. */
#define SIDE_BY_SIDE (VW == 4)

/* Row r's factor in all places; the rows' factors are `down` apart. */
INLINE vf factor(const float *factors, size_t down, int r) {
#if SIDE_BY_SIDE
  (void)down;
  vf four = load(factors + r / 4 * 4);
  return r % 4 == 0   ? __builtin_shufflevector(four, four, 0, 0, 0, 0)
         : r % 4 == 1 ? __builtin_shufflevector(four, four, 1, 1, 1, 1)
         : r % 4 == 2 ? __builtin_shufflevector(four, four, 2, 2, 2, 2)
                      : __builtin_shufflevector(four, four, 3, 3, 3, 3);
#else
  return splat(factors[r * down]);
#endif
}

/* out[MR][columns of a panel] = rows of xc from i0 on times the panel of xt from j0 on. */
INLINE void gram_kernel(const batch *b, uint32_t i0, uint32_t j0, float *out, uint32_t ld) {
  const float *panel = b->xt + (size_t)j0 * b->D;
#if SIDE_BY_SIDE
  const float *rows = b->xt + (size_t)(i0 / NR * NR) * b->D + i0 % NR;
  const size_t down = 1, step = NR;
#else
  const float *rows = b->xc + (size_t)i0 * b->LD;
  const size_t down = b->LD, step = 1;
#endif
  /* Chunk by chunk, and the chunks' sums: so few roundings one after the other can be bounded
     (product_error). */
  for (uint32_t k = 0, stop = umin(b->chunk, b->D); k < b->D; stop = umin(stop + b->chunk, b->D)) {
    uint32_t first = k == 0;
    vf acc[MR][2];
    for (int r = 0; r < MR; r++) acc[r][0] = acc[r][1] = splat(0);
    for (; k < stop; k++) {
      vf b0 = load(panel + (size_t)k * NR), b1 = load(panel + (size_t)k * NR + VW);
#pragma GCC unroll 16
      for (int r = 0; r < MR; r++) {
        vf a = factor(rows + k * step, down, r);
        acc[r][0] = fma_(a, b0, acc[r][0]);
        acc[r][1] = fma_(a, b1, acc[r][1]);
      }
    }
#pragma GCC unroll 16
    for (int r = 0; r < MR; r++) {
      float *o = out + r * ld;
      if (!first) {
        acc[r][0] += load(o);
        acc[r][1] += load(o + VW);
      }
      store(o, acc[r][0]);
      store(o + VW, acc[r][1]);
    }
  }
}

/* sums[MR][NV vectors] += weights[MR][n] times n rows; weight(r, k) at w[r * down + k * across]. */
INLINE void add_kernel(float *sums, uint32_t LD, const float *w, size_t down, size_t across,
                       const float *rows, uint32_t n, const int NV) {
  vf acc[MR][2];
  for (int r = 0; r < MR; r++) acc[r][0] = acc[r][1] = splat(0);
  for (uint32_t k = 0; k < n; k++) {
    vf b0 = load(rows + (size_t)k * LD), b1 = NV == 2 ? load(rows + (size_t)k * LD + VW) : b0;
#pragma GCC unroll 16
    for (int r = 0; r < MR; r++) {
      vf a = factor(w + k * across, down, r);
      acc[r][0] = fma_(a, b0, acc[r][0]);
      if (NV == 2) acc[r][1] = fma_(a, b1, acc[r][1]);
    }
  }
  for (int r = 0; r < MR; r++) {
    float *s = sums + (size_t)r * LD;
    store(s, load(s) + acc[r][0]);
    if (NV == 2) store(s + VW, load(s + VW) + acc[r][1]);
  }
}

/* Which part of a tile's weights is not 0: all, or on the diagonal the upper half of it. */
enum { WHOLE, UPPER, UPPER_TURNED };

/*
 * sums of rows i0 + [r0, r1) += weights times rows j0 + [k0, k1), TILE of them at most. What lies
 * below a diagonal is left out. r0 is a multiple of MR, and r1 is rounded up to one; k0 is 0 or a
 * multiple of 4.
 */
static void add_products(const batch *b, float *sums, uint32_t i0, uint32_t r0, uint32_t r1,
                         uint32_t j0, uint32_t k0, uint32_t k1, const float *w, size_t down,
                         size_t across, int half) {
  uint32_t LD = b->LD;
  for (uint32_t r = r0; r < r1; r += MR) {
    uint32_t from = half == UPPER ? umax(k0, r) : k0,
             to = half == UPPER_TURNED ? umin(k1, r + MR) : k1;
    if (from >= to) continue;
    const float *weights = w + r * down + from * across;
    size_t next_row = down, next_step = across;
#if SIDE_BY_SIDE
    float turned[TILE * MR] __attribute__((aligned(64)));
    if (down != 1) {
      for (uint32_t q = 0; q < MR; q += 4) {
        for (uint32_t k = 0; k < to - from; k += 4)
          turn_4x4(weights + q * down + k, down, turned + k * MR + q, MR);
      }
      weights = turned;
      next_row = 1;
      next_step = MR;
    }
#endif
    for (uint32_t c = 0; c < b->D; c += NR) {
      float *s = sums + (size_t)(i0 + r) * LD + c;
      const float *rows = b->xc + (size_t)(j0 + from) * LD + c;
      if (c + VW < LD && c + VW < b->D)
        add_kernel(s, LD, weights, next_row, next_step, rows, to - from, 2);
      else
        add_kernel(s, LD, weights, next_row, next_step, rows, to - from, 1);
    }
  }
}

/* Whether a pair's squared distance comes from its differences: d is what the product gives, sum the
 * two squared norms, limit CLOSE or ALL_CLOSE. */
INLINE vm are_close(vf d, vf sum, float limit) {
  return lt(d, splat(limit) * sum + splat((float)TINY));
}
INLINE int is_close(float d, float sum, float limit) { return d < limit * sum + (float)TINY; }

/* Strips r0 to r1 of rows of tile (I, J). */
typedef void (*tile_fn)(void *context, uint32_t part, uint32_t I, uint32_t J, uint32_t r0,
                        uint32_t r1);

/* The first column of a tile that a strip needs: on the diagonal, what lies before it is not. */
INLINE uint32_t first_column(uint32_t I, uint32_t J, uint32_t r) {
  return I == J ? r / NR * NR : 0;
}

/*
 * The upper half of all pairs in tiles, cut into parts of about as many pairs each, between one
 * strip of MR rows and the next: calls fn with what belongs to this part.
 */
static void share_tiles(const batch *b, uint32_t parts, uint32_t part, tile_fn fn, void *context) {
  uint64_t all = 0, at = 0;
  for (int round = 0; round < 2; round++) {
    uint64_t begin = all * part / parts, end = all * (part + 1) / parts;
    at = 0;
    for (uint32_t I = 0; I < b->tiles; I++) {
      uint32_t rows = umin(TILE, b->B - I * TILE);
      for (uint32_t J = I; J < b->tiles; J++) {
        uint32_t wide = round_up(umin(TILE, b->B - J * TILE), NR), r0 = TILE, r1 = 0;
        for (uint32_t r = 0; r < rows; r += MR) {
          if (at >= begin && at < end) {
            r0 = umin(r0, r);
            r1 = umin(r + MR, rows);
          }
          at += wide - first_column(I, J, r);
        }
        if (round == 1 && r0 < r1) fn(context, part, I, J, r0, r1);
      }
    }
    all = at;
  }
}

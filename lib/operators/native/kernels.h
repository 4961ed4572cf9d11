/*
 * The two products that all operators spend their time in, on MR rows and one or two vectors.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include "batch.h"

/* out[MR][columns of a panel] = rows of xc times one panel of xt. */
INLINE void gram_kernel(const float *rows, uint32_t LD, const float *panel, uint32_t D, float *out,
                        uint32_t ld) {
  vf acc[MR][2];
  for (int r = 0; r < MR; r++) acc[r][0] = acc[r][1] = splat(0);
  for (uint32_t k = 0; k < D; k++) {
    vf b0 = load(panel + (size_t)k * NR), b1 = load(panel + (size_t)k * NR + VW);
#pragma GCC unroll 16
    for (int r = 0; r < MR; r++) {
      vf a = splat(rows[(size_t)r * LD + k]);
      acc[r][0] = fma_(a, b0, acc[r][0]);
      acc[r][1] = fma_(a, b1, acc[r][1]);
    }
  }
  for (int r = 0; r < MR; r++) {
    store(out + r * ld, acc[r][0]);
    store(out + r * ld + VW, acc[r][1]);
  }
}

/* sums[MR][NV vectors] += weights[MR][n] times n rows; weight(r, k) at w[r * down + k * across]. */
INLINE void add_kernel(float *sums, uint32_t LD, const float *w, uint32_t down, uint32_t across,
                       const float *rows, uint32_t n, const int NV) {
  vf acc[MR][2];
  for (int r = 0; r < MR; r++) acc[r][0] = acc[r][1] = splat(0);
  for (uint32_t k = 0; k < n; k++) {
    vf b0 = load(rows + (size_t)k * LD), b1 = NV == 2 ? load(rows + (size_t)k * LD + VW) : b0;
#pragma GCC unroll 16
    for (int r = 0; r < MR; r++) {
      vf a = splat(w[r * down + k * across]);
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

/* sums of `m` rows from i0 += weights times `n` rows from j0. `m` is rounded up to MR. */
static void add_products(const batch *b, float *sums, uint32_t i0, uint32_t m, uint32_t j0,
                         uint32_t n, const float *w, uint32_t down, uint32_t across) {
  uint32_t LD = b->LD;
  for (uint32_t c = 0; c < b->D; c += NR) {
    const float *rows = b->xc + (size_t)j0 * LD + c;
    for (uint32_t r = 0; r < m; r += MR) {
      float *s = sums + (size_t)(i0 + r) * LD + c;
      if (c + VW < LD && c + VW < b->D)
        add_kernel(s, LD, w + (size_t)r * down, down, across, rows, n, 2);
      else
        add_kernel(s, LD, w + (size_t)r * down, down, across, rows, n, 1);
    }
  }
}

#endif

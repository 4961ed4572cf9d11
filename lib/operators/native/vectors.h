/*
 * Vectors of as many floats as the processor takes at once, and the few operations on them that the
 * operators need: compiler vector types, with intrinsics where the compilers do not see the
 * instruction.
 */
#ifndef VECTORS_H
#define VECTORS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__wasm__)
#define EXPORT(name) __attribute__((export_name(#name)))
#include <wasm_simd128.h>
#else
#define EXPORT(name) __attribute__((visibility("default")))
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif
#endif

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__AVX512BW__)
#define WIDE 1
#define VW 16
#define MR 12
#elif defined(__AVX2__) && defined(__FMA__)
#define WIDE 0
#define VW 8
#define MR 6
#else
#define WIDE 0
#define VW 4
#if defined(__aarch64__)
#define MR 8
#else
#define MR 4
#endif
#endif
/* A micro-tile is MR rows by NR columns; a tile is TILE by TILE, a multiple of both. */
#define NR (2 * VW)
#define TILE 96

#define INLINE static inline __attribute__((always_inline))
/* What is seldom called is not copied to where it is. */
#define SELDOM __attribute__((noinline)) static
typedef float vf __attribute__((vector_size(VW * 4), may_alias));
typedef int32_t vi __attribute__((vector_size(VW * 4), may_alias));
/* The same where nothing is aligned. */
typedef float loose __attribute__((vector_size(VW * 4), may_alias, aligned(4)));
/* Eight of each, whatever the width: sums in a fixed order. */
typedef float f8 __attribute__((vector_size(32), may_alias, aligned(4)));
/* As many eights as the processor takes at once, at least one. */
#define EIGHTS (VW > 8 ? VW / 8 : 1)
typedef float eights __attribute__((vector_size(32 * EIGHTS), may_alias, aligned(4)));
typedef double d8 __attribute__((vector_size(64), may_alias));
typedef int64_t l8 __attribute__((vector_size(64), may_alias));

INLINE vf splat(float x) { return x - (vf){0}; }
INLINE vf load(const float *p) { return *(const vf *)p; }
INLINE void store(float *p, vf v) { *(vf *)p = v; }
/* Where the processor has one instruction for it, not all compilers see it. */
#if WIDE
INLINE d8 widen(f8 v) { return (d8)_mm512_cvtps_pd((__m256)v); }
INLINE f8 narrow(d8 v) { return (f8)_mm512_cvtpd_ps((__m512d)v); }
#else
INLINE d8 widen(f8 v) { return __builtin_convertvector(v, d8); }
INLINE f8 narrow(d8 v) { return __builtin_convertvector(v, f8); }
#endif
INLINE d8 load_d8(const float *p) { return widen(*(const f8 *)p); }
INLINE double sum_d8(d8 s) {
  return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

#if WIDE
typedef __mmask16 vm;
INLINE vf fma_(vf a, vf b, vf c) { return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE vm lt(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ); }
INLINE vm ne(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_NEQ_OQ); }
INLINE vm le(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LE_OQ); }
INLINE vi count_in(vi c, vm m) {
  return (vi)_mm512_mask_sub_epi32((__m512i)c, m, (__m512i)c, _mm512_set1_epi32(-1));
}
INLINE vf pick(vm m, vf yes, vf no) { return (vf)_mm512_mask_blend_ps(m, (__m512)no, (__m512)yes); }
INLINE vi pick_int(vm m, vi yes, vi no) {
  return (vi)_mm512_mask_blend_epi32(m, (__m512i)no, (__m512i)yes);
}
INLINE int any(vm m) { return m != 0; }
INLINE int differ(vi a, vi b) { return _mm512_cmpneq_epi32_mask((__m512i)a, (__m512i)b) != 0; }
INLINE int lane(vm m, int l) { return (m >> l) & 1; }
INLINE int64_t sum_int(vi v) { return _mm512_reduce_add_epi32((__m512i)v); }
INLINE float sum_float(vf v) { return _mm512_reduce_add_ps((__m512)v); }
INLINE vf to_float(vi v) { return (vf)_mm512_cvtepi32_ps((__m512i)v); }
INLINE vf vsqrt(vf v) { return (vf)_mm512_sqrt_ps((__m512)v); }
INLINE vf vmin(vf a, vf b) { return (vf)_mm512_min_ps((__m512)a, (__m512)b); }
INLINE vf vmax(vf a, vf b) { return (vf)_mm512_max_ps((__m512)a, (__m512)b); }
/* 1 / sqrt: 14 bits from the table, the rest from one Newton step. */
INLINE vf reciprocal_sqrt(vf v) {
  vf y = (vf)_mm512_rsqrt14_ps((__m512)v);
  vf h = (v * splat(0.5f)) * y;
  return fma_(y, fma_(-h, y, splat(0.5f)), y);
}
#else
typedef vi vm;
INLINE vm lt(vf a, vf b) { return a < b; }
INLINE vm ne(vf a, vf b) { return a != b; }
INLINE vm le(vf a, vf b) { return a <= b; }
INLINE vi count_in(vi c, vm m) { return c - m; }
INLINE vf pick(vm m, vf yes, vf no) { return (vf)((m & (vi)yes) | (~m & (vi)no)); }
INLINE vi pick_int(vm m, vi yes, vi no) { return (m & yes) | (~m & no); }
INLINE int lane(vm m, int l) { return m[l] != 0; }
INLINE int64_t sum_int(vi v) {
  int64_t s = 0;
  for (int l = 0; l < VW; l++) s += v[l];
  return s;
}
INLINE float sum_float(vf v) {
  float s = 0;
  for (int l = 0; l < VW; l++) s += v[l];
  return s;
}
INLINE vf to_float(vi v) { return __builtin_convertvector(v, vf); }
INLINE vf vmin(vf a, vf b) { return pick(b < a, b, a); }
INLINE vf vmax(vf a, vf b) { return pick(b > a, b, a); }
#if defined(__AVX2__) && defined(__FMA__)
INLINE vf fma_(vf a, vf b, vf c) { return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
INLINE int any(vm m) { return _mm256_movemask_ps((__m256)m) != 0; }
INLINE vf vsqrt(vf v) { return (vf)_mm256_sqrt_ps((__m256)v); }
#elif defined(__wasm__)
#ifdef __wasm_relaxed_simd__
/* One rounding or two, as the runtime's processor has it. */
INLINE vf fma_(vf a, vf b, vf c) {
  return (vf)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
}
#else
INLINE vf fma_(vf a, vf b, vf c) { return a * b + c; }
#endif
INLINE int any(vm m) { return wasm_v128_any_true((v128_t)m); }
INLINE vf vsqrt(vf v) { return (vf)wasm_f32x4_sqrt((v128_t)v); }
#else
#if defined(__aarch64__)
#include <arm_neon.h>
INLINE vf fma_(vf a, vf b, vf c) {
  return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
#else
INLINE vf fma_(vf a, vf b, vf c) { return a * b + c; }
#endif
INLINE int any(vm m) {
  int32_t s = 0;
  for (int l = 0; l < VW; l++) s |= m[l];
  return s != 0;
}
INLINE vf vsqrt(vf v) {
  vf r;
  for (int l = 0; l < VW; l++) r[l] = __builtin_sqrtf(v[l]);
  return r;
}
#endif
INLINE int differ(vi a, vi b) { return any(a != b); }
INLINE vf reciprocal_sqrt(vf v) { return splat(1.0f) / vsqrt(v); }
#endif

INLINE float least_of(vf v) {
#if WIDE
  return _mm512_reduce_min_ps((__m512)v);
#else
  float least = v[0];
  for (int l = 1; l < VW; l++) least = v[l] < least ? v[l] : least;
  return least;
#endif
}

/* Sums of eight lanes in double. */
INLINE d8 widen_sum(vf v) {
#if WIDE
  return widen(((const f8 *)&v)[0]) + widen(((const f8 *)&v)[1]);
#elif defined(__AVX2__) && defined(__FMA__)
  return widen((f8)v);
#else
  d8 sum = {v[0], v[1], v[2], v[3]};
  return sum;
#endif
}

typedef uint16_t h8 __attribute__((vector_size(16), may_alias, aligned(2)));
INLINE void fill_16(uint16_t *p, uint16_t x) {
  ((h8 *)p)[0] = x - (h8){0};
  ((h8 *)p)[1] = x - (h8){0};
}

/* Four by four of a matrix, its rows and columns exchanged; neither need be aligned. */
typedef float f4 __attribute__((vector_size(16), may_alias, aligned(4)));
#if defined(__clang__) || __GNUC__ >= 12
INLINE void turn_4x4(const float *from, size_t down, float *to, size_t across) {
  f4 a = *(const f4 *)from, b = *(const f4 *)(from + down), c = *(const f4 *)(from + 2 * down),
     d = *(const f4 *)(from + 3 * down);
  f4 p = __builtin_shufflevector(a, b, 0, 4, 1, 5), q = __builtin_shufflevector(a, b, 2, 6, 3, 7),
     r = __builtin_shufflevector(c, d, 0, 4, 1, 5), s = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(f4 *)to = __builtin_shufflevector(p, r, 0, 1, 4, 5);
  *(f4 *)(to + across) = __builtin_shufflevector(p, r, 2, 3, 6, 7);
  *(f4 *)(to + 2 * across) = __builtin_shufflevector(q, s, 0, 1, 4, 5);
  *(f4 *)(to + 3 * across) = __builtin_shufflevector(q, s, 2, 3, 6, 7);
}
#else
INLINE void turn_4x4(const float *from, size_t down, float *to, size_t across) {
  for (int r = 0; r < 4; r++) {
    for (int k = 0; k < 4; k++) to[k * across + r] = from[r * down + k];
  }
}
#endif

/* A bit for each lane. */
INLINE uint32_t lanes_of(vm m) {
#if WIDE
  return m;
#elif defined(__AVX2__) && defined(__FMA__)
  return (uint32_t)_mm256_movemask_ps((__m256)m);
#elif defined(__wasm__)
  return wasm_i32x4_bitmask((v128_t)m);
#else
  uint32_t lanes = 0;
  for (int l = 0; l < VW; l++) lanes |= (uint32_t)(m[l] & 1) << l;
  return lanes;
#endif
}

/* Twice as many numbers of 16 bits. */
typedef uint16_t vh __attribute__((vector_size(VW * 4), may_alias));
INLINE vh splat_16(uint32_t x) { return (uint16_t)x - (vh){0}; }
INLINE vh min_16(vh a, vh b) {
#if WIDE
  return (vh)_mm512_min_epu16((__m512i)a, (__m512i)b);
#elif defined(__AVX2__) && defined(__FMA__)
  return (vh)_mm256_min_epu16((__m256i)a, (__m256i)b);
#elif defined(__wasm__)
  return (vh)wasm_u16x8_min((v128_t)a, (v128_t)b);
#else
  vh less = (vh)(a < b);
  return (a & less) | (b & ~less);
#endif
}
/* A bit for each that is below the other one's. */
INLINE uint32_t lanes_below(vh a, vh b) {
#if WIDE
  return _mm512_cmplt_epu16_mask((__m512i)a, (__m512i)b);
#elif defined(__AVX2__) && defined(__FMA__)
  __m256i not = (__m256i)(min_16(a, b) == b);
  uint32_t lanes = ~(uint32_t)_mm256_movemask_epi8(_mm256_packs_epi16(not, not));
  return (lanes & 0xff) | (lanes >> 8 & 0xff00);
#elif defined(__wasm__)
  return wasm_i16x8_bitmask(wasm_u16x8_lt((v128_t)a, (v128_t)b));
#else
  uint32_t lanes = 0;
  for (int l = 0; l < 2 * VW; l++) lanes |= (uint32_t)(a[l] < b[l]) << l;
  return lanes;
#endif
}
/* A bit for each of 32 that is one of the `width` from `base` on. */
INLINE uint32_t lanes_within(const uint16_t *places, uint32_t base, uint32_t width) {
  uint32_t lanes = 0;
#if defined(__wasm__)
  vh most = splat_16(width);
  for (uint32_t e = 0; e < 32; e += 16) {
    const vh *at = (const vh *)(places + e);
    vh a = at[0] - splat_16(base), b = at[1] - splat_16(base);
    v128_t not = wasm_i8x16_narrow_i16x8((v128_t)(min_16(a, most) == most),
                                         (v128_t)(min_16(b, most) == most));
    lanes |= (wasm_i8x16_bitmask(not) ^ 0xffffu) << e;
  }
  return lanes;
#endif
  for (uint32_t e = 0; e < 32; e += 2 * VW)
    lanes |= lanes_below(*(const vh *)(places + e) - splat_16(base), splat_16(width)) << e;
  return lanes;
}

/* Counts of blocks of rows, and how many of them are at most n. */
#define BLOCKS (VW == 4 ? 8 : 16)
typedef uint16_t block_counts __attribute__((vector_size(VW == 4 ? 16 : 32), may_alias));
INLINE uint32_t blocks_upto(block_counts v, uint32_t n) {
#if WIDE
  uint32_t blocks = _mm256_cmple_epu16_mask((__m256i)v, _mm256_set1_epi16((short)n));
#else
  uint32_t blocks = lanes_below(v, splat_16(n + 1));
#endif
  return (uint32_t)__builtin_popcount(blocks);
}

/* The place of bit number n of those that are set. */
INLINE uint32_t nth_bit(uint64_t bits, uint32_t n) {
#if defined(__BMI2__)
  return (uint32_t)__builtin_ctzll(_pdep_u64(1ull << n, bits));
#else
  uint32_t at = 0;
  for (uint32_t half = 32; half > 4; half /= 2) {
    uint32_t below = (uint32_t)__builtin_popcountll(bits & ((1ull << half) - 1)), up = n >= below;
    n -= up ? below : 0;
    at += up ? half : 0;
    bits >>= up ? half : 0;
  }
  for (; n > 0; n--) bits &= bits - 1;
  return at + (uint32_t)__builtin_ctzll(bits);
#endif
}

static const float INF = __builtin_inff();

/* Freestanding wasm has no libc; the compilers may still ask for these two. */
INLINE void zero(void *p, size_t n) { __builtin_memset(p, 0, n); }

#endif

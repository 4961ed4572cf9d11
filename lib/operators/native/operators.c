/*
 * The fused operators in C: one source for the native engine (cc -O3 -march=native, pthreads) and for
 * the WebAssembly one (clang --target=wasm32 -msimd128, no libc). The derivation stands in ../mod.ts.
 *
 * How a comparison is decided. Float32 Gram distances carry an error of at most `band * (|a|^2 + |b|^2)`
 * (see error_band); a comparison whose outcome that error could change is decided anew from float64
 * distances, summed from the differences of the coordinates in their order, as the plain engine does.
 * So the counts are those of the float64 loop over all triplets, bit for bit, and every engine agrees.
 *
 * Compile with -ffp-contract=off: fused multiply-adds stand where they are wanted (FMA), and nowhere else.
 */
#include <stddef.h>
#include <stdint.h>

#if defined(__wasm__)
#define THREADS 0
#define EXPORT(name) __attribute__((export_name(#name)))
#include <wasm_simd128.h>
#else
#define THREADS 1
#define EXPORT(name) __attribute__((visibility("default")))
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif
#endif

/* ---------------------------------------------------------------- vectors */

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
typedef float vf __attribute__((vector_size(VW * 4), may_alias));
typedef int32_t vi __attribute__((vector_size(VW * 4), may_alias));
typedef double vd __attribute__((vector_size(VW * 8), may_alias, aligned(8)));
/* Eight of each, whatever the width: sums in a fixed order. */
typedef float f8 __attribute__((vector_size(32), may_alias, aligned(4)));
typedef double d8 __attribute__((vector_size(64), may_alias));

INLINE vf splat(float x) { return x - (vf){0}; }
INLINE vf load(const float *p) { return *(const vf *)p; }
INLINE void store(float *p, vf v) { *(vf *)p = v; }
INLINE d8 load_d8(const float *p) { return __builtin_convertvector(*(const f8 *)p, d8); }
INLINE double sum_d8(d8 s) { return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])); }

#if WIDE
typedef __mmask16 vm;
INLINE vf fma_(vf a, vf b, vf c) { return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE vm lt(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ); }
INLINE vm le(vf a, vf b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LE_OQ); }
INLINE vi count_in(vi c, vm m) {
  return (vi)_mm512_mask_sub_epi32((__m512i)c, m, (__m512i)c, _mm512_set1_epi32(-1));
}
INLINE vf pick(vm m, vf yes, vf no) { return (vf)_mm512_mask_blend_ps(m, (__m512)no, (__m512)yes); }
INLINE vi pick_int(vm m, vi yes, vi no) {
  return (vi)_mm512_mask_blend_epi32(m, (__m512i)no, (__m512i)yes);
}
INLINE int any(vm m) { return m != 0; }
INLINE int lane(vm m, int l) { return (m >> l) & 1; }
#define NO_LANE ((vm)0)
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
INLINE vm le(vf a, vf b) { return a <= b; }
INLINE vi count_in(vi c, vm m) { return c - m; }
INLINE vf pick(vm m, vf yes, vf no) { return (vf)((m & (vi)yes) | (~m & (vi)no)); }
INLINE vi pick_int(vm m, vi yes, vi no) { return (m & yes) | (~m & no); }
INLINE int lane(vm m, int l) { return m[l] != 0; }
#define NO_LANE ((vm){0})
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
INLINE vf fma_(vf a, vf b, vf c) { return a * b + c; }
INLINE int any(vm m) { return wasm_v128_any_true((v128_t)m); }
INLINE vf vsqrt(vf v) { return (vf)wasm_f32x4_sqrt((v128_t)v); }
#else
#if defined(__aarch64__)
#include <arm_neon.h>
INLINE vf fma_(vf a, vf b, vf c) { return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
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
INLINE vf reciprocal_sqrt(vf v) { return splat(1.0f) / vsqrt(v); }
#endif

static const float INF = __builtin_inff();

/* Freestanding wasm has no libc; the compilers may still ask for these two. */
INLINE void zero(void *p, size_t n) { __builtin_memset(p, 0, n); }

/* ---------------------------------------------------------------- work space */

/* What can come of a call. */
enum { OK = 0, NO_MEMORY = 1, OUT_OF_RANGE = 2, NOT_FINITE = 3 };

static char *arena;
static size_t arena_size, arena_used;

#if defined(__wasm__)
extern char __heap_base;
static int arena_reserve(size_t size) {
  size_t end = (size_t)(uintptr_t)arena + size, have = __builtin_wasm_memory_size(0) * (size_t)65536;
  if (size > 0xfff00000u - (size_t)(uintptr_t)arena) return 0;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) / 65536) == (size_t)-1) return 0;
  /* All up to the memory's end is ours. */
  arena_size = __builtin_wasm_memory_size(0) * (size_t)65536 - (size_t)(uintptr_t)arena;
  return 1;
}
#else
static int arena_reserve(size_t size) {
  if (size <= arena_size) return 1;
  void *p = 0;
  size_t wanted = size + size / 8;
  free(arena);
  arena = 0;
  arena_size = 0;
  if (posix_memalign(&p, 64, wanted) != 0) return 0;
  arena = p;
  arena_size = wanted;
  return 1;
}
#endif

/* Two rounds over the same code: the first only adds up, the second hands out. */
static int measuring;
static void *take(size_t bytes) {
  size_t at = arena_used;
  arena_used += (bytes + 63) & ~(size_t)63;
  return measuring ? 0 : arena + at;
}
#define TAKE(type, n) ((type *)take(sizeof(type) * (size_t)(n)))

/* ---------------------------------------------------------------- threads */

typedef void (*task_fn)(void *context, uint32_t task);

#if THREADS
#define MOST_THREADS 16
static pthread_mutex_t call_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_wake = PTHREAD_COND_INITIALIZER;
static pthread_cond_t pool_done = PTHREAD_COND_INITIALIZER;
static pthread_t workers[MOST_THREADS];
static uint32_t worker_count, wanted_threads;
static int pool_stop;
static _Atomic uint32_t job_number, job_next, job_busy;
static task_fn job_fn;
static void *job_context;
static uint32_t job_tasks;

static void work_through(void) {
  for (;;) {
    uint32_t t = atomic_fetch_add(&job_next, 1);
    if (t >= job_tasks) return;
    job_fn(job_context, t);
  }
}

INLINE void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

static void *worker(void *unused) {
  (void)unused;
  uint32_t seen = 0;
  for (;;) {
    /* Calls come in bursts: look for a moment before going to sleep. */
    for (int spin = 0; spin < 2000 && atomic_load(&job_number) == seen; spin++) relax();
    pthread_mutex_lock(&pool_lock);
    while (atomic_load(&job_number) == seen && !pool_stop) pthread_cond_wait(&pool_wake, &pool_lock);
    if (pool_stop) {
      pthread_mutex_unlock(&pool_lock);
      return 0;
    }
    seen = atomic_load(&job_number);
    pthread_mutex_unlock(&pool_lock);
    work_through();
    if (atomic_fetch_sub(&job_busy, 1) == 1) {
      pthread_mutex_lock(&pool_lock);
      pthread_cond_signal(&pool_done);
      pthread_mutex_unlock(&pool_lock);
    }
  }
}

static uint32_t thread_count(void) {
  if (wanted_threads == 0) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    wanted_threads = n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (uint32_t)n;
  }
  return wanted_threads;
}

static void stop_workers(void) {
  pthread_mutex_lock(&pool_lock);
  pool_stop = 1;
  pthread_cond_broadcast(&pool_wake);
  pthread_mutex_unlock(&pool_lock);
  for (uint32_t t = 0; t < worker_count; t++) pthread_join(workers[t], 0);
  worker_count = 0;
  pool_stop = 0;
  atomic_store(&job_number, 0);
}

static void run_tasks(task_fn fn, void *context, uint32_t tasks, uint32_t threads) {
  if (threads < 2 || tasks < 2) {
    for (uint32_t t = 0; t < tasks; t++) fn(context, t);
    return;
  }
  while (worker_count + 1 < threads) {
    if (pthread_create(&workers[worker_count], 0, worker, 0) != 0) break;
    worker_count++;
  }
  pthread_mutex_lock(&pool_lock);
  job_fn = fn;
  job_context = context;
  job_tasks = tasks;
  atomic_store(&job_next, 0);
  atomic_store(&job_busy, worker_count);
  atomic_fetch_add(&job_number, 1);
  pthread_cond_broadcast(&pool_wake);
  pthread_mutex_unlock(&pool_lock);
  work_through();
  for (int spin = 0; spin < 2000 && atomic_load(&job_busy) != 0; spin++) relax();
  pthread_mutex_lock(&pool_lock);
  while (atomic_load(&job_busy) != 0) pthread_cond_wait(&pool_done, &pool_lock);
  pthread_mutex_unlock(&pool_lock);
}
#define LOCK_CALL() pthread_mutex_lock(&call_lock)
#define UNLOCK_CALL() pthread_mutex_unlock(&call_lock)
#else
static uint32_t thread_count(void) { return 1; }
static void run_tasks(task_fn fn, void *context, uint32_t tasks, uint32_t threads) {
  (void)threads;
  for (uint32_t t = 0; t < tasks; t++) fn(context, t);
}
#define LOCK_CALL()
#define UNLOCK_CALL()
#endif

/* ---------------------------------------------------------------- the batch, in class order */

typedef struct {
  uint32_t B, D, LD, Bp, tiles, threads;
  const float *in;
  const int32_t *labels;
  uint32_t *order, *start, *end; /* class order; [start, end) is the run of row r's class */
  float *x, *xc, *xt;            /* rows as given, rows about the mean, the latter in panels, k-major */
  float *norm;                   /* squared norms of xc, +0 in the padding */
  double *mean, *part_mean;
  float band;    /* error of a Gram distance, relative to |a|^2 + |b|^2 */
  float largest; /* largest |coordinate| of xc */
  uint32_t *keys, *keys2, *order2;
  float *part_largest;
} batch;

/* Sums that a thread's share is cut into: with more, a core that others use holds the rest up less. */
#ifndef PARTS_A_THREAD
#define PARTS_A_THREAD 1
#endif

/* Chunks of rows that tasks take. */
#define ROWS_A_TASK 64
INLINE uint32_t row_tasks(const batch *b) { return (b->B + ROWS_A_TASK - 1) / ROWS_A_TASK; }
INLINE uint32_t umin(uint32_t a, uint32_t b) { return a < b ? a : b; }
INLINE uint32_t umax(uint32_t a, uint32_t b) { return a > b ? a : b; }
INLINE uint32_t round_up(uint32_t n, uint32_t to) { return (n + to - 1) / to * to; }

static void batch_shape(batch *b, const float *in, const int32_t *labels, uint32_t B, uint32_t D) {
  b->in = in;
  b->labels = labels;
  b->B = B;
  b->D = D;
  /* An odd number of 64-byte lines a row spreads a column of rows over the cache's sets. */
  b->LD = round_up(D, NR);
  if (b->LD >= 64) b->LD = round_up(D, 16) | 16;
  if (b->LD % VW) b->LD = round_up(b->LD, VW);
  b->tiles = (B + TILE - 1) / TILE;
  b->Bp = b->tiles * TILE;
  /* Small batches are done before another core has woken. */
  b->threads = (uint64_t)B * B * D < 4000000 ? 1 : thread_count();
}

static void batch_take(batch *b, int centred) {
  b->order = TAKE(uint32_t, b->B);
  b->start = TAKE(uint32_t, b->Bp);
  b->end = TAKE(uint32_t, b->Bp);
  b->keys = TAKE(uint32_t, b->B);
  b->keys2 = TAKE(uint32_t, b->B);
  b->order2 = TAKE(uint32_t, b->B);
  b->x = TAKE(float, (size_t)b->Bp * b->LD);
  b->xc = centred ? TAKE(float, (size_t)b->Bp * b->LD) : b->x;
  b->xt = TAKE(float, (size_t)b->Bp * b->D);
  b->norm = TAKE(float, b->Bp);
  b->mean = TAKE(double, b->D);
  b->part_mean = TAKE(double, (size_t)row_tasks(b) * b->D);
  b->part_largest = TAKE(float, row_tasks(b));
}

/* Stable radix sort of the rows by label, 8 bits at a time; passes that would change nothing are left out. */
static void sort_labels(batch *b) {
  uint32_t B = b->B, *key = b->keys, *other = b->keys2, *order = b->order, *order2 = b->order2;
  for (uint32_t i = 0; i < B; i++) {
    key[i] = (uint32_t)b->labels[i] ^ 0x80000000u;
    order[i] = i;
  }
  for (int shift = 0; shift < 32; shift += 8) {
    uint32_t place[257];
    zero(place, sizeof place);
    for (uint32_t i = 0; i < B; i++) place[(key[i] >> shift & 255) + 1]++;
    if (place[(key[0] >> shift & 255) + 1] == B) continue;
    for (int v = 0; v < 256; v++) place[v + 1] += place[v];
    for (uint32_t i = 0; i < B; i++) {
      uint32_t to = place[key[i] >> shift & 255]++;
      other[to] = key[i];
      order2[to] = order[i];
    }
    uint32_t *t = key;
    key = other;
    other = t;
    t = order;
    order = order2;
    order2 = t;
  }
  b->order = order;
  b->order2 = order2;
  for (uint32_t from = 0, to = 0; from < B; from = to) {
    while (to < B && key[to] == key[from]) to++;
    for (uint32_t r = from; r < to; r++) {
      b->start[r] = from;
      b->end[r] = to;
    }
  }
  for (uint32_t r = B; r < b->Bp; r++) {
    b->start[r] = B;
    b->end[r] = b->Bp;
  }
}

static void gather_rows(void *context, uint32_t task) {
  batch *b = context;
  uint32_t D = b->D, from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double *sum = b->part_mean + (size_t)task * D;
  float largest = 0;
  for (uint32_t k = 0; k < D; k++) sum[k] = 0;
  for (uint32_t r = from; r < to; r++) {
    const float *in = b->in + (size_t)b->order[r] * D;
    float *x = b->x + (size_t)r * b->LD;
    int fine = 1;
    for (uint32_t k = 0; k < D; k++) {
      float v = in[k];
      x[k] = v;
      sum[k] += v;
      fine &= __builtin_fabsf(v) <= 1e12f;
    }
    if (!fine) largest = INF;
    for (uint32_t k = D; k < b->LD; k++) x[k] = 0;
  }
  b->part_largest[task] = largest;
}

/* Centres the rows, or takes them as they are, and packs panels of NR rows with k outermost. */
static void centre_rows(void *context, uint32_t task) {
  batch *b = context;
  uint32_t D = b->D, LD = b->LD, from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->Bp);
  if (task + 1 == row_tasks(b)) to = b->Bp;
  int centred = b->xc != b->x;
  float largest = 0;
  for (uint32_t r = from; r < to; r++) {
    float *x = b->x + (size_t)r * LD, *xc = b->xc + (size_t)r * LD;
    if (r >= b->B) {
      zero(x, LD * sizeof *x);
      zero(xc, LD * sizeof *xc);
      b->norm[r] = 0;
      continue;
    }
    if (centred) {
      for (uint32_t k = 0; k < D; k++) xc[k] = (float)((double)x[k] - b->mean[k]);
      for (uint32_t k = D; k < LD; k++) xc[k] = 0;
    }
    vf most = splat(0);
    d8 s = {0};
    for (uint32_t k = 0; k < LD; k += VW) most = vmax(most, vmax(load(xc + k), -load(xc + k)));
    for (uint32_t k = 0; k < LD; k += 8) s += load_d8(xc + k) * load_d8(xc + k);
    b->norm[r] = (float)sum_d8(s);
    for (int l = 0; l < VW; l++) largest = most[l] > largest ? most[l] : largest;
  }
  b->part_largest[task] = largest;
  /* ROWS_A_TASK is a multiple of NR, so panels belong to one task. */
  for (uint32_t r = from; r < to; r += NR) {
    const float *xc = b->xc + (size_t)r * LD;
    float *xt = b->xt + (size_t)r * D;
    for (uint32_t k0 = 0; k0 < D; k0 += 16) {
      uint32_t k1 = umin(k0 + 16, D);
      for (uint32_t l = 0; l < NR; l++) {
        for (uint32_t k = k0; k < k1; k++) xt[(size_t)k * NR + l] = xc[(size_t)l * LD + k];
      }
    }
  }
}

/* After sort_labels: gathers, centres and packs the rows. */
static int prepare(batch *b) {
  uint32_t tasks = row_tasks(b);
  run_tasks(gather_rows, b, tasks, b->threads);
  for (uint32_t t = 0; t < tasks; t++) {
    if (b->part_largest[t] > 0) return NOT_FINITE;
  }
  for (uint32_t k = 0; k < b->D; k++) {
    double s = 0;
    for (uint32_t t = 0; t < tasks; t++) s += b->part_mean[(size_t)t * b->D + k];
    b->mean[k] = s / b->B;
  }
  run_tasks(centre_rows, b, tasks, b->threads);
  b->largest = 0;
  for (uint32_t t = 0; t < tasks; t++) {
    if (b->part_largest[t] > b->largest) b->largest = b->part_largest[t];
  }
  /* 2^-24 for each rounding: the dot product's walk of D steps (many standard deviations of it), the
     norms, the centring, and the comparison's own. */
  b->band = 5.97e-8f * (10.0f + 1.5f * __builtin_sqrtf((float)b->D));
  return OK;
}

/* The squared distance that decides: float64, differences, in order. */
static double exact_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  double s = 0;
  for (uint32_t k = 0; k < b->D; k++) {
    double e = (double)x[k] - (double)y[k];
    s += e * e;
  }
  return s;
}

/* A squared distance from the differences, in float64 but in any order: right to 2e-7 of itself. */
static double near_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->LD; k += 8) {
    d8 e = __builtin_convertvector(*(const f8 *)(x + k) - *(const f8 *)(y + k), d8);
    s += e * e;
  }
  return sum_d8(s);
}

/* The same from float64 differences: right to 1e-13 of itself. */
static double any_order_square(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->LD; k += 8) {
    d8 e = load_d8(x + k) - load_d8(y + k);
    s += e * e;
  }
  return sum_d8(s);
}

/* ---------------------------------------------------------------- micro-kernels */

/* out[MR][columns of a panel] = rows of xc times one panel of xt. */
INLINE void gram_kernel(const float *rows, uint32_t LD, const float *panel, uint32_t D, float *out, uint32_t ld) {
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
INLINE void add_kernel(float *sums, uint32_t LD, const float *w, uint32_t down, uint32_t across, const float *rows, uint32_t n, const int NV) {
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
static void add_products(const batch *b, float *sums, uint32_t i0, uint32_t m, uint32_t j0, uint32_t n, const float *w, uint32_t down, uint32_t across) {
  uint32_t LD = b->LD;
  for (uint32_t c = 0; c < b->D; c += NR) {
    const float *rows = b->xc + (size_t)j0 * LD + c;
    for (uint32_t r = 0; r < m; r += MR) {
      float *s = sums + (size_t)(i0 + r) * LD + c;
      if (c + VW < LD && c + VW < b->D) add_kernel(s, LD, w + (size_t)r * down, down, across, rows, n, 2);
      else add_kernel(s, LD, w + (size_t)r * down, down, across, rows, n, 1);
    }
  }
}

/* ---------------------------------------------------------------- batch all, small classes: tiles */

/*
 * Tables of positives: anchors in blocks of VW, block after block, k-major, so that one anchor's
 * values can be broadcast and VW anchors' values be loaded. Missing positives are -1: nothing is closer.
 */
typedef struct {
  batch b;
  double margin, valid;
  int squared, gradient;
  uint32_t *offset;         /* of each block, in vectors; blocks + 1 */
  double *dap;              /* distances of the positives, float64 */
  float *active_below;      /* square of dap + margin (or that itself, squared): strictly below is active */
  float *hard_upto;         /* square of dap: at most that is hard */
  int32_t *count;           /* active negatives of each positive */
  double *out;
  float *result;
  uint32_t parts;
  struct part *part;
  double *row_loss;
  double scale;
} all_call;

/* What the large classes' way needs for a block of rows, and for the row in hand. */
typedef struct {
  float *block;       /* MR x blocks rows of products, then of weights */
  float *error;       /* bound on the error of each squared distance of the row */
  float *marks;       /* 2n thresholds, ascending, between -inf and +inf */
  uint32_t *owner;    /* the place of each mark's positive, doubled; odd: hard, even: active */
  uint32_t *after;    /* how many active marks stand at or after each */
  uint32_t *ended;    /* searches that ended at each mark */
  int32_t *correction;
  uint32_t *cells;    /* the first mark of each cell of a uniform grid */
  uint32_t *key, *key2, *who, *who2;
  uint32_t *open, *close;
} rows_space;

typedef struct part {
  float *sums;    /* sum of weight times row, less the pulls of close pairs */
  double *weight; /* sum of the weights */
  int32_t *count;
  int64_t hard;
  double distance;       /* sum of active count times distance */
  double positive, loss; /* large classes only */
  float *strip[3]; /* of MR rows: squared distances, then their lowest and highest possible values */
  int32_t *found;  /* how many positives each pair makes active, from both ends */
  float *weights;  /* of a tile */
  uint32_t *close; /* the strip's close pairs */
  rows_space space;
} part;

INLINE uint32_t positives_of(const batch *b, uint32_t r) { return b->end[r] - b->start[r] - 1; }
INLINE uint32_t slot(const all_call *c, uint32_t anchor, uint32_t k) {
  return (c->offset[anchor / VW] + k) * VW + anchor % VW;
}

/* Below this, squares are held apart from 0 only by the exact path. */
#define TINY 1e-30

static float table_value(double square) {
  if (square > 0 && square < TINY) return (float)(TINY / 2);
  return (float)square;
}

static void fill_tables(void *context, uint32_t task) {
  all_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->Bp);
  if (task + 1 == row_tasks(b)) to = b->Bp;
  for (uint32_t block = from / VW; block * VW < to; block++) {
    for (uint32_t s = c->offset[block] * VW; s < c->offset[block + 1] * VW; s++) {
      c->dap[s] = -1;
      c->active_below[s] = c->hard_upto[s] = -1;
    }
  }
  for (uint32_t a = from; a < to && a < b->B; a++) {
    for (uint32_t p = b->start[a], k = 0; p < b->end[a]; p++) {
      if (p == a) continue;
      double s = any_order_square(b, a, p), d = c->squared ? s : __builtin_sqrt(s), bound = d + c->margin;
      uint32_t at = slot(c, a, k++);
      c->dap[at] = d;
      c->active_below[at] = table_value(c->squared ? bound : bound * bound);
      c->hard_upto[at] = table_value(s);
    }
  }
}

/*
 * Whether a negative is active, and whether it is hard, as float64 distances tell: from sums in any
 * order where these are clear, else from the exact ones.
 */
static void compare_exactly(const all_call *c, uint32_t anchor, uint32_t positive, uint32_t negative, int *active, int *hard) {
  const batch *b = &c->b;
  double d = any_order_square(b, anchor, negative), p = any_order_square(b, anchor, positive);
  if (!c->squared) {
    d = __builtin_sqrt(d);
    p = __builtin_sqrt(p);
  }
  double slack = 1e-12 * (d + p), bound = p + c->margin;
  if (__builtin_fabs(d - bound) <= slack + 1e-12 * c->margin || __builtin_fabs(d - p) <= slack) {
    d = exact_square(b, anchor, negative);
    p = exact_square(b, anchor, positive);
    if (!c->squared) {
      d = __builtin_sqrt(d);
      p = __builtin_sqrt(p);
    }
    bound = p + c->margin;
  }
  *active = d < bound;
  *hard = d <= p;
}

/* Decides one (anchor, positive, negative) that float32 left open; the possible was booked. */
static void decide(all_call *c, part *p, uint32_t anchor, uint32_t at, uint32_t negative, int booked_active, int booked_hard, int32_t *found) {
  int active, hard;
  uint32_t k = at / VW - c->offset[anchor / VW], positive = c->b.start[anchor] + k;
  compare_exactly(c, anchor, positive + (positive >= anchor), negative, &active, &hard);
  if (booked_active && !active) {
    --*found;
    p->count[at]--;
  }
  if (booked_hard && !hard) p->hard--;
}

/* Finds the open comparisons of one anchor with one vector of negatives again, one by one. */
static void decide_row(all_call *c, part *p, uint32_t anchor, uint32_t r, uint32_t j0, uint32_t columns) {
  uint32_t n = positives_of(&c->b, anchor);
  for (uint32_t v = 0; v < columns; v += VW) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    for (uint32_t k = 0; k < n; k++) {
      uint32_t at = slot(c, anchor, k);
      vf below = splat(c->active_below[at]), upto = splat(c->hard_upto[at]);
      vm act = lt(lo, below), hard = le(lo, upto);
      vm open = (vm)((act ^ lt(hi, below)) | (hard ^ le(hi, upto)));
      if (!any(open)) continue;
      for (int l = 0; l < VW; l++) {
        if (lane(open, l)) decide(c, p, anchor, at, j0 + v + l, lane(act, l), lane(hard, l), &p->found[r * TILE + v + l]);
      }
    }
  }
}

static void decide_column(all_call *c, part *p, uint32_t block, uint32_t v, uint32_t i0, uint32_t rows) {
  uint32_t n = c->offset[block + 1] - c->offset[block];
  for (uint32_t r = 0; r < rows; r++) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    for (uint32_t k = 0; k < n; k++) {
      uint32_t at = (c->offset[block] + k) * VW;
      vf below = load(c->active_below + at), upto = load(c->hard_upto + at);
      vm act = lt(lo, below), hard = le(lo, upto);
      vm open = (vm)((act ^ lt(hi, below)) | (hard ^ le(hi, upto)));
      if (!any(open)) continue;
      for (int l = 0; l < VW; l++) {
        if (lane(open, l)) decide(c, p, block * VW + l, at + l, i0 + r, lane(act, l), lane(hard, l), &p->found[r * TILE + v + l]);
      }
    }
  }
}

/* Rows as anchors: NK of their positives from k0 on against the strip's columns. */
INLINE void row_side(all_call *c, part *p, uint32_t anchor, uint32_t r, uint32_t columns, uint32_t k0, const int NK, vi *hard_sum, vm *open_any) {
  vf below[4], upto[4];
  vi counts[4];
  for (int k = 0; k < NK; k++) {
    uint32_t at = slot(c, anchor, k0 + k);
    below[k] = splat(c->active_below[at]);
    upto[k] = splat(c->hard_upto[at]);
    counts[k] = (vi){0};
  }
  vi hards = *hard_sum;
  vm open = *open_any;
  for (uint32_t v = 0; v < columns; v += VW) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    vi *found = (vi *)(p->found + r * TILE + v), f = *found;
    for (int k = 0; k < NK; k++) {
      vm act = lt(lo, below[k]), hard = le(lo, upto[k]);
      open |= (vm)((act ^ lt(hi, below[k])) | (hard ^ le(hi, upto[k])));
      f = count_in(f, act);
      counts[k] = count_in(counts[k], act);
      hards = count_in(hards, hard);
    }
    *found = f;
  }
  for (int k = 0; k < NK; k++) p->count[slot(c, anchor, k0 + k)] += (int32_t)sum_int(counts[k]);
  *hard_sum = hards;
  *open_any = open;
}

/* Columns as anchors: NK of the positives of one block from k0 on against the strip's rows. */
INLINE void column_side(all_call *c, part *p, uint32_t block, uint32_t v, uint32_t rows, uint32_t k0, const int NK, vi *hard_sum, vm *open_any) {
  vf below[4], upto[4];
  vi counts[4];
  uint32_t at = (c->offset[block] + k0) * VW;
  for (int k = 0; k < NK; k++) {
    below[k] = load(c->active_below + at + k * VW);
    upto[k] = load(c->hard_upto + at + k * VW);
    counts[k] = *(vi *)(p->count + at + k * VW);
  }
  vi hards = *hard_sum;
  vm open = *open_any;
  for (uint32_t r = 0; r < rows; r++) {
    vf lo = load(p->strip[1] + r * TILE + v), hi = load(p->strip[2] + r * TILE + v);
    vi *found = (vi *)(p->found + r * TILE + v), f = *found;
    for (int k = 0; k < NK; k++) {
      vm act = lt(lo, below[k]), hard = le(lo, upto[k]);
      open |= (vm)((act ^ lt(hi, below[k])) | (hard ^ le(hi, upto[k])));
      f = count_in(f, act);
      counts[k] = count_in(counts[k], act);
      hards = count_in(hards, hard);
    }
    *found = f;
  }
  for (int k = 0; k < NK; k++) *(vi *)(p->count + at + k * VW) = counts[k];
  *hard_sum = hards;
  *open_any = open;
}

/* Pairs are called close when their squared distance is below this part of |a|^2 + |b|^2. */
#define CLOSE 0.3f

/* From products to squared distances with their bounds, lowest and highest; books close pairs. */
static uint32_t strip_distances(const batch *b, part *p, uint32_t i0, uint32_t rows, uint32_t j0, uint32_t columns) {
  uint32_t close = 0;
  float *mid = p->strip[0], *low = p->strip[1], *high = p->strip[2];
  vf band = splat(b->band), limit = splat(CLOSE), two = splat(-2.0f), inf = splat(INF);
  for (uint32_t r = 0; r < rows; r++) {
    vf mine = splat(b->norm[i0 + r]);
    /* Columns up to here are of the anchor's class, or in the lower half. */
    uint32_t first = b->end[i0 + r] > j0 ? umin(b->end[i0 + r] - j0, columns) : 0;
    uint32_t last = umin(columns, b->B > j0 ? b->B - j0 : 0);
    uint32_t v = 0;
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
      vm near = lt(d, limit * s);
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
      low[at] = (float)(d * (1 - 4e-7));
      high[at] = (float)(d * (1 + 4e-7));
    }
  }
  return close;
}

/* weight * (x_i - x_j) for i, and its opposite for j; `sums` are subtracted in the end. */
static void pull_pair(const batch *b, float *sums, uint32_t i, uint32_t j, double weight) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  float *mine = sums + (size_t)i * b->LD, *theirs = sums + (size_t)j * b->LD;
  for (uint32_t k = 0; k < b->D; k++) {
    float pull = (float)(weight * (double)(x[k] - y[k]));
    mine[k] -= pull;
    theirs[k] += pull;
  }
}

/* One strip of rows of one tile: distances, counts from both ends, weights. */
static void all_strip(all_call *c, part *p, uint32_t i0, uint32_t rows, uint32_t j0, uint32_t columns, float *weights) {
  const batch *b = &c->b;
  for (uint32_t v = 0; v < columns; v += NR) {
    gram_kernel(b->xc + (size_t)i0 * b->LD, b->LD, b->xt + (size_t)(j0 + v) * b->D, b->D, p->strip[0] + v, TILE);
  }
  uint32_t close = strip_distances(b, p, i0, rows, j0, columns);
  zero(p->found, rows * TILE * sizeof *p->found);
  vi hard = {0};
  for (uint32_t r = 0; r < rows; r++) {
    vm open = NO_LANE;
    uint32_t n = positives_of(b, i0 + r), k = 0;
    for (; k + 4 <= n; k += 4) row_side(c, p, i0 + r, r, columns, k, 4, &hard, &open);
    if (n - k == 3) row_side(c, p, i0 + r, r, columns, k, 3, &hard, &open);
    else if (n - k == 2) row_side(c, p, i0 + r, r, columns, k, 2, &hard, &open);
    else if (n - k == 1) row_side(c, p, i0 + r, r, columns, k, 1, &hard, &open);
    if (__builtin_expect(any(open), 0)) decide_row(c, p, i0 + r, r, j0, columns);
  }
  for (uint32_t v = 0; v < columns; v += VW) {
    vm open = NO_LANE;
    uint32_t block = (j0 + v) / VW, n = c->offset[block + 1] - c->offset[block], k = 0;
    for (; k + 4 <= n; k += 4) column_side(c, p, block, v, rows, k, 4, &hard, &open);
    if (n - k == 3) column_side(c, p, block, v, rows, k, 3, &hard, &open);
    else if (n - k == 2) column_side(c, p, block, v, rows, k, 2, &hard, &open);
    else if (n - k == 1) column_side(c, p, block, v, rows, k, 1, &hard, &open);
    if (__builtin_expect(any(open), 0)) decide_column(c, p, block, v, i0, rows);
  }
  p->hard += sum_int(hard);

  /* Close pairs: their pull from the differences of the rows as given, and no weight in the product. */
  for (uint32_t e = 0; e < close; e++) {
    uint32_t at = p->close[e], i = i0 + at / TILE, j = j0 + at % TILE, found = (uint32_t)p->found[at];
    if (found == 0) continue;
    double square = (double)p->strip[0][at];
    if (square < TINY) square = near_square(b, i, j);
    double d = c->squared ? square : __builtin_sqrt(square);
    p->distance += found * d;
    p->found[at] = 0;
    if (!c->gradient || square == 0) continue;
    double w = c->squared ? -2.0 * found : -(found / d);
    pull_pair(b, p->sums, i, j, w);
  }

  float *mid = p->strip[0];
  double total = 0;
  vf column_sum[TILE / VW];
  for (uint32_t v = 0; v < TILE / VW; v++) column_sum[v] = splat(0);
  for (uint32_t r = 0; r < rows; r++) {
    vf row_sum = splat(0), distance = splat(0);
    for (uint32_t v = 0; v < columns; v += VW) {
      vi f = *(vi *)(p->found + r * TILE + v);
      vf n = to_float(f), square = load(mid + r * TILE + v), w;
      /* Pairs at a distance of 0 weigh nothing. */
      vm some = (vm)(lt(splat(0), n) & lt(splat(0), square));
      if (c->squared) {
        w = n * splat(-2.0f);
        distance += pick(some, n * square, splat(0));
      } else {
        vf inverse = pick(some, reciprocal_sqrt(square), splat(0));
        w = -(n * inverse);
        distance += pick(some, n * (square * inverse), splat(0));
      }
      store(weights + r * TILE + v, w);
      row_sum += w;
      column_sum[v / VW] += w;
    }
    for (uint32_t v = columns; v < TILE; v += VW) store(weights + r * TILE + v, splat(0));
    total += sum_float(distance);
    p->weight[i0 + r] += sum_float(row_sum);
  }
  p->distance += total;
  for (uint32_t v = 0; v < columns; v++) p->weight[j0 + v] += ((float *)column_sum)[v];
  for (uint32_t r = rows; r < MR; r++) zero(weights + r * TILE, TILE * sizeof *weights);
}

static void all_tile(all_call *c, part *p, uint32_t I, uint32_t J) {
  const batch *b = &c->b;
  uint32_t i0 = I * TILE, j0 = J * TILE, rows = umin(TILE, b->B - i0), columns = umin(TILE, b->B - j0);
  if (b->end[i0] >= j0 + columns) return; /* One class holds all of it. */
  uint32_t wide = round_up(columns, NR);
  for (uint32_t r = 0; r < rows; r += MR) all_strip(c, p, i0 + r, umin(MR, rows - r), j0, wide, p->weights + r * TILE);
  if (!c->gradient) return;
  uint32_t deep = round_up(rows, MR);
  add_products(b, p->sums, i0, rows, j0, columns, p->weights, TILE, 1);
  add_products(b, p->sums, j0, columns, i0, deep, p->weights, 1, TILE);
}

static void all_part(void *context, uint32_t task) {
  all_call *c = context;
  part *p = &c->part[task];
  const batch *b = &c->b;
  p->hard = 0;
  p->distance = 0;
  zero(p->count, (size_t)c->offset[b->Bp / VW] * VW * sizeof *p->count);
  zero(p->weight, b->Bp * sizeof *p->weight);
  if (c->gradient) {
    zero(p->sums, (size_t)b->Bp * b->LD * sizeof *p->sums);
  }
  uint64_t all = (uint64_t)b->tiles * (b->tiles + 1) / 2;
  uint64_t from = all * task / c->parts, to = all * (task + 1) / c->parts, at = 0;
  for (uint32_t I = 0; I < b->tiles; I++) {
    for (uint32_t J = I; J < b->tiles; J++, at++) {
      if (at >= from && at < to) all_tile(c, p, I, J);
    }
  }
}

/* Adds the parts' counts up, and what an anchor's positives lose. */
static void all_counts(void *context, uint32_t task) {
  all_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double loss = 0, positive = 0;
  for (uint32_t a = from; a < to; a++) {
    uint32_t n = positives_of(b, a);
    for (uint32_t k = 0; k < n; k++) {
      uint32_t at = slot(c, a, k);
      int32_t count = 0;
      for (uint32_t q = 0; q < c->parts; q++) count += c->part[q].count[at];
      c->count[at] = count;
      positive += count;
      loss += count * (c->dap[at] + c->margin);
    }
  }
  c->row_loss[2 * task] = loss;
  c->row_loss[2 * task + 1] = positive;
}

static void all_gradient(void *context, uint32_t task) {
  all_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B), D = b->D, LD = b->LD;
  for (uint32_t a = from; a < to; a++) {
    const float *x = b->x + (size_t)a * LD, *xc = b->xc + (size_t)a * LD;
    float *out = c->result + (size_t)b->order[a] * D;
    double weight = 0;
    for (uint32_t q = 0; q < c->parts; q++) weight += c->part[q].weight[a];
    double pull[512 + VW];
    for (uint32_t k0 = 0; k0 < D; k0 += 512) {
      uint32_t m = umin(512, D - k0);
      const float *s = c->part[0].sums + (size_t)a * LD + k0;
      for (uint32_t k = 0; k < m; k++) pull[k] = weight * xc[k0 + k] - s[k];
      for (uint32_t k = m; k < round_up(m, VW); k++) pull[k] = 0;
      for (uint32_t q = 1; q < c->parts; q++) {
        s = c->part[q].sums + (size_t)a * LD + k0;
        for (uint32_t k = 0; k < m; k++) pull[k] -= s[k];
      }
      /* The positives, some at a time: short sums in float, their totals in double. */
      for (uint32_t t = b->start[a]; t < b->end[a];) {
        float w[16];
        uint32_t who[16], n = 0;
        for (; t < b->end[a] && n < 16; t++) {
          if (t == a) continue;
          uint32_t mine = slot(c, a, t - b->start[a] - (t > a)), theirs = slot(c, t, a - b->start[a] - (a > t));
          double d = c->dap[mine];
          int32_t count = c->count[mine] + c->count[theirs];
          if (count == 0 || d == 0) continue;
          double v = c->squared ? 2.0 * count : count / d;
          if (v < 1e30) {
            w[n] = (float)v;
            who[n++] = t;
          } else {
            const float *y = b->x + (size_t)t * LD + k0;
            for (uint32_t k = 0; k < m; k++) pull[k] += v * ((double)x[k0 + k] - (double)y[k]);
          }
        }
        for (uint32_t k = 0; k < m; k += VW) {
          vf mine = load(x + k0 + k), sum = splat(0);
          for (uint32_t e = 0; e < n; e++) sum = fma_(splat(w[e]), mine - load(b->x + (size_t)who[e] * LD + k0 + k), sum);
          *(vd *)(pull + k) += __builtin_convertvector(sum, vd);
        }
      }
      float *restrict to = out + k0;
      double scale = c->scale;
      for (uint32_t k = 0; k < m; k++) to[k] = (float)(scale * pull[k] + 0.0); /* no -0 */
    }
  }
}

static void all_take(all_call *c) {
  batch *b = &c->b;
  batch_take(b, 1);
  c->offset = TAKE(uint32_t, b->Bp / VW + 1);
}

/* What depends on the sizes of the classes. */
static void all_take_tables(all_call *c, size_t vectors) {
  batch *b = &c->b;
  size_t slots = vectors * VW, rows = (size_t)b->Bp * b->LD;
  c->dap = TAKE(double, slots);
  c->active_below = TAKE(float, slots);
  c->hard_upto = TAKE(float, slots);
  c->count = TAKE(int32_t, slots);
  c->row_loss = TAKE(double, 2 * row_tasks(b));
  c->part = TAKE(part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    part dummy, *p = measuring ? &dummy : &c->part[q];
    p->count = TAKE(int32_t, slots);
    p->weight = TAKE(double, b->Bp);
    for (int e = 0; e < 3; e++) p->strip[e] = TAKE(float, MR * TILE);
    p->found = TAKE(int32_t, MR * TILE);
    p->weights = TAKE(float, TILE * TILE);
    p->close = TAKE(uint32_t, MR * TILE);
    if (c->gradient) {
      p->sums = TAKE(float, rows);
    }
  }
}

/* ---------------------------------------------------------------- batch all, large classes: rows */

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
  /* The marks: where a negative stops being hard, and where it stops being active, for each positive. */
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
      if (!c->squared && spread > 0) spread *= d > 0 ? (float)__builtin_sqrt((double)next_active / d) * 1.001f : 1e30f;
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
  for (uint32_t e = 0, cell = 0; e <= marks_n; e++) {
    uint32_t to = e < marks_n ? cell_of(marks[e], lowest, scale, last) : cells;
    for (; cell <= to && cell <= cells; cell++) s->cells[cell] = e;
  }
  for (uint32_t cell = 0; cell < cells; cell++) most = umax(most, s->cells[cell + 1] - s->cells[cell]);
  uint32_t halving = 0;
  if (most > 6) {
    /* Crowded cells: halve the whole list instead. */
    for (halving = 1; halving <= marks_n; halving *= 2) {}
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
        for (uint32_t j = j0; j < j1; j++) at[j - j0] = s->cells[cell_of(row[j], lowest, scale, last)];
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
    float spread = (d < CLOSE * sum ? (d < (float)TINY ? (float)TINY : 4e-7f * d) : b->band * sum) + widest;
    for (uint32_t high = marks_n; at < high;) {
      uint32_t middle = (at + high) / 2;
      if (marks[middle] <= d) at = middle + 1;
      else high = middle;
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
    if (c->gradient && square_j > 0) pull_pair(b, p->sums, a, j, c->squared ? -2 * n_active : -n_active / d);
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
    if (d2 < CLOSE * sum) pull_pair(b, p->sums, a, j, w);
    else error[j] = (float)w; /* a weight already, unlike the negatives' counts */
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
    if (v + VW <= first || v >= end) distance += sum_float(pick(some, count * d, splat(0)));
    else {
      for (uint32_t l = 0; l < VW; l++) {
        uint32_t j = v + l;
        if (j >= first && j < end) row[j] = error[j];
        else if (count[l] > 0 && square_v[l] > 0) distance += (double)count[l] * d[l];
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
  uint32_t from = (uint32_t)((uint64_t)blocks * task / c->parts), to = (uint32_t)((uint64_t)blocks * (task + 1) / c->parts);
  for (uint32_t block = from; block < to; block++) {
    uint32_t i0 = block * deep, rows = umin(deep, b->B - i0), wide = round_up(b->B, NR);
    float *w = p->space.block;
    for (uint32_t v = 0; v < wide; v += NR) {
      for (uint32_t r = 0; r < rows; r += MR) {
        gram_kernel(b->xc + (size_t)(i0 + r) * b->LD, b->LD, b->xt + (size_t)v * b->D, b->D, w + (size_t)r * b->Bp + v, b->Bp);
      }
    }
    for (uint32_t r = 0; r < rows; r++) {
      uint32_t n = positives_of(b, i0 + r);
      float *row = w + (size_t)r * b->Bp;
      if (n == 0 || n + 1 == b->B) zero(row, b->Bp * sizeof *row);
      else {
        for (uint32_t v = wide; v < b->Bp; v++) row[v] = 0;
        scan_row(c, p, i0 + r, row);
      }
    }
    for (uint32_t r = rows; r < round_up(rows, MR); r++) zero(w + (size_t)r * b->Bp, b->Bp * sizeof *w);
    if (!c->gradient) continue;
    /* In pieces: short sums of floats lose less than long ones. */
    for (uint32_t j0 = 0; j0 < b->B; j0 += TILE) {
      add_products(b, p->sums, i0, rows, j0, umin(TILE, b->B - j0), w + j0, b->Bp, 1);
    }
    add_products(b, p->sums, 0, b->B, i0, rows, w, 1, b->Bp);
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

/* ---------------------------------------------------------------- batch all */

/* With more positives an anchor on average, sorting them and searching is faster than looking at each. */
#ifndef LARGE_CLASS
#define LARGE_CLASS (VW == 16 ? 48 : VW == 8 ? 24 : 12)
#endif

static int prepare_all(all_call *c, const float *in, const int32_t *labels, uint32_t B, uint32_t D, uint32_t *large) {
  batch *b = &c->b;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  for (int round = 0; round < 3; round++) {
    /* Sizes that do not depend on the labels, then the sort, then the rest. */
    measuring = 1;
    arena_used = 0;
    all_take(c);
    if (!arena_reserve(arena_used)) return NO_MEMORY;
    measuring = 0;
    arena_used = 0;
    all_take(c);
    sort_labels(b);
    uint64_t pairs = 0, vectors = 0;
    uint32_t most = 0;
    for (uint32_t block = 0; block * VW < b->Bp; block++) {
      uint32_t most_here = 0;
      for (uint32_t a = block * VW; a < umin(block * VW + VW, B); a++) {
        pairs += positives_of(b, a);
        most_here = umax(most_here, positives_of(b, a));
      }
      c->offset[block] = (uint32_t)vectors;
      vectors += most_here;
      most = umax(most, most_here);
    }
    c->offset[b->Bp / VW] = (uint32_t)vectors;
    c->valid = 0;
    for (uint32_t a = 0; a < B; a++) c->valid += (double)positives_of(b, a) * (B - b->end[a] + b->start[a]);
    *large = pairs > (uint64_t)LARGE_CLASS * B;
    size_t before = arena_used;
    measuring = 1;
    if (*large) all_take_rows(c, most);
    else all_take_tables(c, vectors);
    if (arena_used <= arena_size) {
      measuring = 0;
      arena_used = before;
      if (*large) all_take_rows(c, most);
      else all_take_tables(c, vectors);
      return prepare(b);
    }
    if (!arena_reserve(arena_used)) return NO_MEMORY;
  }
  return NO_MEMORY;
}

/*
 * out: loss, valid, positive, hard. `result`: B x D, or null without a gradient. Needs B >= 1 and D >= 1.
 */
EXPORT(operators_batch_all)
int operators_batch_all(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double margin, int32_t squared, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  all_call call, *c = &call;
  uint32_t large;
  c->margin = margin;
  c->squared = squared;
  c->gradient = result != 0;
  c->result = result;
  int status = prepare_all(c, in, labels, B, D, &large);
  batch *b = &c->b;
  /* Squares of coordinates this small leave float32's range. */
  if (status == OK && b->largest > 0 && b->largest < 1e-12f) status = OUT_OF_RANGE;
  /* A margin that a distance rounds away makes pairs hard that are not active: left to float64. */
  double reach = 2 * __builtin_sqrt((double)D) * b->largest;
  if (status == OK && margin > 0 && margin < 4e-16 * (squared ? reach * reach : reach)) status = OUT_OF_RANGE;
  if (status == OK) {
    double loss = 0, positive = 0, distance = 0;
    int64_t hard = 0;
    if (large) run_tasks(rows_part, c, c->parts, b->threads);
    else {
      run_tasks(fill_tables, c, row_tasks(b), b->threads);
      run_tasks(all_part, c, c->parts, b->threads);
      run_tasks(all_counts, c, row_tasks(b), b->threads);
      for (uint32_t t = 0; t < row_tasks(b); t++) {
        loss += c->row_loss[2 * t];
        positive += c->row_loss[2 * t + 1];
      }
    }
    for (uint32_t q = 0; q < c->parts; q++) {
      if (large) {
        loss += c->part[q].loss;
        positive += c->part[q].positive;
      }
      distance += c->part[q].distance;
      hard += c->part[q].hard;
    }
    loss -= distance;
    c->scale = positive > 0 ? 1 / positive : 0;
    out[0] = loss > 0 ? loss * c->scale : 0;
    out[1] = c->valid;
    out[2] = positive;
    out[3] = (double)hard;
    if (result) run_tasks(large ? rows_gradient : all_gradient, c, row_tasks(b), b->threads);
  }
  UNLOCK_CALL();
  return status;
}

/* ---------------------------------------------------------------- batch hard */

/* One part's nearest negatives and farthest positives, by float32 squares, and the runners-up. */
typedef struct {
  float *near, *near2, *far, *far2;
  int32_t *near_who, *far_who;
  float *block; /* a strip's products */
} hard_part;

typedef struct {
  batch b;
  double margin;
  int squared, rule;
  float *result;
  uint32_t parts;
  hard_part *part;
  double *far, *near;                 /* float64 squares; below 0: none, or not in the mean */
  uint32_t *far_who, *near_who;       /* who, or how many share it: */
  uint32_t *far_ties, *near_ties;
  double *sums, *scratch;
  float greatest_norm;
} hard_call;

enum { TENSORFLOW = 0, PYTORCH = 1, VALID = 2 };
#define CLAMP 1e-12

INLINE void nearest_in(vf d, vi who, vf *first, vf *second, vi *first_who) {
  vm less = lt(d, *first);
  *second = vmin(*second, vmax(*first, d));
  *first_who = pick_int(less, who, *first_who);
  *first = vmin(*first, d);
}

INLINE void nearest_one(float d, int32_t who, float *first, float *second, int32_t *first_who) {
  if (d < *first) {
    *second = *first;
    *first = d;
    *first_who = who;
  } else if (d < *second) *second = d;
}

INLINE void farthest_one(float d, int32_t who, float *first, float *second, int32_t *first_who) {
  if (d > *first) {
    *second = *first;
    *first = d;
    *first_who = who;
  } else if (d > *second) *second = d;
}

static void hard_strip(hard_call *c, hard_part *p, uint32_t i0, uint32_t rows, uint32_t j0, uint32_t columns) {
  const batch *b = &c->b;
  for (uint32_t v = 0; v < columns; v += NR) {
    gram_kernel(b->xc + (size_t)i0 * b->LD, b->LD, b->xt + (size_t)(j0 + v) * b->D, b->D, p->block + v, TILE);
  }
  uint32_t last = umin(columns, b->B - j0);
  vi lanes;
  for (int l = 0; l < VW; l++) lanes[l] = l;
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0;
    float mine = b->norm[i];
    float *row = p->block + r * TILE;
    /* Columns of the anchor's class, in the upper half. */
    for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < first && v < last; v++) {
      uint32_t j = j0 + v;
      float d = mine + b->norm[j] - 2 * row[v];
      farthest_one(d, (int32_t)j, &p->far[i], &p->far2[i], &p->far_who[i]);
      farthest_one(d, (int32_t)i, &p->far[j], &p->far2[j], &p->far_who[j]);
    }
    vf norm = splat(mine), two = splat(-2.0f), best = splat(INF), second = splat(INF);
    vi who = {0}, me = (vi){0} + (int32_t)i;
    for (uint32_t v = first / VW * VW; v < last; v += VW) {
      vf d = fma_(two, load(row + v), norm + load(b->norm + j0 + v));
      if (v < first || v + VW > last) {
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, d);
        for (uint32_t l = 0; l < VW; l++) {
          if (v + l < first || v + l >= last) t[l] = INF;
        }
        d = load(t);
      }
      nearest_in(d, lanes + (int32_t)(j0 + v), &best, &second, &who);
      vf theirs = load(p->near + j0 + v), theirs2 = load(p->near2 + j0 + v);
      vi theirs_who = *(vi *)(p->near_who + j0 + v);
      nearest_in(d, me, &theirs, &theirs2, &theirs_who);
      store(p->near + j0 + v, theirs);
      store(p->near2 + j0 + v, theirs2);
      *(vi *)(p->near_who + j0 + v) = theirs_who;
    }
    for (int l = 0; l < VW; l++) {
      nearest_one(best[l], who[l], &p->near[i], &p->near2[i], &p->near_who[i]);
      if (second[l] < p->near2[i]) p->near2[i] = second[l];
    }
  }
}

static void hard_part_tiles(void *context, uint32_t task) {
  hard_call *c = context;
  hard_part *p = &c->part[task];
  const batch *b = &c->b;
  for (uint32_t i = 0; i < b->Bp; i++) {
    p->near[i] = p->near2[i] = INF;
    p->far[i] = p->far2[i] = -INF;
    p->near_who[i] = p->far_who[i] = 0;
  }
  uint64_t all = (uint64_t)b->tiles * (b->tiles + 1) / 2;
  uint64_t from = all * task / c->parts, to = all * (task + 1) / c->parts, at = 0;
  for (uint32_t I = 0; I < b->tiles; I++) {
    for (uint32_t J = I; J < b->tiles; J++, at++) {
      if (at < from || at >= to) continue;
      uint32_t i0 = I * TILE, j0 = J * TILE, rows = umin(TILE, b->B - i0);
      uint32_t columns = round_up(umin(TILE, b->B - j0), NR);
      for (uint32_t r = 0; r < rows; r += MR) hard_strip(c, p, i0 + r, umin(MR, rows - r), j0, columns);
    }
  }
}

/* The extreme of anchor a over rows [from, to) and [from2, to2) in float64: value, first index, ties. */
static double extreme(const batch *b, uint32_t a, const uint32_t range[4], double sign, double *scratch, uint32_t *who, uint32_t *ties) {
  double best = -(double)INF;
  uint32_t n = 0;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++, n++) {
      if (j == a) {
        scratch[n] = -(double)INF;
        continue;
      }
      scratch[n] = sign * any_order_square(b, a, j);
      if (scratch[n] > best) best = scratch[n];
    }
  }
  double near_best = best - 1e-12 * __builtin_fabs(best), exact = -(double)INF;
  uint32_t count = 0;
  n = 0;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = range[side]; j < range[side + 1]; j++, n++) {
      if (j == a || !(scratch[n] >= near_best)) continue;
      double d = sign * exact_square(b, a, j);
      if (d > exact) {
        exact = d;
        *who = j;
        count = 1;
      } else if (d == exact) count++;
    }
  }
  *ties = count;
  return sign * exact;
}

/* Settles each anchor's two distances in float64. */
static void hard_settle(void *context, uint32_t task) {
  hard_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double *scratch = c->scratch + (size_t)task * b->B;
  for (uint32_t a = from; a < to; a++) {
    float near = INF, near2 = INF, far = -INF, far2 = -INF;
    int32_t near_who = 0, far_who = 0;
    for (uint32_t q = 0; q < c->parts; q++) {
      hard_part *p = &c->part[q];
      nearest_one(p->near[a], p->near_who[a], &near, &near2, &near_who);
      if (p->near2[a] < near2) near2 = p->near2[a];
      farthest_one(p->far[a], p->far_who[a], &far, &far2, &far_who);
      if (p->far2[a] > far2) far2 = p->far2[a];
    }
    /* Two roundings apart at most, the runner-up may be the true one. */
    float open = 2.01f * b->band * (b->norm[a] + c->greatest_norm);
    c->far[a] = c->near[a] = -1;
    c->far_ties[a] = c->near_ties[a] = 1;
    if (far > -INF) {
      c->far_who[a] = (uint32_t)far_who;
      if (far - far2 <= open) {
        uint32_t range[4] = {b->start[a], b->end[a], 0, 0};
        c->far[a] = extreme(b, a, range, 1, scratch, &c->far_who[a], &c->far_ties[a]);
      } else c->far[a] = any_order_square(b, a, (uint32_t)far_who);
    }
    if (near < INF) {
      c->near_who[a] = (uint32_t)near_who;
      if (near2 - near <= open) {
        uint32_t range[4] = {0, b->start[a], b->end[a], b->B};
        c->near[a] = extreme(b, a, range, -1, scratch, &c->near_who[a], &c->near_ties[a]);
      } else c->near[a] = any_order_square(b, a, (uint32_t)near_who);
    }
  }
}

INLINE double hard_measure(const hard_call *c, double square) {
  if (c->rule == PYTORCH && square < CLAMP) square = CLAMP;
  return c->squared ? square : __builtin_sqrt(square);
}

/* weight * d(distance) for anchor a and the row, or the rows that tie, at this square. */
static void hard_pull(hard_call *c, uint32_t a, uint32_t who, uint32_t ties, const uint32_t range[4], double square, double sign) {
  const batch *b = &c->b;
  if (square <= 0 || (c->rule == PYTORCH && square < CLAMP)) return;
  double weight = sign * (c->squared ? 2 : 1 / __builtin_sqrt(square)) / ties;
  double *mine = c->sums + (size_t)a * b->D;
  const float *x = b->x + (size_t)a * b->LD;
  for (int side = 0; side < 4; side += 2) {
    for (uint32_t j = ties > 1 ? range[side] : who; j < (ties > 1 ? range[side + 1] : who + 1); j++) {
      if (j == a || (ties > 1 && exact_square(b, a, j) != square)) continue;
      const float *y = b->x + (size_t)j * b->LD;
      double *theirs = c->sums + (size_t)j * b->D;
      for (uint32_t k = 0; k < b->D; k++) {
        double pull = weight * ((double)x[k] - (double)y[k]);
        mine[k] += pull;
        theirs[k] -= pull;
      }
    }
    if (ties == 1) return;
  }
}

static void hard_take(hard_call *c) {
  batch *b = &c->b;
  batch_take(b, 1);
  c->far = TAKE(double, b->B);
  c->near = TAKE(double, b->B);
  c->far_who = TAKE(uint32_t, b->B);
  c->near_who = TAKE(uint32_t, b->B);
  c->far_ties = TAKE(uint32_t, b->B);
  c->near_ties = TAKE(uint32_t, b->B);
  c->scratch = TAKE(double, (size_t)row_tasks(b) * b->B);
  c->sums = c->result ? TAKE(double, (size_t)b->B * b->D) : 0;
  c->part = TAKE(hard_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    hard_part dummy, *p = measuring ? &dummy : &c->part[q];
    p->near = TAKE(float, b->Bp);
    p->near2 = TAKE(float, b->Bp);
    p->far = TAKE(float, b->Bp);
    p->far2 = TAKE(float, b->Bp);
    p->near_who = TAKE(int32_t, b->Bp);
    p->far_who = TAKE(int32_t, b->Bp);
    p->block = TAKE(float, MR * TILE);
  }
}

/* option: 2 * rule + squared. out: loss, anchors, active. */
EXPORT(operators_batch_hard)
int operators_batch_hard(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double margin, int32_t option, double unused, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  hard_call call, *c = &call;
  batch *b = &c->b;
  c->margin = margin;
  c->squared = option & 1;
  c->rule = option >> 1;
  c->result = result;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  measuring = 1;
  arena_used = 0;
  hard_take(c);
  int status = arena_reserve(arena_used) ? OK : NO_MEMORY;
  if (status == OK) {
    measuring = 0;
    arena_used = 0;
    hard_take(c);
    sort_labels(b);
    status = prepare(b);
    if (status == OK && b->largest > 0 && b->largest < 1e-12f) status = OUT_OF_RANGE;
  }
  if (status == OK) {
    c->greatest_norm = 0;
    for (uint32_t i = 0; i < B; i++) {
      if (b->norm[i] > c->greatest_norm) c->greatest_norm = b->norm[i];
    }
    run_tasks(hard_part_tiles, c, c->parts, b->threads);
    run_tasks(hard_settle, c, row_tasks(b), b->threads);
    double sum = 0, anchors = 0, active = 0;
    if (result) zero(c->sums, (size_t)B * D * sizeof *c->sums);
    for (uint32_t a = 0; a < B; a++) {
      int has_positive = c->far[a] >= 0, has_negative = c->near[a] >= 0;
      if (c->rule == VALID && !(has_positive && has_negative)) continue;
      anchors++;
      if (!has_negative) {
        /* The row maximum stands for the missing negative and cancels the positive. */
        sum += margin;
        active += margin > 0;
        continue;
      }
      double far = has_positive ? c->far[a] : 0, near = c->near[a];
      double loss = hard_measure(c, far) - hard_measure(c, near) + margin;
      if (__builtin_fabs(loss) <= 1e-12 * (hard_measure(c, far) + margin)) {
        if (has_positive) far = exact_square(b, a, c->far_who[a]);
        near = exact_square(b, a, c->near_who[a]);
        loss = hard_measure(c, far) - hard_measure(c, near) + margin;
      }
      if (!(loss > 0)) continue;
      sum += loss;
      active++;
      if (!result) continue;
      uint32_t positives[4] = {b->start[a], b->end[a], 0, 0}, negatives[4] = {0, b->start[a], b->end[a], B};
      if (has_positive) hard_pull(c, a, c->far_who[a], c->far_ties[a], positives, far, 1);
      hard_pull(c, a, c->near_who[a], c->near_ties[a], negatives, near, -1);
    }
    double scale = anchors > 0 ? 1 / anchors : 0;
    out[0] = sum * scale;
    out[1] = anchors;
    out[2] = active;
    if (result) {
      for (uint32_t r = 0; r < B; r++) {
        float *to = result + (size_t)b->order[r] * D;
        const double *s = c->sums + (size_t)r * D;
        for (uint32_t k = 0; k < D; k++) to[k] = (float)(scale * s[k] + 0.0);
      }
    }
  }
  UNLOCK_CALL();
  return status;
}

/* ---------------------------------------------------------------- circle */

/* e^x in float64, x of at most some hundreds; below -700 it is 0. */
static double exp_double(double x) {
  if (x < -700) return 0;
  double n = __builtin_floor(x * 1.4426950408889634 + 0.5);
  double r = (x - n * 0.693145751953125) - n * 1.42860682030941723212e-6, s = 1.0 / 6227020800.0;
  static const double inverse[] = {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
  for (int k = 0; k < 13; k++) s = s * r + inverse[k];
  union {
    uint64_t u;
    double d;
  } two = {(uint64_t)(1023 + (int64_t)n) << 52};
  return s * two.d;
}

/* ln x in float64, x normal and above 0. */
static double log_double(double x) {
  union {
    double d;
    uint64_t u;
  } bits = {x};
  double n = (double)((int64_t)(bits.u >> 52) - 1023);
  bits.u = (bits.u & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  if (bits.d > 1.4142135623730951) {
    bits.d /= 2;
    n++;
  }
  double t = (bits.d - 1) / (bits.d + 1), t2 = t * t, s = 0;
  for (int k = 27; k > 0; k -= 2) s = s * t2 + 1.0 / k;
  return 2 * t * s + n * 0.6931471805599453;
}

/* e^x in float32 to 2e-7, for x of at most 0; below -87 it is 0. */
INLINE vf exp_float(vf x) {
  vm gone = lt(x, splat(-87.0f));
  x = vmax(x, splat(-87.0f));
  /* Adding 1.5 * 2^23 rounds to an integer, which then stands in the lowest bits. */
  vf shift = splat(12582912.0f), t = fma_(x, splat(1.44269504f), shift), n = t - shift;
  vf r = fma_(n, splat(-0.693145751953125f), x);
  r = fma_(n, splat(-1.42860682e-6f), r);
  vf s = splat(1.0f / 720);
  s = fma_(s, r, splat(1.0f / 120));
  s = fma_(s, r, splat(1.0f / 24));
  s = fma_(s, r, splat(1.0f / 6));
  s = fma_(s, r, splat(0.5f));
  s = fma_(s, r, splat(1.0f));
  s = fma_(s, r, splat(1.0f));
  vi two = ((vi)t - (vi)shift + 127) << 23;
  return pick(gone, splat(0), s * (vf)two);
}

typedef struct {
  float *sums_n, *sums_p; /* weight times row: negatives by e^(logit - peak), positives final */
  double peak, sum;       /* of this part's negatives */
  float *block;           /* a strip's products */
  float *weights_n, *weights_p; /* of a tile */
} circle_part;

typedef struct {
  batch b;
  double m, gamma, peak_p, sum_p, slope;
  float *result;
  uint32_t parts;
  circle_part *part;
  double *task_peak, *task_sum;
} circle_call;

static double exact_product(const batch *b, uint32_t i, uint32_t j) {
  const float *x = b->x + (size_t)i * b->LD, *y = b->x + (size_t)j * b->LD;
  d8 s = {0};
  for (uint32_t k = 0; k < b->LD; k += 8) s += load_d8(x + k) * load_d8(y + k);
  return sum_d8(s);
}

INLINE double positive_part(double x) { return x > 0 ? x : 0; }
INLINE double logit_p(const circle_call *c, double s) { return -positive_part(1 + c->m - s) * (s - (1 - c->m)) * c->gamma; }
INLINE double logit_n(const circle_call *c, double s) { return positive_part(s + c->m) * (s - c->m) * c->gamma; }

/* The positives' logarithm of a sum, all of it in float64. */
static void circle_positives(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  double peak = -(double)INF, sum = 0;
  for (uint32_t i = from; i < to; i++) {
    for (uint32_t j = i + 1; j < b->end[i]; j++) {
      double l = logit_p(c, exact_product(b, i, j));
      if (l <= peak) sum += exp_double(l - peak);
      else {
        sum = sum * exp_double(peak - l) + 1;
        peak = l;
      }
    }
  }
  c->task_peak[task] = peak;
  c->task_sum[task] = sum;
}

/* A pair with more than this share of the sum is computed in float64. */
#define SHARE 1e-4

static void circle_strip(circle_call *c, circle_part *p, uint32_t i0, uint32_t rows, uint32_t j0, uint32_t columns, uint32_t strip) {
  const batch *b = &c->b;
  float *wn = p->weights_n + strip * TILE, *wp = p->weights_p + strip * TILE;
  for (uint32_t v = 0; v < columns; v += NR) {
    gram_kernel(b->x + (size_t)i0 * b->LD, b->LD, b->xt + (size_t)(j0 + v) * b->D, b->D, p->block + v, TILE);
  }
  uint32_t last = umin(columns, b->B - j0);
  vf m = splat((float)c->m), gamma = splat((float)c->gamma), none = splat(0), highest = splat(-INF);
  /* Logits of the negatives in wn; what is no negative is -inf. */
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, columns) : 0;
    float *s = p->block + r * TILE, *w = wn + r * TILE;
    for (uint32_t v = 0; v < columns; v += VW) {
      vf x = load(s + v), l = vmax(x + m, none) * (x - m) * gamma;
      if (v < first || v + VW > last) {
        float t[VW] __attribute__((aligned(VW * 4)));
        store(t, l);
        for (uint32_t e = 0; e < VW; e++) {
          if (v + e < first || v + e >= last) t[e] = -INF;
        }
        l = load(t);
      }
      store(w + v, l);
      highest = vmax(highest, l);
    }
  }
  float top = -INF;
  for (int l = 0; l < VW; l++) top = highest[l] > top ? highest[l] : top;
  if ((double)top > p->peak) {
    /* A higher peak: what was summed so far shrinks. The running peak need not be exact. */
    double shrink = exp_double(p->peak - top);
    if (p->peak == -(double)INF) shrink = 0;
    p->sum *= shrink;
    p->peak = top;
    if (c->result && shrink != 1) {
      float f = (float)shrink;
      for (size_t e = 0; e < (size_t)b->Bp * b->LD; e++) p->sums_n[e] *= f;
      /* The strips of this tile that are done and not yet multiplied. */
      for (uint32_t e = 0; e < strip * TILE; e++) p->weights_n[e] *= f;
    }
  }
  /* Before the first negative the peak is -inf, and -inf - -inf no number. */
  vf peak = splat(p->peak > -(double)INF ? (float)p->peak : 0);
  double total = 0;
  for (uint32_t r = 0; r < rows; r++) {
    float *s = p->block + r * TILE, *w = wn + r * TILE;
    float large = (float)(SHARE * (p->sum + total));
    if (large < 1e-30f) large = 1e-30f;
    vf limit = splat(large), sum = none;
    for (uint32_t v = 0; v < columns; v += VW) {
      vf e = exp_float(load(w + v) - peak), a = vmax(load(s + v) + m, none);
      vm heavy = lt(limit, e);
      if (__builtin_expect(any(heavy), 0)) {
        float t[VW] __attribute__((aligned(VW * 4))), u[VW] __attribute__((aligned(VW * 4)));
        store(t, e);
        store(u, a);
        for (int l = 0; l < VW; l++) {
          if (!lane(heavy, l)) continue;
          double x = exact_product(b, i0 + r, j0 + v + l);
          double share = exp_double(logit_n(c, x) - p->peak);
          total += share;
          t[l] = 0;
          u[l] = (float)(share * positive_part(x + c->m));
        }
        sum += load(t);
        for (int l = 0; l < VW; l++) w[v + l] = lane(heavy, l) ? u[l] : t[l] * u[l];
        continue;
      }
      sum += e;
      store(w + v, e * a);
    }
    for (uint32_t v = columns; v < TILE; v += VW) store(w + v, none);
    total += sum_float(sum);
  }
  p->sum += total;
  for (uint32_t r = rows; r < MR; r++) zero(wn + r * TILE, TILE * sizeof *wn);
  if (!c->result) return;
  /* The positives of this strip, one by one: their sum is known already. */
  for (uint32_t r = 0; r < MR; r++) {
    float *s = p->block + r * TILE, *w = wp + r * TILE;
    zero(w, TILE * sizeof *w);
    if (r >= rows) continue;
    uint32_t i = i0 + r, first = b->end[i] > j0 ? umin(b->end[i] - j0, last) : 0;
    for (uint32_t v = i + 1 > j0 ? i + 1 - j0 : 0; v < first; v++) {
      double x = s[v], share = exp_double(logit_p(c, x) - c->peak_p) / c->sum_p;
      /* Near a cosine of 1, the weight is what rounding has left of it. */
      if (share > SHARE || 1 + c->m - x < 0.01) {
        x = exact_product(b, i, j0 + v);
        share = exp_double(logit_p(c, x) - c->peak_p) / c->sum_p;
      }
      w[v] = (float)(share * positive_part(1 + c->m - x));
    }
  }
}

static void circle_part_tiles(void *context, uint32_t task) {
  circle_call *c = context;
  circle_part *p = &c->part[task];
  const batch *b = &c->b;
  p->peak = -(double)INF;
  p->sum = 0;
  if (c->result) {
    zero(p->sums_n, (size_t)b->Bp * b->LD * sizeof *p->sums_n);
    zero(p->sums_p, (size_t)b->Bp * b->LD * sizeof *p->sums_p);
  }
  uint64_t all = (uint64_t)b->tiles * (b->tiles + 1) / 2;
  uint64_t from = all * task / c->parts, to = all * (task + 1) / c->parts, at = 0;
  for (uint32_t I = 0; I < b->tiles; I++) {
    for (uint32_t J = I; J < b->tiles; J++, at++) {
      if (at < from || at >= to) continue;
      uint32_t i0 = I * TILE, j0 = J * TILE, rows = umin(TILE, b->B - i0), columns = umin(TILE, b->B - j0);
      uint32_t wide = round_up(columns, NR), deep = round_up(rows, MR);
      for (uint32_t r = 0; r < rows; r += MR) circle_strip(c, p, i0 + r, umin(MR, rows - r), j0, wide, r);
      if (!c->result) continue;
      add_products(b, p->sums_n, i0, rows, j0, columns, p->weights_n, TILE, 1);
      add_products(b, p->sums_n, j0, columns, i0, deep, p->weights_n, 1, TILE);
      if (b->end[umin(i0 + rows, b->B) - 1] <= j0 || (I == J && b->B == 1)) continue;
      add_products(b, p->sums_p, i0, rows, j0, columns, p->weights_p, TILE, 1);
      add_products(b, p->sums_p, j0, columns, i0, deep, p->weights_p, 1, TILE);
    }
  }
}

static void circle_gradient(void *context, uint32_t task) {
  circle_call *c = context;
  const batch *b = &c->b;
  uint32_t from = task * ROWS_A_TASK, to = umin(from + ROWS_A_TASK, b->B);
  for (uint32_t a = from; a < to; a++) {
    float *out = c->result + (size_t)b->order[a] * b->D;
    for (uint32_t k = 0; k < b->D; k++) {
      double pull = 0;
      for (uint32_t q = 0; q < c->parts; q++) {
        const circle_part *p = &c->part[q];
        size_t at = (size_t)a * b->LD + k;
        pull += p->sum * p->sums_n[at] - (double)p->sums_p[at];
      }
      out[k] = (float)(c->slope * pull + 0.0);
    }
  }
}

static void circle_take(circle_call *c) {
  batch *b = &c->b;
  batch_take(b, 0);
  c->task_peak = TAKE(double, row_tasks(b));
  c->task_sum = TAKE(double, row_tasks(b));
  c->part = TAKE(circle_part, c->parts);
  for (uint32_t q = 0; q < c->parts; q++) {
    circle_part dummy, *p = measuring ? &dummy : &c->part[q];
    p->block = TAKE(float, MR * TILE);
    p->weights_n = TAKE(float, TILE * TILE);
    p->weights_p = TAKE(float, TILE * TILE);
    if (!c->result) continue;
    p->sums_n = TAKE(float, (size_t)b->Bp * b->LD);
    p->sums_p = TAKE(float, (size_t)b->Bp * b->LD);
  }
}

/* out: loss, positive pairs, negative pairs. */
EXPORT(operators_circle)
int operators_circle(const float *in, const int32_t *labels, uint32_t B, uint32_t D, double m, int32_t unused, double gamma, float *result, double *out) {
  (void)unused;
  LOCK_CALL();
  circle_call call, *c = &call;
  batch *b = &c->b;
  c->m = m;
  c->gamma = gamma;
  c->result = result;
  batch_shape(b, in, labels, B, D);
  c->parts = b->threads == 1 ? 1 : PARTS_A_THREAD * b->threads;
  measuring = 1;
  arena_used = 0;
  circle_take(c);
  int status = arena_reserve(arena_used) ? OK : NO_MEMORY;
  if (status == OK) {
    measuring = 0;
    arena_used = 0;
    circle_take(c);
    sort_labels(b);
    status = prepare(b);
  }
  if (status == OK) {
    /* Logits of rows far longer than 1, or of extreme options, leave float32's range. */
    for (uint32_t i = 0; i < B; i++) {
      if (b->norm[i] > 4) status = OUT_OF_RANGE;
    }
    if (gamma > 1e5 || m > 100) status = OUT_OF_RANGE;
  }
  if (status == OK) {
    double positive = 0;
    for (uint32_t i = 0; i < B; i++) positive += 0.5 * (b->end[i] - b->start[i] - 1);
    double negative = 0.5 * B * (B - 1.0) - positive;
    out[0] = 0;
    out[1] = positive;
    out[2] = negative;
    if (positive == 0 || negative == 0) {
      if (result) zero(result, (size_t)B * D * sizeof *result);
    } else {
      run_tasks(circle_positives, c, row_tasks(b), b->threads);
      c->peak_p = -(double)INF;
      c->sum_p = 0;
      for (uint32_t t = 0; t < row_tasks(b); t++) {
        if (c->task_sum[t] > 0 && c->task_peak[t] > c->peak_p) c->peak_p = c->task_peak[t];
      }
      for (uint32_t t = 0; t < row_tasks(b); t++) {
        if (c->task_sum[t] > 0) c->sum_p += c->task_sum[t] * exp_double(c->task_peak[t] - c->peak_p);
      }
      run_tasks(circle_part_tiles, c, c->parts, b->threads);
      double peak = -(double)INF, sum = 0;
      for (uint32_t q = 0; q < c->parts; q++) {
        if (c->part[q].sum > 0 && c->part[q].peak > peak) peak = c->part[q].peak;
      }
      for (uint32_t q = 0; q < c->parts; q++) {
        circle_part *p = &c->part[q];
        if (p->sum > 0) sum += p->sum * exp_double(p->peak - peak);
      }
      /* From here on a part's sum is the factor of its sums. */
      for (uint32_t q = 0; q < c->parts; q++) {
        circle_part *p = &c->part[q];
        p->sum = p->sum > 0 ? exp_double(p->peak - peak) / sum : 0;
      }
      double z = c->peak_p + log_double(c->sum_p) + peak + log_double(sum), e = exp_double(z > 0 ? -z : z);
      /* softplus(z), and its slope; ln(1 + e) by its series where e is small. */
      double soft = e > 1e-5 ? log_double(1 + e) : e * (1 - e / 2 + e * e / 3);
      out[0] = (z > 0 ? z : 0) + soft;
      c->slope = gamma * (z > 0 ? 1 / (1 + e) : e / (1 + e));
      if (result) run_tasks(circle_gradient, c, row_tasks(b), b->threads);
    }
  }
  UNLOCK_CALL();
  return status;
}

/* ---------------------------------------------------------------- housekeeping */

#if THREADS
EXPORT(operators_free)
void operators_free(void) {
  LOCK_CALL();
  free(arena);
  arena = 0;
  arena_size = 0;
  UNLOCK_CALL();
}

#define NEEDS(feature) (__builtin_cpu_supports(feature) != 0)
/* Whether this processor has the instructions that the rest was compiled to; itself it needs none. */
EXPORT(operators_supported)
#if defined(__x86_64__)
__attribute__((target("arch=x86-64")))
#endif
int operators_supported(void) {
  int fine = 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(__AVX__)
  fine &= NEEDS("avx");
#endif
#if defined(__AVX2__)
  fine &= NEEDS("avx2") & NEEDS("bmi") & NEEDS("bmi2");
#endif
#if defined(__FMA__)
  fine &= NEEDS("fma");
#endif
#if defined(__AVX512F__)
  fine &= NEEDS("avx512f");
#endif
#if defined(__AVX512BW__)
  fine &= NEEDS("avx512bw") & NEEDS("avx512dq") & NEEDS("avx512vl") & NEEDS("avx512cd");
#endif
#if defined(__AVX512VBMI__)
  fine &= NEEDS("avx512vbmi");
#endif
#if defined(__AVX512VBMI2__)
  fine &= NEEDS("avx512vbmi2") & NEEDS("avx512vnni") & NEEDS("avx512bitalg") & NEEDS("avx512vpopcntdq");
#endif
#endif
  return fine;
}

/* How many threads to use, the caller among them; 0: one a processor. */
EXPORT(operators_threads)
void operators_threads(uint32_t n) {
  LOCK_CALL();
  stop_workers();
  wanted_threads = n > MOST_THREADS ? MOST_THREADS : n;
  UNLOCK_CALL();
}

__attribute__((destructor)) static void unload(void) {
  if (worker_count) stop_workers();
}
#else
/* A place for `bytes` of the caller's input and results, before the work space; 0 when there is none. */
EXPORT(operators_place)
void *operators_place(uint32_t bytes) {
  char *place = (char *)(((uintptr_t)&__heap_base + 63) & ~(uintptr_t)63);
  arena = place + ((bytes + 63) & ~63u);
  return arena_reserve(0) ? place : 0;
}
#endif

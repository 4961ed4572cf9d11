/*
 * The fused operators in C: one source for the native engine (cc -O3 -march=native, pthreads) and
 * for the WebAssembly one (clang --target=wasm32 -msimd128, no libc). The derivation stands in
 * ../mod.ts.
 *
 * How a comparison is decided. Float32 Gram distances carry an error of at most `band * (|a|^2 +
 * |b|^2)` (derived in constants.h); a comparison whose outcome that error could change is decided
 * anew from float64 distances, summed from the differences of the coordinates in their order, as the
 * plain engine does. So the counts are those of the float64 loop over all triplets, bit for bit, and
 * every engine agrees.
 *
 * A unity build: this file includes all others, in the order in which they can be read, and each
 * uses what stands before it.
 *
 *     vectors.h               vectors of the processor's own width; whatever differs by processor
 *     constants.h             every bound, derived, and every measured number
 *     workspace.c             the memory of a call
 *     threads.c               the pool, and tasks over its threads
 *     batch.c                 rows in class order, about their mean, in panels; exact distances
 *     kernels.c               the two products, and how pairs are shared out in tiles
 *     batch_all.h             what the three ways of batch all work on
 *     batch_all_tiles.c       small classes: each pair compared with the positives of both ends
 *     batch_all_ruler.c       large classes: an anchor's positives as marks, and looking up on them
 *     batch_all_matrix.c          with two matrices of all pairs
 *     semi_hard_matrix.c              likewise, one negative a pair
 *     batch_all_rows.c            row by row, where these do not fit
 *     batch_all.c             which way, and the sums
 *     semi_hard.c             where classes are small: pair by pair
 *     batch_hard.c            shortlists of extremes, settled in float64
 *     circle.c                sums of exponentials, what weighs anything in float64
 *
 * The operators at the end of the last four are what the outside calls, and what follows here.
 *
 * Compile with -ffp-contract=off: fused multiply-adds stand where they are wanted (FMA), and
 * nowhere else.
 */
#include "constants.h"

#include "workspace.c"
#include "threads.c"

#include "batch.c"

#include "kernels.c"

#include "batch_all.h"
#include "batch_all_tiles.c"
#include "batch_all_ruler.c"
#include "batch_all_matrix.c"
#include "semi_hard_matrix.c"
#include "batch_all_rows.c"
#include "batch_all.c"

#include "semi_hard.c"
#include "batch_hard.c"
#include "circle.c"

#if !defined(__wasm__)
EXPORT(operators_free)
void operators_free(void) {
  LOCK_CALL();
  free(arena.at);
  arena.at = 0;
  arena.size = 0;
  UNLOCK_CALL();
}

#define NEEDS(feature) (__builtin_cpu_supports(feature) != 0)
/* Whether this processor has the instructions that the rest was compiled to; itself it needs none.
 */
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
#if defined(__AVX512VNNI__)
  fine &= NEEDS("avx512vnni");
#endif
#if defined(__AVX512VBMI2__)
  fine &= NEEDS("avx512vbmi2") & NEEDS("avx512bitalg") & NEEDS("avx512vpopcntdq");
#endif
#endif
  return fine;
}

/* How many threads to use, the caller among them; 0: one a processor. */
EXPORT(operators_threads)
void operators_threads(uint32_t n) {
  LOCK_CALL();
  dismiss();
  pool.wanted_threads = n > MOST_THREADS ? MOST_THREADS : n;
  UNLOCK_CALL();
}

__attribute__((destructor)) static void unload(void) {
  if (pool.helper_count) dismiss();
}
#else
/* A place for `bytes` of the caller's input and results, before the work space; 0 when there is
 * none. */
EXPORT(operators_place)
void *operators_place(uint32_t bytes) {
  char *place = (char *)(((uintptr_t)&__heap_base + 63) & ~(uintptr_t)63);
  arena.at = place + ((bytes + 63) & ~63u);
  return arena_reserve(0) ? place : 0;
}

/* Whether a second thread would take part in a call with such a batch. */
EXPORT(operators_shared)
int operators_shared(uint32_t B, uint32_t D) { return shared_threads(B, D) > 1; }

/* What a second thread runs, on a stack of its own, until it is dismissed. */
static char stack[65536] __attribute__((aligned(64)));
static _Atomic int helpers;
EXPORT(operators_stack)
void *operators_stack(void) { return stack + sizeof stack; }
EXPORT(operators_help)
void operators_help(void) {
  atomic_fetch_add(&helpers, 1);
  help();
  atomic_fetch_sub(&helpers, 1);
}

/* Dismisses the second thread, or lets one come again; whether one is still there. */
EXPORT(operators_dismiss)
int operators_dismiss(int yes) {
  atomic_store(&pool.dismissed, yes);
  RING(pool.helpers_bell)
  return atomic_load(&helpers) != 0;
}

/* How often it has taken part in a job. */
EXPORT(operators_joined)
uint32_t operators_joined(void) { return atomic_load(&pool.joined); }
#endif

/*
 * One block of memory for all of a call's arrays, 64-byte aligned, kept for the next call.
 */
#ifndef WORKSPACE_H
#define WORKSPACE_H

#include "vectors.h"

/* What can come of a call. */
enum { OK = 0, NO_MEMORY = 1, OUT_OF_RANGE = 2, NOT_FINITE = 3 };

/* Lines of the cache that nothing else stands in: what one thread writes does not slow down another
 * that reads beside it. So a call's own variables do not stand on its stack. */
#define LINES __attribute__((aligned(64)))

static char *arena;
static size_t arena_size, arena_used;

#if defined(__wasm__)
extern char __heap_base;
static int arena_reserve(size_t size) {
  size_t end = (size_t)(uintptr_t)arena + size,
         have = __builtin_wasm_memory_size(0) * (size_t)65536;
  if (size > 0xfff00000u - (size_t)(uintptr_t)arena) return 0;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) / 65536) == (size_t)-1)
    return 0;
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

#endif

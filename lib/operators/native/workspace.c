/*
 * One block of memory for all of a call's arrays, 64-byte aligned, kept for the next call.
 */
/* What can come of a call. */
enum { OK = 0, NO_MEMORY = 1, OUT_OF_RANGE = 2, NOT_FINITE = 3, AGAIN = 4, UNSURE = 5 };

/* Lines of the cache that nothing else stands in: what one thread writes does not slow down another
 * that reads beside it. So a call's own variables do not stand on its stack. */
#define LINES __attribute__((aligned(64)))

static struct {
  char *at;
  size_t size, used;
  int measuring; /* whether what is taken is only added up */
} arena;

#if defined(__wasm__)
extern char __heap_base;
static int arena_reserve(size_t size) {
  size_t end = (size_t)(uintptr_t)arena.at + size,
         have = __builtin_wasm_memory_size(0) * (size_t)65536;
  if (size > 0xfff00000u - (size_t)(uintptr_t)arena.at) return 0;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) / 65536) == (size_t)-1)
    return 0;
  /* All up to the memory's end is ours. */
  arena.size = __builtin_wasm_memory_size(0) * (size_t)65536 - (size_t)(uintptr_t)arena.at;
  return 1;
}
#else
#define LARGE_PAGE ((size_t)1 << 21)
static int arena_reserve(size_t size) {
  if (size <= arena.size) return 1;
  void *p = 0;
  size_t wanted = size + size / 8;
  free(arena.at);
  arena.at = 0;
  arena.size = 0;
  /* Where the system has large pages, a block of this size is given some: fewer addresses to look up. */
  if (posix_memalign(&p, wanted < LARGE_PAGE ? 64 : LARGE_PAGE, wanted) != 0) return 0;
#ifdef MADV_HUGEPAGE
  if (wanted >= LARGE_PAGE) madvise(p, wanted, MADV_HUGEPAGE);
#endif
  arena.at = p;
  arena.size = wanted;
  return 1;
}
#endif

static void *take(size_t bytes) {
  size_t at = arena.used;
  arena.used += (bytes + 63) & ~(size_t)63;
  return arena.measuring ? 0 : arena.at + at;
}
#define TAKE(type, n) ((type *)take(sizeof(type) * (size_t)(n)))

/*
 * Hands out all that `hand_out` takes, behind the first `from` bytes: in two rounds over the same
 * code, of which the first only adds up. AGAIN: the block had to grow, and what was in those first
 * bytes is lost.
 */
static int reserve(size_t from, void (*hand_out)(void *call), void *call) {
  arena.measuring = 1;
  arena.used = from;
  hand_out(call);
  int grows = arena.used > arena.size;
  if (grows && !arena_reserve(arena.used)) return NO_MEMORY;
  arena.measuring = 0;
  arena.used = from;
  hand_out(call);
  return grows && from > 0 ? AGAIN : OK;
}

/*
 * Tasks over threads: native code makes a pool of them once and joins them at unload; in
 * WebAssembly a worker of the runtime comes in through operators_help (operators.c).
 *
 * A call is a handful of jobs of some ten microseconds each, so helpers look out for the next job
 * for a while before they go to sleep, and nobody waits for a helper that has not come: whoever is
 * late finds the job closed. Which thread takes which task never changes a result.
 */
typedef void (*task_fn)(void *context, uint32_t task);

/* Of either kind: the time; a pause in a loop that waits; a way for whoever waits for this
 * processor; and bells, to sleep at until something is so, and to be woken by. */
#if defined(__wasm__)
__attribute__((import_module("env"), import_name("milliseconds"))) double milliseconds(void);
static int64_t nanoseconds(void) { return (int64_t)(milliseconds() * 1e6); }
INLINE void relax(void) {}
INLINE void make_way(void) {}
typedef _Atomic int bell;
#define SLEEP_UNTIL(bell, is_so)                                                                   \
  for (int heard = atomic_load(&bell); !(is_so); heard = atomic_load(&bell))                       \
    __builtin_wasm_memory_atomic_wait32((int *)&bell, heard, -1);
#define RING(bell)                                                                                 \
  {                                                                                                \
    atomic_fetch_add(&bell, 1);                                                                    \
    __builtin_wasm_memory_atomic_notify((int *)&bell, UINT32_MAX);                                 \
  }
#else
static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}
INLINE void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
INLINE void make_way(void) { sched_yield(); }
typedef pthread_cond_t bell;
#define SLEEP_UNTIL(bell, is_so)                                                                   \
  {                                                                                                \
    pthread_mutex_lock(&pool.bell_lock);                                                           \
    while (!(is_so)) pthread_cond_wait(&bell, &pool.bell_lock);                                    \
    pthread_mutex_unlock(&pool.bell_lock);                                                         \
  }
#define RING(bell)                                                                                 \
  {                                                                                                \
    pthread_mutex_lock(&pool.bell_lock);                                                           \
    pthread_cond_broadcast(&bell);                                                                 \
    pthread_mutex_unlock(&pool.bell_lock);                                                         \
  }
#endif

/* The job's number from bit 32 up, OPEN while helpers may join, and how many have. */
#define OPEN 0x80000000u

/* Whoever helps, and the job in hand. */
static struct {
  _Atomic uint64_t state;
  _Atomic uint64_t taken; /* tasks, by the caller; by helpers, from bit 32 up */
  task_fn fn;
  void *context;
  uint32_t tasks;
  _Atomic uint32_t joined; /* how often a helper has joined a job, ever: for tests */
  _Atomic uint32_t sleepers, caller_sleeps;
  _Atomic int dismissed;
  int64_t alone_until, alone_for; /* the caller, nanoseconds */
  bell helpers_bell, caller_bell;
#if !defined(__wasm__)
  pthread_mutex_t bell_lock, call_lock;
  pthread_t helpers[MOST_THREADS];
  uint32_t helper_count, wanted_threads;
} pool = {
    .helpers_bell = PTHREAD_COND_INITIALIZER,
    .caller_bell = PTHREAD_COND_INITIALIZER,
    .bell_lock = PTHREAD_MUTEX_INITIALIZER,
    .call_lock = PTHREAD_MUTEX_INITIALIZER,
};
#else
} pool;
#endif

/* The caller takes tasks from the first on, and helpers from the last: rows that several jobs of a call
 * work on mostly stay in one processor's cache. */
#define CALLER 1ull
#define HELPER (1ull << 32)
static void work_through(uint64_t who) {
  for (;;) {
    uint64_t taken = atomic_fetch_add(&pool.taken, who);
    uint32_t first = (uint32_t)taken, last = (uint32_t)(taken >> 32);
    if (first + last >= pool.tasks) return;
    pool.fn(pool.context, who == CALLER ? first : pool.tasks - 1 - last);
  }
}

/* Whether there is something to do for a helper that has seen job `seen` already. */
INLINE int called(uint32_t seen) {
  uint64_t state = atomic_load(&pool.state);
  return ((state & OPEN) && (uint32_t)(state >> 32) != seen) || atomic_load(&pool.dismissed);
}

/* A helper's life: takes part in one job after the other, until all are dismissed. */
static void help(void) {
  uint32_t seen = 0;
  for (;;) {
    int64_t until = nanoseconds() + LOOK_OUT;
    while (!called(seen) && nanoseconds() < until) {
      for (int i = 0; i < LOOKS && !called(seen); i++) relax();
      /* Whoever waits for this processor, the caller perhaps, has something to do. */
      if (!called(seen)) make_way();
    }
    if (!called(seen)) {
      atomic_fetch_add(&pool.sleepers, 1);
      SLEEP_UNTIL(pool.helpers_bell, called(seen))
      atomic_fetch_sub(&pool.sleepers, 1);
    }
    if (atomic_load(&pool.dismissed)) return;
    uint64_t state = atomic_load(&pool.state);
    while (state & OPEN) {
      if (!atomic_compare_exchange_weak(&pool.state, &state, state + 1)) continue;
      seen = (uint32_t)(state >> 32);
      atomic_fetch_add(&pool.joined, 1);
      work_through(HELPER);
      state = atomic_fetch_sub(&pool.state, 1);
      if ((state & (OPEN - 1)) == 1 && atomic_load(&pool.caller_sleeps)) RING(pool.caller_bell)
      break;
    }
  }
}

#if defined(__wasm__)
static uint32_t thread_count(void) { return MOST_THREADS; }
static void muster(uint32_t threads) { (void)threads; }
#define LOCK_CALL()
#define UNLOCK_CALL()
#else

static uint32_t thread_count(void) {
  if (pool.wanted_threads == 0) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    pool.wanted_threads = n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (uint32_t)n;
  }
  return pool.wanted_threads;
}

static void *begin_help(void *unused) {
  (void)unused;
  help();
  return 0;
}

static void muster(uint32_t threads) {
  while (pool.helper_count + 1 < threads) {
    if (pthread_create(&pool.helpers[pool.helper_count], 0, begin_help, 0) != 0) break;
    pool.helper_count++;
  }
}

static void dismiss(void) {
  atomic_store(&pool.dismissed, 1);
  RING(pool.helpers_bell)
  for (uint32_t t = 0; t < pool.helper_count; t++) pthread_join(pool.helpers[t], 0);
  pool.helper_count = 0;
  atomic_store(&pool.dismissed, 0);
}
#define LOCK_CALL() pthread_mutex_lock(&pool.call_lock)
#define UNLOCK_CALL() pthread_mutex_unlock(&pool.call_lock)
#endif

/* Whether a helper has joined the job and not left it. */
INLINE int at_work(void) { return (atomic_load(&pool.state) & (OPEN - 1)) != 0; }

/* Waits until whoever joined the job has left it: a short while, unless the system has put a helper
 * aside for another program. */
static void wait_for_helpers(int64_t began) {
  if (!at_work()) return;
  int64_t since = nanoseconds(), end = since;
  while (at_work() && end < since + LAST_LOOK) {
    for (int i = 0; i < LOOKS && at_work(); i++) relax();
    end = nanoseconds();
  }
  if (at_work()) {
    atomic_store(&pool.caller_sleeps, 1);
    SLEEP_UNTIL(pool.caller_bell, !at_work())
    atomic_store(&pool.caller_sleeps, 0);
    end = nanoseconds();
  }
  /* Parts are of one size. Who wakes up late begins at the latest when the caller is done with its
   * own, and with cold caches: a helper that takes longer yet was not at work all the time. */
  if (end - since < LAST_LOOK || end - since < 2 * (since - began)) return;
  int soon = began - pool.alone_until < 4 * pool.alone_for;
  pool.alone_for = !soon                           ? ALONE_AT_FIRST
              : 2 * pool.alone_for < ALONE_AT_MOST ? 2 * pool.alone_for
                                              : ALONE_AT_MOST;
  pool.alone_until = end + pool.alone_for;
}

static void run_tasks(task_fn fn, void *context, uint32_t tasks, uint32_t threads) {
  int64_t began = threads < 2 || tasks < 2 ? 0 : nanoseconds();
  if (began < pool.alone_until || began == 0) {
    for (uint32_t t = 0; t < tasks; t++) fn(context, t);
    return;
  }
  muster(threads);
  /* Closed, and nobody in it: only this thread looks at the job now. */
  uint64_t number = (atomic_load(&pool.state) >> 32) + 1;
  pool.fn = fn;
  pool.context = context;
  pool.tasks = tasks;
  atomic_store(&pool.taken, 0);
#ifdef PATIENT
  uint32_t before = atomic_load(&pool.joined);
#endif
  atomic_store(&pool.state, number << 32 | OPEN);
  if (atomic_load(&pool.sleepers) > 0) RING(pool.helpers_bell)
#ifdef PATIENT
  /* For tests: everybody takes part in everything. */
  while (atomic_load(&pool.joined) - before < pool.helper_count) sched_yield();
  pool.alone_until = 0;
#endif
  work_through(CALLER);
  atomic_fetch_and(&pool.state, ~(uint64_t)OPEN);
  wait_for_helpers(began);
}

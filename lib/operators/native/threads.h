/*
 * Tasks over threads: native code makes a pool of them once and joins them at unload; in
 * WebAssembly a worker of the runtime comes in through operators_help (operators.c).
 *
 * A call is a handful of jobs of some ten microseconds each, so helpers look out for the next job
 * for a while before they go to sleep, and nobody waits for a helper that has not come: whoever is
 * late finds the job closed. Which thread takes which task never changes a result.
 */
#ifndef THREADS_H
#define THREADS_H

#include "vectors.h"

typedef void (*task_fn)(void *context, uint32_t task);

/* How long a helper looks out for the next job, in nanoseconds: longer than what lies between two
 * calls of a loop, shorter than anybody would notice. */
#define LOOK_OUT 200000
/* How long the caller looks out for the last helper's end before it sleeps too, and leaves its
 * processor to a helper that has lost its own to another program. */
#define LAST_LOOK 100000
/* Where a helper lost its processor in the midst of a job, the caller works alone for a while, and
 * for twice as long each time that it soon happens again. */
#define ALONE_AT_FIRST 4000000
#define ALONE_AT_MOST 64000000
static int64_t alone_until, alone_for;
static _Atomic int dismissed;
/* The job's number from bit 32 up, OPEN while helpers may join, and how many have. */
#define OPEN 0x80000000u
static _Atomic uint64_t job_state;
static _Atomic uint32_t job_next, sleepers, caller_sleeps;
static _Atomic uint32_t joined; /* how often a helper has joined a job, ever: for tests */
static task_fn job_fn;
static void *job_context;
static uint32_t job_tasks;

/* Of either kind: the time; a pause in a loop that waits; a way for whoever waits for this
 * processor; and bells, to sleep at until something is so, and to be woken by. */
#if defined(__wasm__)
__attribute__((import_module("env"), import_name("milliseconds"))) double milliseconds(void);
static int64_t nanoseconds(void) { return (int64_t)(milliseconds() * 1e6); }
INLINE void relax(void) {}
INLINE void make_way(void) {}
typedef _Atomic int bell;
static bell helpers_bell, caller_bell;
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
static pthread_mutex_t bell_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t helpers_bell = PTHREAD_COND_INITIALIZER;
static pthread_cond_t caller_bell = PTHREAD_COND_INITIALIZER;
#define SLEEP_UNTIL(bell, is_so)                                                                   \
  {                                                                                                \
    pthread_mutex_lock(&bell_lock);                                                                \
    while (!(is_so)) pthread_cond_wait(&bell, &bell_lock);                                         \
    pthread_mutex_unlock(&bell_lock);                                                              \
  }
#define RING(bell)                                                                                 \
  {                                                                                                \
    pthread_mutex_lock(&bell_lock);                                                                \
    pthread_cond_broadcast(&bell);                                                                 \
    pthread_mutex_unlock(&bell_lock);                                                              \
  }
#endif

static void work_through(void) {
  for (;;) {
    uint32_t t = atomic_fetch_add(&job_next, 1);
    if (t >= job_tasks) return;
    job_fn(job_context, t);
  }
}

/* Whether there is something to do for a helper that has seen job `seen` already. */
INLINE int called(uint32_t seen) {
  uint64_t state = atomic_load(&job_state);
  return ((state & OPEN) && (uint32_t)(state >> 32) != seen) || atomic_load(&dismissed);
}

/* A helper's life: takes part in one job after the other, until all are dismissed. */
static void help(void) {
  uint32_t seen = 0;
  for (;;) {
    int64_t until = nanoseconds() + LOOK_OUT;
    while (!called(seen) && nanoseconds() < until) {
      for (int i = 0; i < 64 && !called(seen); i++) relax();
      /* Whoever waits for this processor, the caller perhaps, has something to do. */
      if (!called(seen)) make_way();
    }
    if (!called(seen)) {
      atomic_fetch_add(&sleepers, 1);
      SLEEP_UNTIL(helpers_bell, called(seen))
      atomic_fetch_sub(&sleepers, 1);
    }
    if (atomic_load(&dismissed)) return;
    uint64_t state = atomic_load(&job_state);
    while (state & OPEN) {
      if (!atomic_compare_exchange_weak(&job_state, &state, state + 1)) continue;
      seen = (uint32_t)(state >> 32);
      atomic_fetch_add(&joined, 1);
      work_through();
      state = atomic_fetch_sub(&job_state, 1);
      if ((state & (OPEN - 1)) == 1 && atomic_load(&caller_sleeps)) RING(caller_bell)
      break;
    }
  }
}

#if defined(__wasm__)
/* The caller, and one that may help. */
#define MOST_THREADS 2
static uint32_t thread_count(void) { return MOST_THREADS; }
static void muster(uint32_t threads) { (void)threads; }
#define LOCK_CALL()
#define UNLOCK_CALL()
#else
#define MOST_THREADS 16
static pthread_mutex_t call_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t helpers[MOST_THREADS];
static uint32_t helper_count, wanted_threads;

static uint32_t thread_count(void) {
  if (wanted_threads == 0) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    wanted_threads = n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (uint32_t)n;
  }
  return wanted_threads;
}

static void *begin_help(void *unused) {
  (void)unused;
  help();
  return 0;
}

static void muster(uint32_t threads) {
  while (helper_count + 1 < threads) {
    if (pthread_create(&helpers[helper_count], 0, begin_help, 0) != 0) break;
    helper_count++;
  }
}

static void dismiss(void) {
  atomic_store(&dismissed, 1);
  RING(helpers_bell)
  for (uint32_t t = 0; t < helper_count; t++) pthread_join(helpers[t], 0);
  helper_count = 0;
  atomic_store(&dismissed, 0);
}
#define LOCK_CALL() pthread_mutex_lock(&call_lock)
#define UNLOCK_CALL() pthread_mutex_unlock(&call_lock)
#endif

/* Whether a helper has joined the job and not left it. */
INLINE int at_work(void) { return (atomic_load(&job_state) & (OPEN - 1)) != 0; }

/* Waits until whoever joined the job has left it: a short while, unless the system has put a helper
 * aside for another program. */
static void wait_for_helpers(int64_t began) {
  if (!at_work()) return;
  int64_t since = nanoseconds(), end = since;
  while (at_work() && end < since + LAST_LOOK) {
    for (int i = 0; i < 32 && at_work(); i++) relax();
    end = nanoseconds();
  }
  if (at_work()) {
    atomic_store(&caller_sleeps, 1);
    SLEEP_UNTIL(caller_bell, !at_work())
    atomic_store(&caller_sleeps, 0);
    end = nanoseconds();
  }
  /* Parts are of one size. Who wakes up late begins at the latest when the caller is done with its
   * own, and with cold caches: a helper that takes longer yet was not at work all the time. */
  if (end - since < LAST_LOOK || end - since < 2 * (since - began)) return;
  int soon = began - alone_until < 4 * alone_for;
  alone_for = !soon                           ? ALONE_AT_FIRST
              : 2 * alone_for < ALONE_AT_MOST ? 2 * alone_for
                                              : ALONE_AT_MOST;
  alone_until = end + alone_for;
}

static void run_tasks(task_fn fn, void *context, uint32_t tasks, uint32_t threads) {
  int64_t began = threads < 2 || tasks < 2 ? 0 : nanoseconds();
  if (began < alone_until || began == 0) {
    for (uint32_t t = 0; t < tasks; t++) fn(context, t);
    return;
  }
  muster(threads);
  /* Closed, and nobody in it: only this thread looks at the job now. */
  uint64_t number = (atomic_load(&job_state) >> 32) + 1;
  job_fn = fn;
  job_context = context;
  job_tasks = tasks;
  atomic_store(&job_next, 0);
#ifdef PATIENT
  uint32_t before = atomic_load(&joined);
#endif
  atomic_store(&job_state, number << 32 | OPEN);
  if (atomic_load(&sleepers) > 0) RING(helpers_bell)
#ifdef PATIENT
  /* For tests: everybody takes part in everything. */
  while (atomic_load(&joined) - before < helper_count) sched_yield();
  alone_until = 0;
#endif
  work_through();
  atomic_fetch_and(&job_state, ~(uint64_t)OPEN);
  wait_for_helpers(began);
}

#endif

/*
 * Tasks over as many threads as there are processors: a pool that is made once, and joined at
 * unload.
 *
 * A call is a handful of jobs of some ten microseconds each, so workers look out for the next job
 * for a while before they go to sleep, and nobody waits for a worker that has not come: whoever is
 * late finds the job closed. Which thread takes which task never changes a result.
 */
#ifndef THREADS_H
#define THREADS_H

#include "vectors.h"

typedef void (*task_fn)(void *context, uint32_t task);

#if THREADS
#define MOST_THREADS 16
/* How long a worker looks out for the next job, in nanoseconds: longer than what lies between two
 * calls of a loop, shorter than anybody would notice. */
#define LOOK_OUT 200000
/* How long the caller looks out for the last worker's end before it sleeps too, and leaves its
 * processor to a worker that has lost its own to another program. */
#define LAST_LOOK 100000
/* Where a worker lost its processor in the midst of a job, and is late by so many nanoseconds, the
 * caller works alone for a while, and for twice as long each time that it soon happens again. */
#define TOO_LATE 30000
#define ALONE_AT_FIRST 4000000
#define ALONE_AT_MOST 64000000
static int64_t alone_until, alone_for;
static pthread_mutex_t call_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_wake = PTHREAD_COND_INITIALIZER;
static pthread_cond_t pool_done = PTHREAD_COND_INITIALIZER;
static pthread_t workers[MOST_THREADS];
static uint32_t worker_count, wanted_threads;
static _Atomic int pool_stop;
/* The job's number from bit 32 up, OPEN while workers may join, and how many have. */
#define OPEN 0x80000000u
static _Atomic uint64_t job_state;
static _Atomic uint32_t job_next, joined, sleepers, caller_sleeps; /* joined: for PATIENT */
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
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}

/* Whether there is something to do for a worker that has seen job `seen` already. */
INLINE int called(uint32_t seen) {
  uint64_t state = atomic_load(&job_state);
  return ((state & OPEN) && (uint32_t)(state >> 32) != seen) || atomic_load(&pool_stop);
}

static void *worker(void *unused) {
  (void)unused;
  uint32_t seen = 0;
  for (;;) {
    int64_t until = nanoseconds() + LOOK_OUT;
    while (!called(seen) && nanoseconds() < until) {
      for (int i = 0; i < 64 && !called(seen); i++) relax();
      /* Whoever waits for this processor, the caller perhaps, has something to do. */
      if (!called(seen)) sched_yield();
    }
    if (!called(seen)) {
      pthread_mutex_lock(&pool_lock);
      atomic_fetch_add(&sleepers, 1);
      while (!called(seen)) pthread_cond_wait(&pool_wake, &pool_lock);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&pool_lock);
    }
    if (atomic_load(&pool_stop)) return 0;
    uint64_t state = atomic_load(&job_state);
    while (state & OPEN) {
      if (!atomic_compare_exchange_weak(&job_state, &state, state + 1)) continue;
      seen = (uint32_t)(state >> 32);
      atomic_fetch_add(&joined, 1);
      work_through();
      state = atomic_fetch_sub(&job_state, 1);
      if ((state & (OPEN - 1)) == 1 && atomic_load(&caller_sleeps)) {
        pthread_mutex_lock(&pool_lock);
        pthread_cond_signal(&pool_done);
        pthread_mutex_unlock(&pool_lock);
      }
      break;
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

static void wake_all(void) {
  pthread_mutex_lock(&pool_lock);
  pthread_cond_broadcast(&pool_wake);
  pthread_mutex_unlock(&pool_lock);
}

static void stop_workers(void) {
  atomic_store(&pool_stop, 1);
  wake_all();
  for (uint32_t t = 0; t < worker_count; t++) pthread_join(workers[t], 0);
  worker_count = 0;
  atomic_store(&pool_stop, 0);
}

/* Whether a worker has joined the job and not left it. */
INLINE int at_work(void) { return (atomic_load(&job_state) & (OPEN - 1)) != 0; }

/* Waits until whoever joined the job has left it: a short while, unless the system has put a worker
 * aside for another program. */
static void wait_for_workers(int64_t began) {
  if (!at_work()) return;
  int64_t since = nanoseconds(), end = since;
  while (at_work() && end < since + LAST_LOOK) {
    for (int i = 0; i < 32 && at_work(); i++) relax();
    end = nanoseconds();
  }
  if (at_work()) {
    pthread_mutex_lock(&pool_lock);
    atomic_store(&caller_sleeps, 1);
    while (at_work()) pthread_cond_wait(&pool_done, &pool_lock);
    atomic_store(&caller_sleeps, 0);
    pthread_mutex_unlock(&pool_lock);
    end = nanoseconds();
  }
  /* Parts are of one size: a worker that takes so much longer was not at work all the time. */
  if (end - since < TOO_LATE || 4 * (end - since) < 3 * (since - began)) return;
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
  while (worker_count + 1 < threads) {
    if (pthread_create(&workers[worker_count], 0, worker, 0) != 0) break;
    worker_count++;
  }
  /* Closed, and nobody in it: only this thread looks at the job now. */
  uint64_t number = (atomic_load(&job_state) >> 32) + 1;
  job_fn = fn;
  job_context = context;
  job_tasks = tasks;
  atomic_store(&job_next, 0);
  atomic_store(&joined, 0);
  atomic_store(&job_state, number << 32 | OPEN);
  if (atomic_load(&sleepers) > 0) wake_all();
#ifdef PATIENT
  /* For tests: everybody takes part in everything. */
  while (atomic_load(&joined) < worker_count) sched_yield();
  alone_until = 0;
#endif
  work_through();
  atomic_fetch_and(&job_state, ~(uint64_t)OPEN);
  wait_for_workers(began);
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

#endif

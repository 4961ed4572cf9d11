/*
 * Tasks over as many threads as there are processors: a pool that is made once, and joined at
 * unload.
 */
#ifndef THREADS_H
#define THREADS_H

#include "vectors.h"

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
    while (atomic_load(&job_number) == seen && !pool_stop)
      pthread_cond_wait(&pool_wake, &pool_lock);
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

#endif

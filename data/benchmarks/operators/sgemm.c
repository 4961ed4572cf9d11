/*
 * C = A B in float32 on square matrices: how fast this machine multiplies, as the floor below which
 * no operator that needs such products can go. Blocked and packed, and compiled for this processor.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512F__)
#define WIDTH 16
#define ROWS 12
#elif defined(__AVX__)
#define WIDTH 8
#define ROWS 6
#else
#define WIDTH 4
#define ROWS 8
#endif
#define VECTORS 2
#define COLUMNS (VECTORS * WIDTH)
#define DEPTH 256
#define MOST_THREADS 64

typedef float vec __attribute__((vector_size(WIDTH * 4)));
typedef float loose __attribute__((vector_size(WIDTH * 4), aligned(4)));

struct part {
  const float *a, *b;
  float *c, *panel, *strip;
  int n, from, to;
};

/* ROWS x COLUMNS of the result, from a packed strip of A and a packed panel of B. */
static void kernel(int depth, const float *a, const float *b, float *c, int n, int rows, int cols,
                   int first) {
  vec sum[ROWS][VECTORS];
  memset(sum, 0, sizeof sum);
  for (int k = 0; k < depth; k++) {
    vec right[VECTORS];
    for (int v = 0; v < VECTORS; v++) right[v] = *(const vec *)(b + k * COLUMNS + v * WIDTH);
    for (int r = 0; r < ROWS; r++) {
      const float left = a[k * ROWS + r];
      for (int v = 0; v < VECTORS; v++) sum[r][v] += left * right[v];
    }
  }
  for (int r = 0; r < rows; r++) {
    float *row = c + (size_t)r * n;
    if (cols == COLUMNS) {
      for (int v = 0; v < VECTORS; v++) {
        loose *place = (loose *)(row + v * WIDTH);
        *place = first ? sum[r][v] : *place + sum[r][v];
      }
    } else {
      for (int j = 0; j < cols; j++) {
        const float value = sum[r][j / WIDTH][j % WIDTH];
        row[j] = first ? value : row[j] + value;
      }
    }
  }
}

static void *multiply(void *context) {
  struct part *p = context;
  const int n = p->n;
  for (int k0 = 0; k0 < n; k0 += DEPTH) {
    const int depth = n - k0 < DEPTH ? n - k0 : DEPTH;
    for (int j = 0; j < n; j += COLUMNS) {
      float *to = p->panel + (size_t)(j / COLUMNS) * DEPTH * COLUMNS;
      const int cols = n - j < COLUMNS ? n - j : COLUMNS;
      for (int k = 0; k < depth; k++)
        for (int i = 0; i < COLUMNS; i++)
          to[k * COLUMNS + i] = i < cols ? p->b[(size_t)(k0 + k) * n + j + i] : 0;
    }
    for (int i = p->from; i < p->to; i += ROWS) {
      const int rows = p->to - i < ROWS ? p->to - i : ROWS;
      for (int k = 0; k < depth; k++)
        for (int r = 0; r < ROWS; r++)
          p->strip[k * ROWS + r] = r < rows ? p->a[(size_t)(i + r) * n + k0 + k] : 0;
      for (int j = 0; j < n; j += COLUMNS)
        kernel(depth, p->strip, p->panel + (size_t)(j / COLUMNS) * DEPTH * COLUMNS,
               p->c + (size_t)i * n + j, n, rows, n - j < COLUMNS ? n - j : COLUMNS, k0 == 0);
    }
  }
  return 0;
}

/* One product of n x n matrices on this many threads; 0, or 1 where memory is short. */
int sgemm(const float *a, const float *b, float *c, int n, int threads) {
  struct part parts[MOST_THREADS];
  pthread_t others[MOST_THREADS];
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  const size_t panel = (size_t)((n + COLUMNS - 1) / COLUMNS) * DEPTH * COLUMNS;
  const size_t strip = (size_t)DEPTH * ROWS;
  const size_t each = (panel + strip + 15) / 16 * 16;
  static float *space;
  static size_t had;
  if (each * threads > had) {
    free(space);
    space = aligned_alloc(64, each * threads * sizeof(float));
    had = space ? each * threads : 0;
    if (!space) return 1;
  }
  const int share = ((n + threads - 1) / threads + ROWS - 1) / ROWS * ROWS;
  for (int t = 0; t < threads; t++) {
    const int from = t * share < n ? t * share : n;
    const int to = from + share < n ? from + share : n;
    float *own = space + each * t;
    parts[t] = (struct part){a, b, c, own, own + panel, n, from, to};
  }
  int made = 1;
  for (; made < threads; made++)
    if (pthread_create(&others[made], 0, multiply, &parts[made]) != 0) break;
  multiply(&parts[0]);
  for (int t = made; t < threads; t++) multiply(&parts[t]);
  for (int t = 1; t < made; t++) pthread_join(others[t], 0);
  return 0;
}

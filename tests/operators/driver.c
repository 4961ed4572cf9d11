/*
 * Runs the operators' C source by itself, for sanitizers to watch: random batches, batch all and
 * semi-hard held against the loop over all triplets. Prints the number of runs; exits with 1 at the first wrong
 * count.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "operators.c"

static uint32_t state = 2463534242u;
static uint32_t draw(uint32_t below) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

static double distance(const float *x, uint32_t D, uint32_t i, uint32_t j, int squared) {
  double s = 0;
  for (uint32_t k = 0; k < D; k++) {
    double e = (double)x[i * D + k] - (double)x[j * D + k];
    s += e * e;
  }
  return squared ? s : sqrt(s);
}

static int check(const float *x, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                 int squared, const double *out) {
  double valid = 0, positive = 0, hard = 0, sum = 0;
  for (uint32_t a = 0; a < B; a++) {
    for (uint32_t p = 0; p < B; p++) {
      if (p == a || labels[p] != labels[a]) continue;
      double dap = distance(x, D, a, p, squared);
      for (uint32_t n = 0; n < B; n++) {
        if (labels[n] == labels[a]) continue;
        double dan = distance(x, D, a, n, squared);
        valid++;
        hard += dan <= dap;
        positive += dan < dap + margin;
        if (dan < dap + margin) sum += dap - dan + margin;
      }
    }
  }
  double loss = positive > 0 ? sum / positive : 0;
  return out[1] == valid && out[2] == positive && out[3] == hard &&
         fabs(out[0] - loss) <= 1e-5 * fabs(loss) + 1e-12;
}

/* Semi-hard by its rule, with the seed 7: counts and loss. */
static int check_semi(const float *x, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                      int option, const double *out) {
  double valid = 0, positive = 0, hard = 0, semi = 0, sum = 0, far[64];
  for (uint32_t a = 0; a < B; a++) {
    for (uint32_t p = 0; p < B; p++) {
      if (p == a || labels[p] != labels[a]) continue;
      double dap = distance(x, D, a, p, option & 1), nearest = INFINITY, farthest = -INFINITY;
      uint32_t inside = 0, taken = 0;
      for (uint32_t n = 0; n < B; n++) {
        if (labels[n] == labels[a]) continue;
        double dan = distance(x, D, a, n, option & 1);
        if (dan > dap && dan < nearest) nearest = dan;
        if (dan > farthest) farthest = dan;
        if (dan > dap && dan < dap + margin) far[inside++] = dan;
      }
      if (option >> 1 == EVERY)
        taken = inside;
      else if (option >> 1 == RANDOM && inside > 0) {
        far[0] = far[draw_negative(7, a, p, inside)];
        taken = 1;
      } else if (option >> 1 == NEAREST && farthest > -INFINITY) {
        far[0] = nearest < INFINITY ? nearest : farthest;
        taken = 1;
      }
      for (uint32_t e = 0; e < taken; e++) {
        valid++;
        positive += far[e] < dap + margin;
        hard += far[e] <= dap;
        semi += far[e] > dap && far[e] < dap + margin;
        if (far[e] < dap + margin) sum += dap - far[e] + margin;
      }
    }
  }
  double loss = valid > 0 ? sum / valid : 0;
  return out[1] == valid && out[2] == positive && out[3] == hard && out[4] == semi &&
         fabs(out[0] - loss) <= 1e-5 * fabs(loss) + 1e-12;
}

int main(int argc, char **argv) {
  int runs = argc > 1 ? atoi(argv[1]) : 100;
  operators_threads(3);
  for (int run = 0; run < runs; run++) {
    /* A few batches large enough for several threads; their loop would take too long. */
    int large = run % 25 == 24;
    uint32_t B = large ? 320 + draw(100) : 1 + draw(60), D = large ? 130 + draw(60) : 1 + draw(40);
    uint32_t classes = draw(3) ? 1 + draw(B) : 1 + draw(3), kind = draw(4);
    /* Exactly as long as they are said to be: one step beyond is seen. */
    float *x = malloc(sizeof *x * B * D), *gradient = malloc(sizeof *x * B * D);
    int32_t *labels = malloc(sizeof *labels * B);
    double *out = malloc(8 * sizeof *out);
    for (uint32_t i = 0; i < B; i++) labels[i] = (int32_t)draw(classes) - 3;
    for (uint32_t i = 0; i < B * D; i++) {
      float v = (float)draw(1u << 20) / (1 << 19) - 1;
      x[i] = kind == 0 ? v : kind == 1 ? (float)draw(3) : kind == 2 ? 1000 + v : 0.5f + 1e-4f * v;
    }
    double margins[] = {0, 0.2, 1, 1e-3}, margin = margins[draw(4)];
    int squared = draw(2);
    float *result = draw(4) ? gradient : NULL;
    int status = operators_batch_all(x, labels, B, D, margin, squared, 0, result, out);
    if (status != OK || (!large && !check(x, labels, B, D, margin, squared, out))) {
      printf("batch all: status %d at run %d (B %u, D %u, kind %u)\n", status, run, B, D, kind);
      return 1;
    }
    for (int rule = 0; rule < 3; rule++) {
      int option = 2 * rule + squared;
      status = operators_semi_hard(x, labels, B, D, margin, option, 7, result, out);
      if (status != OK || (!large && !check_semi(x, labels, B, D, margin, option, out))) {
        printf("semi-hard %d: status %d at run %d (B %u, D %u, kind %u)\n", rule, status, run, B, D,
               kind);
        return 1;
      }
    }
    status =
        operators_batch_hard(x, labels, B, D, margin, (int)(2 * draw(3)) + squared, 0, result, out);
    for (uint32_t i = 0; i < B; i++) {
      double s = 1e-30;
      for (uint32_t k = 0; k < D; k++) s += x[i * D + k] * x[i * D + k];
      for (uint32_t k = 0; k < D; k++) x[i * D + k] = (float)(x[i * D + k] / sqrt(s));
    }
    int circle = operators_circle(x, labels, B, D, 0.25, 0, 80, result, out);
    if (status != OK || (circle != OK && circle != OUT_OF_RANGE)) {
      printf("status %d and %d at run %d\n", status, circle, run);
      return 1;
    }
    x[draw(B * D)] = NAN;
    if (operators_batch_all(x, labels, B, D, margin, squared, 0, result, out) != NOT_FINITE)
      return 1;
    if (draw(10) == 0) operators_free();
    free(x);
    free(gradient);
    free(labels);
    free(out);
  }
  operators_free();
  printf("%d runs\n", runs);
  return 0;
}

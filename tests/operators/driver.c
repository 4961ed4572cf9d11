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
  double valid = 0, positive = 0, hard = 0, semi = 0, sum = 0;
  for (uint32_t a = 0; a < B; a++) {
    for (uint32_t p = 0; p < B; p++) {
      if (p == a || labels[p] != labels[a]) continue;
      double dap = distance(x, D, a, p, squared);
      for (uint32_t n = 0; n < B; n++) {
        if (labels[n] == labels[a]) continue;
        double dan = distance(x, D, a, n, squared);
        valid++;
        hard += dan <= dap;
        semi += dan > dap && dan < dap + margin;
        positive += dan < dap + margin;
        if (dan < dap + margin) sum += dap - dan + margin;
      }
    }
  }
  double loss = positive > 0 ? sum / positive : 0;
  return out[1] == valid && out[2] == positive && out[3] == hard && out[4] == semi &&
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

static int check_hard(const float *x, const int32_t *labels, uint32_t B, uint32_t D, double margin,
                      int squared, const double *out) {
  double valid = 0, positive = 0, hard = 0, sum = 0;
  for (uint32_t a = 0; a < B; a++) {
    double far = -1, near = INFINITY;
    for (uint32_t j = 0; j < B; j++) {
      if (j == a) continue;
      double d = distance(x, D, a, j, squared);
      if (labels[j] == labels[a])
        far = fmax(far, d);
      else
        near = fmin(near, d);
    }
    if (far < 0 || near == INFINITY) continue;
    valid++;
    hard += near <= far;
    positive += near < far + margin;
    if (near < far + margin) sum += far - near + margin;
  }
  double loss = valid > 0 ? sum / valid : 0;
  return out[1] == valid && out[2] == positive && out[3] == hard &&
         fabs(out[0] - loss) <= 1e-12 * fmax(loss, margin);
}

static int check_circle(const float *x, const int32_t *labels, uint32_t B, uint32_t D, double m,
                        double gamma, int normalize, const double *out) {
  double peak[2] = {-INFINITY, -INFINITY}, sum[2] = {0, 0};
  for (int round = 0; round < 2; round++) {
    for (uint32_t i = 0; i < B; i++) {
      for (uint32_t j = i + 1; j < B; j++) {
        double s = 0, p = 0, q = 0;
        for (uint32_t k = 0; k < D; k++) {
          s += (double)x[i * D + k] * x[j * D + k];
          p += (double)x[i * D + k] * x[i * D + k];
          q += (double)x[j * D + k] * x[j * D + k];
        }
        if (normalize && s != 0) s /= sqrt(p) * sqrt(q);
        int same = labels[i] == labels[j];
        double l = gamma * (same ? fmax(1 + m - s, 0) * (1 - m - s) : fmax(s + m, 0) * (s - m));
        if (round == 0)
          peak[same] = fmax(peak[same], l);
        else
          sum[same] += exp(l - peak[same]);
      }
    }
  }
  double z = peak[0] + peak[1] + log(sum[0]) + log(sum[1]);
  double loss = sum[0] == 0 || sum[1] == 0 ? 0 : z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
  return fabs(out[0] - loss) <= 2e-6 * (loss < 1 ? loss : 1);
}

/* A coordinate of a structured batch. */
static float coordinate(uint32_t kind, uint32_t i, uint32_t k, uint32_t D, int32_t label,
                        float scale) {
  float v = (float)draw(1u << 20) / (1 << 19) - 1;
  switch (kind) {
  case 1: return (float)draw(3);
  case 2: return 1000 + v;
  case 3: return 0.5f + 1e-4f * v;
  case 4: return (float)((label & 1 ? -1 : 1) / sqrt(D)); /* roundings all go one way */
  case 5:
  case 10: return scale * v;
  case 6: return k == (i * 7 + (uint32_t)label) % D ? 2 : 0;
  case 7: return 0.5f + 0x1p-14f * (float)draw(3); /* close pairs that tie */
  case 8: return 0.1f * (float)draw(4);            /* sums whose order tells */
  case 9: return draw(8) ? (v > 0 ? 1.0f : -1.0f) : v;
  default: return v;
  }
}

int main(int argc, char **argv) {
  int runs = argc > 1 ? atoi(argv[1]) : 100;
  operators_threads(3);
  for (int run = 0; run < runs; run++) {
    /* A few batches large enough for several threads; their loop would take too long. */
    int large = run % 25 == 24;
    int wide = run % 8 == 7;
    uint32_t kind = wide && draw(2) ? 4 : draw(11),
             B = large ? 320 + draw(100) : 1 + draw(wide ? 20 : 60),
             D = large ? 130 + draw(60) : 1 + draw(wide ? 600 : 40);
    uint32_t classes = draw(3) ? 1 + draw(B) : 1 + draw(3);
    /* Exactly as long as they are said to be: one step beyond is seen. */
    float *x = malloc(sizeof *x * B * D), *gradient = malloc(sizeof *x * B * D);
    int32_t *labels = malloc(sizeof *labels * B);
    double *out = malloc(8 * sizeof *out);
    for (uint32_t i = 0; i < B; i++) {
      float scale = powf(10, -(float)draw(20));
      labels[i] = (int32_t)draw(classes) - 3;
      for (uint32_t k = 0; k < D; k++) x[i * D + k] = coordinate(kind, i, k, D, labels[i], scale);
      /* Opposite pairs: small rows lie about the mean, and are not close to each other. */
      for (uint32_t k = 0; k < D && kind == 10 && i % 2; k++) x[i * D + k] = -x[(i - 1) * D + k];
    }
    double margins[] = {0, 0.2, 1, 1e-3, 2, 0x1p-14, 1e-9, 1e-17}, margin = margins[draw(8)];
    int squared = draw(2);
    float *result = draw(4) ? gradient : NULL;
    /* What float32 cannot hold is left to others: graded scales and lost margins may be. */
    int may_decline = kind == 5 || kind == 10 || (margin > 0 && margin < 1e-6);
#define FAILS(status, fine) (!(may_decline && (status) == OUT_OF_RANGE) && ((status) != OK || !(fine)))
    int status = operators_batch_all(x, labels, B, D, margin, squared, 0, result, out);
    if (FAILS(status, large || check(x, labels, B, D, margin, squared, out))) {
      printf("batch all: status %d at run %d (B %u, D %u, kind %u)\n", status, run, B, D, kind);
      return 1;
    }
    for (int rule = 0; rule < 3; rule++) {
      int option = 2 * rule + squared;
      status = operators_semi_hard(x, labels, B, D, margin, option, 7, result, out);
      if (FAILS(status, large || check_semi(x, labels, B, D, margin, option, out))) {
        printf("semi-hard %d: status %d at run %d (B %u, D %u, kind %u)\n", rule, status, run, B, D,
               kind);
        return 1;
      }
    }
    for (int rule = 0; rule < 3; rule++) {
      status = operators_batch_hard(x, labels, B, D, margin, 2 * rule + squared, 0, result, out);
      if (FAILS(status,
                rule != VALID || large || check_hard(x, labels, B, D, margin, squared, out))) {
        printf("batch hard %d: status %d at run %d (B %u, D %u, kind %u)\n", rule, status, run, B,
               D, kind);
        return 1;
      }
    }
    for (int normalize = 1; normalize >= 0; normalize--) {
      status = operators_circle(x, labels, B, D, 0.25, normalize, 80, result, out);
      if ((status != OK && status != OUT_OF_RANGE) ||
          (status == OK && !large && !check_circle(x, labels, B, D, 0.25, 80, normalize, out))) {
        printf("circle %d: status %d at run %d (B %u, D %u, kind %u)\n", normalize, status, run, B,
               D, kind);
        return 1;
      }
      for (uint32_t i = 0; i < B; i++) {
        double s = 0;
        for (uint32_t k = 0; k < D; k++) s += (double)x[i * D + k] * x[i * D + k];
        for (uint32_t k = 0; k < D && s > 0; k++) x[i * D + k] = (float)(x[i * D + k] / sqrt(s));
      }
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

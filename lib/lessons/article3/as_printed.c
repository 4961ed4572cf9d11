/*
 * Article 3's program with its own operations in its own order: a dot product for each square, the
 * cut at 0 for roots only, every loss times its mask, and all arrays on the stack. It prints the
 * article's line, then the loss in full and the smallest entry of the distances.
 *
 *     cc -O2 -std=c11 -ffp-contract=off -DBATCH=10 as_printed.c -lm -o as_printed
 *     ./as_printed [OFFSET SPREAD SQUARED]     0 1 0, the article's, unless told otherwise
 *
 * Its defects are the article's and are kept: article3.c beside it is the same loss without them.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* The printed line depends on glibc's rand: elsewhere it is read from where it was recorded. */
#ifndef __GLIBC__
#error "not glibc"
#endif

#ifndef BATCH
#define BATCH 10
#endif
#define DIM 128
#define EPSILON 1e-12

/* x (BATCH, DIM) -> d (BATCH, BATCH). Without a root nothing cuts a negative square. */
static void distances(double x[BATCH][DIM], double d[BATCH][BATCH], bool squared) {
    for (int a = 0; a < BATCH; a++) {
        for (int b = 0; b < BATCH; b++) {
            double ab = 0.0, aa = 0.0, bb = 0.0;
            for (int k = 0; k < DIM; k++) {
                ab += x[a][k] * x[b][k];
                aa += x[a][k] * x[a][k];
                bb += x[b][k] * x[b][k];
            }
            d[a][b] = aa - 2.0 * ab + bb;
            if (!squared) d[a][b] = d[a][b] < 0.0 ? 0.0 : sqrt(d[a][b]);
        }
    }
}

/* labels (BATCH) -> mask (BATCH, BATCH, BATCH), a byte a place. */
static void triplets(int labels[BATCH], bool mask[BATCH][BATCH][BATCH]) {
    for (int a = 0; a < BATCH; a++) {
        for (int p = 0; p < BATCH; p++) {
            for (int n = 0; n < BATCH; n++) {
                bool distinct = a != p && a != n && p != n;
                mask[a][p][n] = distinct && labels[a] == labels[p] && labels[a] != labels[n];
            }
        }
    }
}

static double batch_all(int labels[BATCH], double x[BATCH][DIM], double margin, bool squared,
                        double *fraction, double *least) {
    double d[BATCH][BATCH];
    bool mask[BATCH][BATCH][BATCH];
    distances(x, d, squared);
    triplets(labels, mask);
    int positive = 0, valid = 0;
    double sum = 0.0;
    for (int a = 0; a < BATCH; a++) {
        for (int p = 0; p < BATCH; p++) {
            *least = fmin(*least, d[a][p]);
            for (int n = 0; n < BATCH; n++) {
                double inside = mask[a][p][n];
                double loss = fmax(0, inside * (d[a][p] - d[a][n] + margin));
                sum += loss;
                if (loss > 0) positive++;
                if (inside > 0) valid++;
            }
        }
    }
    *fraction = (double)positive / ((double)valid + EPSILON);
    return sum / (double)(positive + EPSILON);
}

int main(int count, char **given) {
    const double offset = count > 3 ? atof(given[1]) : 0.0;
    const double spread = count > 3 ? atof(given[2]) : 1.0;
    const bool squared = count > 3 && atoi(given[3]);
    int labels[BATCH];
    double x[BATCH][DIM];
    for (int i = 0; i < BATCH; i++) {
        labels[i] = rand() % 3;
        for (int k = 0; k < DIM; k++) x[i][k] = offset + spread * ((double)rand() / (double)RAND_MAX);
    }
    double fraction = 0.0, least = INFINITY;
    const double loss = batch_all(labels, x, 0.2, squared, &fraction, &least);
    printf("The triplet loss is %f with positives %f \n%.17g %.17g\n", loss, fraction, loss, least);
    return 0;
}

/*
 * Article 3: the batch-all triplet loss as a plain C operator, and the program that prints
 *
 *     The triplet loss is 0.270146 with positives 0.668605
 *
 * Build the program:   cc -O2 -ffp-contract=off article3.c -lm -o article3
 * Build the library:   cc -O2 -ffp-contract=off -shared -fPIC -DARTICLE3_LIBRARY article3.c -lm -o libarticle3.so
 *
 * -ffp-contract=off keeps the compiler from fusing a product and a sum, which rounds once instead of
 * twice: without it the last digits would depend on the processor.
 *
 * The operator follows the article's structure on purpose: one array of B x B distances and one of
 * B x B x B mask bytes, O(B^2 D + B^3) time and O(B^3) memory. It is the baseline that the fused
 * operators are measured against, not the way to do it.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Both denominators carry it, so that a batch with nothing to count gives 0 and not 0 / 0. */
#define EPSILON 1e-12

/* distance[i * batch + j] = the Euclidean distance of rows i and j, or its square. */
static void pairwise_distances(const double *embeddings, int64_t batch, int64_t dim, int squared,
                               double *distance) {
    for (int64_t i = 0; i < batch; i++) {
        for (int64_t j = 0; j < batch; j++) {
            double sum = 0.0;
            for (int64_t k = 0; k < dim; k++) {
                const double difference = embeddings[i * dim + k] - embeddings[j * dim + k];
                sum += difference * difference;
            }
            distance[i * batch + j] = squared ? sum : sqrt(sum);
        }
    }
}

/* mask[(a * batch + p) * batch + n] = 1 where p is another row of a's class and n is of another. */
static void triplet_mask(const int32_t *labels, int64_t batch, uint8_t *mask) {
    for (int64_t a = 0; a < batch; a++) {
        for (int64_t p = 0; p < batch; p++) {
            for (int64_t n = 0; n < batch; n++) {
                mask[(a * batch + p) * batch + n] =
                    a != p && labels[a] == labels[p] && labels[a] != labels[n];
            }
        }
    }
}

/*
 * The operator. `embeddings` is batch x dim, row by row. `out` takes four numbers:
 * loss, fraction of positive triplets, valid triplets, positive triplets (the counts are exact up
 * to 2^53). Returns 0, or 1 where the memory for the arrays is not to be had.
 */
int32_t article3_triplet_loss(const double *embeddings, const int32_t *labels, int32_t batch_size,
                              int32_t dim, double margin, int32_t squared, double *out) {
    const int64_t batch = batch_size;
    const size_t pairs = (size_t)batch * (size_t)batch;
    double *distance = malloc((pairs ? pairs : 1) * sizeof(double));
    uint8_t *mask = malloc(pairs ? pairs * (size_t)batch : 1);
    if (distance == NULL || mask == NULL) {
        free(distance);
        free(mask);
        return 1;
    }
    pairwise_distances(embeddings, batch, dim, squared, distance);
    triplet_mask(labels, batch, mask);

    double sum = 0.0;
    int64_t valid = 0;
    int64_t positive = 0;
    for (int64_t a = 0; a < batch; a++) {
        for (int64_t p = 0; p < batch; p++) {
            for (int64_t n = 0; n < batch; n++) {
                if (!mask[(a * batch + p) * batch + n]) continue;
                valid++;
                const double loss = distance[a * batch + p] - distance[a * batch + n] + margin;
                if (loss > 0.0) {
                    positive++;
                    sum += loss;
                }
            }
        }
    }
    free(distance);
    free(mask);
    out[0] = sum / ((double)positive + EPSILON);
    out[1] = (double)positive / ((double)valid + EPSILON);
    out[2] = (double)valid;
    out[3] = (double)positive;
    return 0;
}

/* Row by row: the label first, then `dim` coordinates in [0, 1]. */
void article3_draw(uint32_t seed, int32_t batch, int32_t dim, int32_t classes, double *embeddings,
                   int32_t *labels) {
    srand(seed);
    for (int32_t i = 0; i < batch; i++) {
        labels[i] = rand() % classes;
        for (int32_t k = 0; k < dim; k++) {
            embeddings[(int64_t)i * dim + k] = (double)rand() / RAND_MAX;
        }
    }
}

#ifndef ARTICLE3_LIBRARY
#ifndef __GLIBC__
#error "the article's line needs glibc's rand"
#endif

int main(void) {
    enum { BATCH = 10, DIM = 128, CLASSES = 3 };
    static double embeddings[BATCH * DIM];
    static int32_t labels[BATCH];
    double out[4];
    article3_draw(1, BATCH, DIM, CLASSES, embeddings, labels);
    if (article3_triplet_loss(embeddings, labels, BATCH, DIM, 0.2, 0, out) != 0) {
        fputs("article3: not enough memory\n", stderr);
        return 1;
    }
    printf("The triplet loss is %f with positives %f\n", out[0], out[1]);
    return 0;
}
#endif

/*
 * What TensorFlow.js's WebAssembly takes long for. kernels_code.ts is this as WebAssembly, which works
 * in TensorFlow.js's memory.
 */
typedef float f4 __attribute__((vector_size(16), aligned(4)));

/*
 * Adam's step in one pass over a weight (fused_adam.ts): both moments are renewed where they lie, the new
 * weight goes to out.
 */
__attribute__((export_name("adam"))) void adam(float *restrict out, const float *restrict value,
                                               const float *restrict slope, float *restrict first,
                                               float *restrict second, unsigned count, float rate,
                                               float beta1, float beta2, float epsilon) {
  for (unsigned i = 0; i < count; i++) {
    first[i] = beta1 * first[i] + (1 - beta1) * slope[i];
    second[i] = beta2 * second[i] + (1 - beta2) * (slope[i] * slope[i]);
    out[i] = value[i] - rate * first[i] / (__builtin_sqrtf(second[i]) + epsilon);
  }
}

/* The rows and columns of `count` matrices exchanged: four by four, and of 16 rows all columns at once, as
 * these fill whole lines of the cache. */
__attribute__((export_name("turn"))) void turn(float *restrict out, const float *restrict in,
                                               unsigned count, unsigned rows, unsigned columns) {
  for (; count > 0; count--, in += rows * columns, out += rows * columns) {
    unsigned r4 = rows & ~3u, c4 = columns & ~3u;
    for (unsigned r0 = 0; r0 < r4; r0 += 16) {
      unsigned r1 = r0 + 16 < r4 ? r0 + 16 : r4;
      for (unsigned k = 0; k < c4; k += 4) {
        for (unsigned r = r0; r < r1; r += 4) {
          const float *from = in + r * columns + k;
          float *to = out + k * rows + r;
          f4 a = *(const f4 *)from, b = *(const f4 *)(from + columns),
             c = *(const f4 *)(from + 2 * columns), d = *(const f4 *)(from + 3 * columns);
          f4 p = __builtin_shufflevector(a, b, 0, 4, 1, 5),
             q = __builtin_shufflevector(a, b, 2, 6, 3, 7),
             s = __builtin_shufflevector(c, d, 0, 4, 1, 5),
             t = __builtin_shufflevector(c, d, 2, 6, 3, 7);
          *(f4 *)to = __builtin_shufflevector(p, s, 0, 1, 4, 5);
          *(f4 *)(to + rows) = __builtin_shufflevector(p, s, 2, 3, 6, 7);
          *(f4 *)(to + 2 * rows) = __builtin_shufflevector(q, t, 0, 1, 4, 5);
          *(f4 *)(to + 3 * rows) = __builtin_shufflevector(q, t, 2, 3, 6, 7);
        }
      }
    }
    for (unsigned r = 0; r < rows; r++) {
      for (unsigned k = r < r4 ? c4 : 0; k < columns; k++) out[k * rows + r] = in[r * columns + k];
    }
  }
}

/*
 * Adam's step in one pass over a weight (fused_adam.ts): both moments are renewed where they lie, the new
 * weight goes to out. wasm_adam_code.ts is this as WebAssembly, which works in TensorFlow.js's memory.
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

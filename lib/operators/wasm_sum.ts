// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "91e0f430dccab9f0c305d2b17146f1a8296cfbb755bd83e682cf947247f95e93";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "e0c167cd56f0b1141d24bb24b88e93bd9cd25e6b37e9a0472c3b54dd4e79dbbc";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

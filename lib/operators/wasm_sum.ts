// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "92c1fe5be0fecb2249e793ec1e3aa37f067d0c6203f0656463aa1a27f80d278a";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "a14ceeeca260d4a92d786808b5255d625b206169459fa546c0eb7a5b0dc713cd";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 =
  "c52091466cbe538a47adccf5b3f6575f5f4465bbbe0c5607f20849c99395da27";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "db48b8da92b844f4da759872254cd0fec38a82f986573357da709b5098cb984f";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

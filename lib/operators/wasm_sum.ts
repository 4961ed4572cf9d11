// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "c52091466cbe538a47adccf5b3f6575f5f4465bbbe0c5607f20849c99395da27";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "c465107039bac59244d574271645ff852c792f26ffbc748da04e7eeeafab6b87";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

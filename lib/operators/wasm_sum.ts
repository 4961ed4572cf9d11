// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "afe5adbfce907aa4eb8f0f49b5c0e8faca660114033553cd7e1b20c2dbacebc9";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "e4c165cb1d99cec8bb0e7b29f42ef2f70c84e4b8d12fada957c0f4805d16cd8f";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 =
  "8141f6470a08b73669b99da3761d14ea818f7bc9a6d8d8a21234953b1b46a72e";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "126933282cf4b8aa82dbf053dab8f1257868980dfd4484aec4c8699a323a69d4";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

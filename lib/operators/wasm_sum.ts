// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "0b16bfb63904d9b1ffa1dd893aefa271f73e12c70a8a161350dd990ab58a15d9";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "9f237df7b3dc194c9ddd866af6a8e43be7c3814a19cd3c2e24f7b1acd5f6aae0";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "d227de2526fc5e499159540e02f370c01114d50f2aec079dec793e9b96d6fb1f";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "24bec5552314d169b1ef8eb739a7014b5026d89315bee3680b0a5663faa4edaf";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 =
  "a08a35ec56f470f83c8146f78602c6548e8b772ca7e670232356354c1e0c0717";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "1077bcd547f83e28b88c8b56f882d3998fa564a29ade15054e94f260cb3b9717";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

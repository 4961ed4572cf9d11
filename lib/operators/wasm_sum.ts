// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "a08a35ec56f470f83c8146f78602c6548e8b772ca7e670232356354c1e0c0717";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "73a38774fe23c2d2f4d42c2d2f10c662b51a56f51f0bacd3d9322310b57269fc";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

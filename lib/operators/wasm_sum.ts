// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "2acfb5e8b23d8882ddd082c33e69a5534b2ae920b6826b3a68d3a3676f58e4ba";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "03e66b4af4933370a054bdb5cc78455efcbb53b618842c3de0f895b98146caeb";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 =
  "3896944592f5cb08b6ca9fbabd08557e5f9ba66ea4c80f6c442a7df1d1b10c9e";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "644529e2e69a9dd8b00d46f1fb6d4b838fa3d8ffc2284c4f03f64a2c62789da8";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

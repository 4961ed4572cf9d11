// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "c2ee602d2a2fd64678e6fe2e47b52609de0a62fbb52c525a292151adae385fc3";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "348017f626be1bcce54f74ce3e30949f5d96e201d3e7a8756dc34746a377ac8b";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

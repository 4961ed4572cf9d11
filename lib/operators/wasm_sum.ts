// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "62cf5566b92c18d1b2ebab663d3675c89865b6d4862eb93cac426a8b0d2cdcbf";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "cf2ccd13fa534d4a184921bfbd67c51800818a430b0e70702f5429624b603aa8";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

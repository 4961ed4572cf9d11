// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "362762c407e175955d1a57ed4524674004342a33d806878b3abd755df715d79c";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "05f4581fa5d9098b797c48c0ccf401afedc348986aaaa16de456f229155331bf";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

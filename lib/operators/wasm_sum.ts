// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 =
  "1ec917b05423d1ee0364f0939f659fc8647e21751872933cc3cd50ff218bc722";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "0f861d84ef98fa3dafcf200b24045b69551d34547ba091007758c1731101d03a";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

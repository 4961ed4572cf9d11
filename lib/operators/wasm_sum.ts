// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "c0758704fa9bbce16f6a8600716ada82fb8e66f5aba5f7c46556759f28da0164";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "5d439a3d3f1cbdeb2d45bf8041ca52db9885d5893344996a819d0b3f0788f353";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "aab61af78818b090d96b318b440662cebae16161535ff017297e6238cbed2b53";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "5a67a1d0e6e02e66d9e4f57423fe268bb0e9e9578469a27aa123a143a7dbbeda";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

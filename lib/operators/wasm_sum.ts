// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "008ad0fafd72f123ba4cb1fba29b01df9aee3d8a638faf68e16153e63c12799f";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "9758ce46a7144bec76d2273b7193e54daeb96a720c24c8f97f42049056e61b48";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

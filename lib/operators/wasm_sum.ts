// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "b0f47acddaa6ccad883db47620ee96d9bf6de07ae663c876bcce6a058b0c456c";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "22366f1db123a9fc4516a8cf50d3212819bc32a41a37ef3548329d4e8a380104";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

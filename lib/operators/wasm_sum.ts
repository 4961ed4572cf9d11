// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "ec0b16810d8f2e7b583546903fe9e05cea9e3f501ce5e088327f19fd2d1260a8";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "593ca9ef1ec306c55695400f9cbe24459e6af2ca6bdf45e3d57161ffeacb599c";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

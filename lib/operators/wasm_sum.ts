// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "1f7db485c97abdaafb5d28c38225085647e6d9914128b13db8cdc934cf54f155";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "d39c4ddad90c0372c6055123f3b55213eb06fefaecc47054a539ad3fbce23929";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

// Written by lib/tasks/build_wasm.ts.

/** SHA-256 of `native/operators.wasm`. */
export const WASM_SHA256 = "29688360d3ee09b9c136e9b97a16ff1b7f089786c1e1198127433cafd91b77b0";

/** SHA-256 of the C source that it was built from. */
export const WASM_SOURCE_SHA256 =
  "dc8368e67fe0fd7848571a66bf7c673475624edee9d88ece0c73ab5de212e0fd";

/** The compiler that built it. */
export const WASM_COMPILER = "clang 19.1.7 (3~deb12u1)";

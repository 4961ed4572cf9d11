/**
 * What takes the place of `lib/operators/wasm_code.ts` in a page, which carries one of the two builds:
 * the one that every engine with vectors runs.
 *
 * @module
 */
export {
  WASM_SIMD as WASM,
  WASM_SIMD_SHA256 as WASM_SHA256,
} from "../../../operators/wasm_simd_code.ts";

/** In the place of the operators' two builds: that which every engine with vectors runs. */
export { WASM, WASM as WASM_SIMD } from "../page_files.ts";
/** Unknown: a page is whole or not at all. */
export const WASM_SHA256 = "", WASM_SIMD_SHA256 = "";

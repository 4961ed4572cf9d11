/**
 * What takes the place of the operators' WebAssembly, which a page carries as a file: of its two builds
 * the one that every engine with vectors runs.
 *
 * @module
 */
import { WASM_FILE, whenKept } from "../page_files.ts";

/** The code, in base64; empty until the page's files are there. */
export let WASM = "", WASM_SIMD = "";
/** Unknown: a page is whole or not at all. */
export const WASM_SHA256 = "", WASM_SIMD_SHA256 = "";

whenKept(WASM_FILE, (bytes) => {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  WASM = WASM_SIMD = btoa(letters);
});

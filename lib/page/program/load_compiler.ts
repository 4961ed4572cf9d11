/// <reference lib="dom" />
import type { compileCell } from "../cells/compile_cell.ts";
import { unpackScript } from "./unpack.ts";

/** What {@linkcode compileCell} is, once it has been unpacked. */
export type Compile = typeof compileCell;

const loaded = globalThis as { tripletLabCompileCell?: Compile };

/**
 * What makes modules of cells; unpacked once.
 *
 * @throws {Error} When the page has none, or the browser cannot run it.
 */
export async function loadCompiler(): Promise<Compile> {
  if (!loaded.tripletLabCompileCell) await import(await unpackScript("compiler"));
  return loaded.tripletLabCompileCell!;
}

/// <reference lib="dom" />
import type { compileCell } from "../cells/compile_cell.ts";
import { unpackScript } from "./unpack.ts";

export type Compile = typeof compileCell;

const loaded = globalThis as { tripletLabCompileCell?: Compile };

export async function loadCompiler(): Promise<Compile> {
  if (!loaded.tripletLabCompileCell) await import(await unpackScript("compiler"));
  return loaded.tripletLabCompileCell!;
}

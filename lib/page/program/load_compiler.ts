/// <reference lib="dom" />
import type { compileCell } from "../cells/compile_cell.ts";
import { unpackScript } from "./unpack.ts";

/** What {@linkcode compileCell} is, once it has been unpacked. */
export type Compile = typeof compileCell;

let loaded: Promise<Compile> | undefined;

/**
 * What makes modules of cells; unpacked once.
 *
 * @throws {Error} When the page has none, or the browser cannot run it.
 */
export function loadCompiler(): Promise<Compile> {
  loaded ??= load();
  loaded.catch(() => loaded = undefined);
  return loaded;
}

async function load(): Promise<Compile> {
  const script = document.createElement("script");
  script.src = await unpackScript("compiler");
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("this browser refuses the page's own scripts"));
    document.body.append(script);
  });
  return (globalThis as unknown as { tripletLabCompileCell: Compile }).tripletLabCompileCell;
}

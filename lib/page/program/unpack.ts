/// <reference lib="dom" />
import { bytesOf } from "./dense_text.ts";

/**
 * What a page carries packed: gzipped, as `denseText`, in an inert script element.
 *
 * @param id The element's.
 * @returns The bytes; undefined where the page carries nothing of this name.
 * @throws {Error} When the browser cannot unpack it.
 */
export async function unpack(id: string): Promise<ArrayBuffer | undefined> {
  const text = document.getElementById(id)?.textContent?.trim();
  if (!text) return undefined;
  if (!("DecompressionStream" in globalThis)) {
    throw new Error("this browser is too old to run cells: it lacks DecompressionStream");
  }
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

/**
 * A script that the page carries packed.
 *
 * @param id The element's.
 * @returns Its address.
 * @throws {Error} When there is none, or the browser cannot unpack it.
 */
export async function unpackScript(id: string): Promise<string> {
  const script = await unpack(id);
  if (!script) throw new Error("this page was made without what computes");
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

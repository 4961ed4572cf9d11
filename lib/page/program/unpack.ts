/// <reference lib="dom" />
import { bytesOf } from "./dense_text.ts";

/** What a page carries packed: gzipped, as `denseText`, in an inert script element of this id. */
export async function unpack(id: string): Promise<ArrayBuffer | undefined> {
  const text = document.getElementById(id)?.textContent?.trim();
  if (!text) return undefined;
  if (!("DecompressionStream" in globalThis)) {
    throw new Error("this browser is too old to run cells: it lacks DecompressionStream");
  }
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

/** The address of a script that the page carries packed; throws where there is none, too. */
export async function unpackScript(id: string): Promise<string> {
  const script = await unpack(id);
  if (!script) throw new Error("this page was made without what computes");
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

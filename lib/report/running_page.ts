import { gzipSync } from "node:zlib";
import { bundleWorker } from "../page/worker/bundle_worker.ts";
import { packLesson } from "../page/worker/pack_lesson.ts";
import { Markup, markup } from "../workspace/markup.ts";

/** Packed once for all pages of a book. */
const packed = new Map<string, string>();

/**
 * What runs a page's cells: what computes, the same for all lessons of a book, and what this lesson's
 * cells read. Both stand packed in inert elements at the page's end, where the first paint does not
 * wait for them.
 *
 * @param book The sources of all code cells of the book.
 * @param own Those of this lesson.
 * @returns Two script elements, `#runtime` and `#data`.
 */
export async function runningParts(
  book: readonly string[],
  own: readonly string[],
): Promise<Markup> {
  const script = await bundleWorker(book);
  if (!packed.has(script)) packed.set(script, base64(new TextEncoder().encode(script)));
  return markup`${inert("runtime", packed.get(script)!)}${
    inert("data", base64(await packLesson(own)))
  }`;
}

function base64(bytes: Uint8Array): string {
  return gzipSync(bytes, { level: 9 }).toString("base64");
}

function inert(id: string, text: string): Markup {
  return new Markup(`<script type="application/gzip" id="${id}">${text}</script>\n`);
}

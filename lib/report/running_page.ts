import { bundleWorker } from "../page/worker/bundle_worker.ts";
import { packLesson } from "../page/worker/pack_lesson.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { packed } from "./packed.ts";

/** Packed once for all pages of a book. */
const runtimes = new Map<string, Markup>();

/** What runs a page's cells: what computes, the same in a book, and what its cells read. */
export async function runningParts(book: readonly string[], own: readonly string[]) {
  const script = await bundleWorker(book);
  if (!runtimes.has(script)) runtimes.set(script, packed("runtime", script));
  return markup`${runtimes.get(script)}${packed("data", new Uint8Array(await packLesson(own)))}`;
}

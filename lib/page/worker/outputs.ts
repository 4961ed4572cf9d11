import type { Output } from "../mod.ts";
import { inspect } from "./inspect.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/** What a notebook's cell shows of its last value, as the kernel has it; nothing for `undefined`. */
export async function outputOf(value: unknown): Promise<Output | undefined> {
  if (value === undefined) return undefined;
  return { output_type: "execute_result", data: await bundleOf(value) };
}

async function bundleOf(value: unknown): Promise<Record<string, unknown>> {
  const shown = value as { [DISPLAY]?(): unknown; outerHTML?: unknown; localName?: string } | null;
  if (typeof shown === "object" && typeof shown?.[DISPLAY] === "function") {
    const bundle = await shown[DISPLAY]!();
    if (typeof bundle === "object" && bundle !== null) return bundle as Record<string, unknown>;
  }
  if (typeof shown === "object" && typeof shown?.outerHTML === "string") {
    return { [shown.localName === "svg" ? "image/svg+xml" : "text/html"]: shown.outerHTML };
  }
  return { "text/plain": inspect(value) };
}

/** What `console.log` writes: texts as they are, all else in words. */
export function logged(parts: readonly unknown[]): string {
  const words = (part: unknown) => typeof part === "string" ? part : inspect(part);
  return `${parts.map(words).join(" ")}\n`;
}

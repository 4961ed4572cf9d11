import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";
import { checkName, isName } from "./live_html.ts";

/**
 * The script that brings every figure of one kind in a page to life. It stands in a `<script>`
 * element as it is, asks for nothing else, and evaluates no text.
 *
 * @param name The kind: `triplet-microscope` is the entry `triplet_microscope/browser.ts`.
 * @returns The script's text.
 * @throws {TypeError} When it is no figure's name.
 * @throws {RangeError} When there is no figure of this name.
 * @throws {Error} When there is no Bun to bundle it with, and it was not bundled before.
 *
 * @example
 * ```ts
 * import { liveScript } from "#lib/live/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const script = await liveScript("triplet-microscope");
 * assert(script.length < 150_000 && !script.includes("</script"));
 * ```
 */
export async function liveScript(name: string): Promise<string> {
  checkName(name);
  if (!existsSync(fileURLToPath(entryOf(name)))) {
    throw new RangeError(`name: expected a figure of lib/live, got ${JSON.stringify(name)}`);
  }
  return await bundleForBrowser(entryOf(name));
}

/** Whether there is a live figure of this name, which may be anything: a notebook says it. */
export function isLiveFigure(name: unknown): name is string {
  return isName(name) && existsSync(fileURLToPath(entryOf(name)));
}

function entryOf(name: string): URL {
  return new URL(`./${name.replaceAll("-", "_")}/browser.ts`, import.meta.url);
}

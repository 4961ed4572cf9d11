import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { CACHE } from "#lib/workspace/paths.ts";

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(CACHE, "bundle-test-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a bundle as a page would, and gives what it put into `result`. */
function resultOf(script: string): unknown {
  const page: { result?: unknown } = {};
  new Function("page", script)(page);
  return page.result;
}

Deno.test("bundleForBrowser() puts a module and its imports into one script", () =>
  withFolder(async (folder) => {
    const entry = join(folder, "entry_of_test.ts");
    await writeFile(join(folder, "twice.ts"), "export const twice = (x: number): number => 2 * x;");
    await writeFile(
      entry,
      `import { twice } from "./twice.ts"; declare const page: { result: number };
       page.result = twice(21);`,
    );
    const script = await bundleForBrowser(entry);
    assertEquals(resultOf(script), 42);
    assert(!/\bimport\b|\bexport\b/.test(script), script);
    assertEquals(await bundleForBrowser(pathToFileURL(entry)), script);
  }));

Deno.test("bundleForBrowser() gives a script that cannot end its element", () =>
  withFolder(async (folder) => {
    const entry = join(folder, "entry_of_test.ts");
    await writeFile(
      entry,
      `declare const page: { result: string };
       page.result = "</script><!-- <SCRIPT>";`,
    );
    const script = await bundleForBrowser(entry);
    assert(!/<\/?script|<!--/i.test(script), script);
    assertEquals(resultOf(script), "</script><!-- <SCRIPT>");
  }));

Deno.test("bundleForBrowser() says what is missing", async () => {
  const error = await assertRejects(() => bundleForBrowser("lib/none.ts"), Error, "lib/none.ts");
  assertStringIncludes((error as Error).message, "expected a module that bundles");
});

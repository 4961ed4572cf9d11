/**
 * The library from its tarball in pages, in Chromium and in Firefox: each entry point, README's
 * example, a policy without WebAssembly, and a bundler that drops side effects.
 *
 * @module
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browserTest, ONCE } from "../browser/browser.ts";
import { inFirefox, NO_FIREFOX } from "../browser/firefox.ts";
import { entriesOf, must, NO_PACKAGES, readmeExample, withLibrary } from "./package_project.ts";

/** A page with a script of the library in it, as esbuild bundles it. */
async function bundled(project: string, script: string, head = ""): Promise<string> {
  await writeFile(join(project, "page.js"), script);
  const esbuild = join(project, "node_modules/esbuild/bin/esbuild");
  const options = ["--bundle", "--format=iife", "--log-level=error", "--outfile=page.bundle.js"];
  await must(project, esbuild, "page.js", ...options);
  const bundle = await readFile(join(project, "page.bundle.js"), "utf8");
  const page = join(project, "page.html");
  const inline = bundle.replaceAll("</script", "<\\/script");
  await writeFile(page, `<!doctype html><meta charset="utf-8">${head}<script>${inline}</script>`);
  return page;
}

/** A page: what must be so, how it is made in a project, and what its script must leave in `result`. */
interface Page {
  name: string;
  make(project: string): Promise<string>;
  // deno-lint-ignore no-explicit-any -- whatever JSON carries
  check(result: any, about: string): void;
}

/** The start of a figure, or why there is none. */
const FIGURE = `import { lossCurve } from "triplet-lab/charts";
  try {
    globalThis.result = lossCurve([{ step: 1, loss: 2 }, { step: 2, loss: 1 }]).toSvg().slice(0, 5);
  } catch (error) {
    globalThis.result = error.message;
  }`;

const PAGES: Page[] = [{
  name: "each entry point, and README's example",
  async make(project) {
    const entries = await entriesOf(project);
    const imports = entries.map((entry, i) =>
      `import * as e${i} from "triplet-lab${entry.slice(1)}";`
    );
    return await bundled(
      project,
      `${imports.join("\n")}
      import { availableEngines } from "triplet-lab/operators";
      ${await readmeExample()}
      const names = [${entries.map((_, i) => `e${i}`)}].map((entry) => Object.keys(entry).length);
      globalThis.result = { names, losses, engines: [...availableEngines()] };`,
    );
  },
  check({ names, losses, engines }, about) {
    assert(names.length > 10 && names.every((count: number) => count > 0), about);
    assertEquals(losses.length, 2);
    for (const loss of losses) assertAlmostEquals(loss, 3.5, 1e-6, about);
    assertEquals(engines[0], "wasm", about);
  },
}, {
  name: "a policy without wasm-unsafe-eval: the operators compute, and say what is refused",
  make: (project) =>
    bundled(
      project,
      `import { availableEngines, batchAll } from "triplet-lab/operators";
      const engines = availableEngines();
      const points = new Float32Array([0, 1, 2]), labels = new Int32Array([7, 7, 8]);
      const { loss } = batchAll(points, labels, { dim: 1, margin: 2 });
      globalThis.result = { loss, engines: [...engines], wasm: engines.missing.wasm };`,
      `<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">`,
    ),
  check({ loss, engines, wasm }, about) {
    assertEquals([loss, ...engines], [1.5, "plain"], about);
    assertMatch(wasm, /Content Security Policy|\bCSP\b/i, about);
  },
}, {
  name: "a bundler that drops what has no side effects keeps what draws",
  make: (project) => bundled(project, FIGURE),
  check: (result, about) => assertEquals(result, "<svg ", about),
}, {
  name: "a bundler that drops all side effects: a figure says what it lacks",
  async make(project) {
    const path = join(project, "node_modules/triplet-lab/package.json");
    const manifest = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...manifest, sideEffects: false }));
    return await bundled(project, FIGURE);
  },
  check: (result, about) =>
    assertStringIncludes(result, '`import "triplet-lab/charts"` too', about),
}];

/** Makes each page, has it opened, and looks at what its script found. */
const tryAll = (result: (path: string) => Promise<unknown>) =>
  withLibrary(["esbuild@0.25.12", "@observablehq/plot", "linkedom"], async (project) => {
    for (const { name, make, check } of PAGES) check(await result(await make(project)), name);
  });

browserTest(
  "the package in Chromium's pages: entry points, README's example, policies, bundlers",
  ({ open }) =>
    tryAll(async (path) => {
      const forgive = (error: string) => /Content.Security.Policy/i.test(error);
      return await (await open(path, { forgive })).look("result");
    }),
  NO_PACKAGES,
);

const unless = NO_FIREFOX || ONCE || NO_PACKAGES;

Deno.test({
  name: "the package in Firefox's pages: entry points, README's example, policies, bundlers" +
    (unless && ` (ignored: ${unless})`),
  ignore: unless !== "",
  fn: () =>
    inFirefox(({ open, look }) =>
      tryAll(async (path) => {
        await open(path);
        return await look("result");
      })
    ),
});

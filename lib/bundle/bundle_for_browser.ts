import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fileSum } from "../workspace/file_sum.ts";
import { findBun } from "../workspace/find_bun.ts";
import { CACHE, ROOT } from "../workspace/paths.ts";

/** Where bundles are kept until one of the files that went in changes. */
const FOLDER = join(CACHE, "bundles");

/** What is written beside a bundle: which files went in, and their sum. */
interface Manifest {
  /** Paths, from the project's folder. */
  inputs: string[];
  /** One sum over their contents; the bundle's file is named by it. */
  sum: string;
}

/**
 * Bundles a module and all that it imports into one minified script for a browser, with the Bun of
 * `package.json`. The script is a classic one that keeps its names to itself, needs no network, and
 * may stand between `<script>` and `</script>` as it is.
 *
 * A bundle is kept under `.cache/bundles` by the contents of all files that went in, so that the
 * second call reads it, and reads it where there is no Bun too.
 *
 * @param entry The module, a path or a `file:` URL.
 * @returns The script's text.
 * @throws {Error} When the module or one of its imports is not there or does not compile, and when
 * there is no Bun for this system.
 *
 * @example
 * ```ts
 * import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const script = await bundleForBrowser("lib/charts/palette.ts");
 * assertStringIncludes(script, "(()=>{");
 * ```
 */
export async function bundleForBrowser(entry: string | URL): Promise<string> {
  const path = entry instanceof URL || entry.startsWith("file:")
    ? fileURLToPath(entry)
    : resolve(ROOT, entry);
  const from = relative(ROOT, path).replaceAll("\\", "/");
  const place = join(FOLDER, `${basename(path)}-${await fileSum([{ text: from }])}`);
  const known = await readFile(`${place}.json`, "utf8").then(JSON.parse).catch(() => undefined) as
    | Manifest
    | undefined;
  if (known && await sumOf(known.inputs) === known.sum) {
    const script = await readFile(`${place}-${known.sum}.js`, "utf8").catch(() => undefined);
    if (script !== undefined) return script;
  }

  await mkdir(FOLDER, { recursive: true });
  const own = `${place}.${process.pid}-${++calls}`;
  try {
    const script = await build(path, from, own);
    const meta = JSON.parse(await readFile(`${own}.meta`, "utf8"));
    const inputs = Object.keys(meta.inputs).sort();
    const manifest: Manifest = { inputs, sum: await sumOf(inputs) ?? "" };
    await writeFile(`${own}.js`, script);
    await rename(`${own}.js`, `${place}-${manifest.sum}.js`);
    await writeFile(`${own}.json`, JSON.stringify(manifest));
    await rename(`${own}.json`, `${place}.json`);
    if (known && known.sum !== manifest.sum) await rm(`${place}-${known.sum}.js`, { force: true });
    return script;
  } finally {
    for (const kind of ["meta", "js", "json"]) await rm(`${own}.${kind}`, { force: true });
  }
}

/** Each call writes to files of its own until they are whole. */
let calls = 0;

/** The sum of the files that went in, and of the Bun that put them together. */
async function sumOf(inputs: readonly string[]): Promise<string | undefined> {
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const parts = inputs.flatMap((input) => [{ text: input }, join(ROOT, input)]);
  return await fileSum([{ text: `bun ${devDependencies.bun}` }, ...parts]).catch(() => undefined);
}

async function build(path: string, from: string, own: string): Promise<string> {
  const bun = "Bun" in globalThis ? process.execPath : await findBun();
  if (!bun) throw new Error(`${from}: expected Bun to bundle it with; run deno task setup`);
  const { stdout } = await promisify(execFile)(
    bun,
    ["build", "--minify", "--target=browser", "--format=iife", `--metafile=${own}.meta`, path],
    { cwd: ROOT, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: "1" } },
  ).catch((error: Error & { stderr?: string }) => {
    const said = (error.stderr ?? "").trim() || error.message;
    throw new Error(`${from}: expected a module that bundles; Bun says: ${said}`);
  });
  // Inside strings these mean the same; outside they would end or confuse the page's script element.
  return stdout.trim().replace(/<(?=\/?script|!--)/gi, "\\x3C");
}

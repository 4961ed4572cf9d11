import { mkdir, readFile, rm } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fileSum } from "../workspace/file_sum.ts";
import { CACHE, ROOT } from "../workspace/paths.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { type StandIns, standIns } from "./stand_ins.ts";

/** Where bundles are kept until one of the files that went in changes. */
const FOLDER = join(CACHE, "bundles");

/** What is written beside a bundle: the paths of what went in, and the sum that names the bundle's file. */
interface Manifest {
  inputs: string[];
  sum: string;
}

/**
 * Bundles a module and all that it imports into one minified script for a browser, with esbuild. The script is a classic one that keeps its names to itself, needs no network, and
 * may stand between `<script>` and `</script>` as it is.
 *
 * A bundle is kept under `.cache/bundles` by the contents of all files that went in, so that the
 * second call reads it.
 *
 * @param entry The module, a path or a `file:` URL.
 * @param instead What stands in the place of what a browser cannot have.
 * @returns The script's text.
 * @throws {Error} When the module or one of its imports is not there or does not compile.
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
export async function bundleForBrowser(
  entry: string | URL,
  instead?: StandIns,
): Promise<string> {
  const path = entry instanceof URL || entry.startsWith("file:")
    ? fileURLToPath(entry)
    : resolve(ROOT, entry);
  const from = relative(ROOT, path).replaceAll("\\", "/");
  const asked = from + JSON.stringify(instead ?? "");
  const place = join(FOLDER, `${basename(path)}-${await fileSum([{ text: asked }])}`);
  const known = await readFile(`${place}.json`, "utf8").then(JSON.parse).catch(() => undefined) as
    | Manifest
    | undefined;
  if (known && await sumOf(known.inputs) === known.sum) {
    const script = await readFile(`${place}-${known.sum}.js`, "utf8").catch(() => undefined);
    if (script !== undefined) return script;
  }

  const { script, inputs } = await build(path, from, instead);
  const manifest: Manifest = { inputs, sum: await sumOf(inputs) ?? "" };
  await mkdir(FOLDER, { recursive: true });
  await writeAtomic(`${place}-${manifest.sum}.js`, script);
  await writeAtomic(`${place}.json`, JSON.stringify(manifest));
  if (known && known.sum !== manifest.sum) await rm(`${place}-${known.sum}.js`, { force: true });
  return script;
}

/** The sum of the files that went in, and of the program that put them together. */
async function sumOf(inputs: readonly string[]): Promise<string | undefined> {
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const parts = inputs.flatMap((input) => [{ text: input }, join(ROOT, input)]);
  const by = { text: `esbuild ${devDependencies.esbuild}` };
  return await fileSum([by, ...parts]).catch(() => undefined);
}

/** How many bundles are being made: with the last the program goes that makes them. */
let making = 0;

async function build(
  path: string,
  from: string,
  instead?: StandIns,
): Promise<{ script: string; inputs: string[] }> {
  const { build, stop } = await import("esbuild");
  making++;
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [path],
      absWorkingDir: ROOT,
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: "browser",
      format: "iife",
      target: "es2022",
      logLevel: "silent",
      ...(instead && { plugins: [standIns(instead)] }),
    });
    // Inside strings these mean the same; outside they would end or confuse the page's script element.
    const script = outputFiles[0].text.trim().replace(/<(?=\/?script|!--)/gi, "\\x3C");
    const inputs = Object.keys(metafile.inputs).filter((input) => !/^(node|absent):/.test(input));
    return { script, inputs: inputs.sort() };
  } catch (error) {
    throw new Error(`${from}: expected a module that bundles; ${(error as Error).message}`);
  } finally {
    if (--making === 0) await stop();
  }
}

import { dirname, fileURLToPath, readFile, relative, resolve } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";
import { type StandIns, standIns } from "./stand_ins.ts";

const made = new Map<string, Promise<string>>();

/** How many bundles are being made: with the last the program goes that makes them. */
let making = 0;

/** One minified classic script of a module and all that it imports; `given` is the text of one without a file. */
export async function bundleForBrowser(
  entry: string | URL,
  instead?: StandIns,
  given?: string,
): Promise<string> {
  const path = entry instanceof URL || entry.startsWith("file:")
    ? fileURLToPath(entry)
    : resolve(ROOT, entry);
  const text = given ?? await readFile(path, "utf8").catch(() => undefined);
  const key = JSON.stringify([path, text, instead]);
  if (!made.has(key)) made.set(key, bundled(path, text, instead));
  return await made.get(key)!;
}

async function bundled(path: string, text?: string, instead?: StandIns): Promise<string> {
  const { build, stop } = await import("esbuild");
  making++;
  try {
    const { outputFiles } = await build({
      ...(text === undefined ? { entryPoints: [path] } : {
        stdin: { contents: text, resolveDir: dirname(path), sourcefile: path, loader: "ts" },
      }),
      absWorkingDir: ROOT,
      bundle: true,
      minify: true,
      write: false,
      platform: "browser",
      format: "iife",
      target: "es2022",
      logLevel: "silent",
      ...(instead && { plugins: [standIns(instead)] }),
    });
    // Inside strings these mean the same; outside they would end or confuse the page's script element.
    return outputFiles[0].text.trim().replace(/<(?=\/?script|!--)/gi, "\\x3C");
  } catch (error) {
    const from = relative(ROOT, path).replaceAll("\\", "/");
    throw new Error(`${from}: expected a module that bundles; ${(error as Error).message}`);
  } finally {
    if (--making === 0) await stop();
  }
}

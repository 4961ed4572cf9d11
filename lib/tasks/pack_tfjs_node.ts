import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { packageVersion } from "../backend/tensorflow/pins.ts";
import { ROOT } from "../workspace/paths.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { type Tarball, writeTarball } from "./write_tarball.ts";

const NAME = "tfjs-node-current";

/**
 * The command that npx runs. It copies what it needs into the project, where it stays for the
 * preload, and goes on from there: that is where TensorFlow.js is found.
 */
const LAUNCHER = `#!/usr/bin/env node
import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
const words = process.argv.slice(2);
const root = path.resolve(words.find((word) => !word.startsWith("-")) ?? ".");
let tool = path.join(import.meta.dirname, "tool");
const there = existsSync(path.join(root, "node_modules", "@tensorflow", "tfjs-node-gpu"));
if (there && !words.includes("--help")) {
  const own = path.join(root, ".cache", "tfjs", "tool");
  cpSync(tool, own, { recursive: true });
  tool = own;
}
await import(pathToFileURL(path.join(tool, "build_for.js")));
`;

/**
 * Packs the set-up of the TensorFlow backend as a command of its own: three programs bundled from
 * `lib/`, the C file that opens libraries, and Node's C headers.
 */
export async function packTfjsNode(to: string): Promise<Tarball> {
  const { version, license } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  await using scratch = await scratchFolder("pack");
  const folder = join(scratch.folder, "package");
  const tool = join(folder, "tool");
  await mkdir(tool, { recursive: true });
  await build({
    entryPoints: ["tasks/build_for", "backend/tensorflow/addon_trial", "backend/tensorflow/preload"]
      .map((path) => join(ROOT, "lib", `${path}.ts`)),
    outdir: tool,
    entryNames: "[name]",
    splitting: true,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["@tensorflow/*", "nodejs-polars", "bun:ffi"],
    logLevel: "silent",
  });
  const card = JSON.stringify({ type: "module" });
  await writeFile(join(tool, "package.json"), `${card}\n`);
  for (const name of ["open_library.c", "unpack_wheel.py"]) {
    await cp(join(ROOT, "lib/backend/tensorflow", name), join(tool, name));
  }
  await cp(join(ROOT, "node_modules/node-api-headers/include"), join(tool, "include"), {
    recursive: true,
    dereference: true,
  });
  await cp(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  await cp(join(ROOT, "lib/backend/tensorflow/README.md"), join(folder, "README.md"));
  await writeFile(join(folder, "tfjs-node-current.js"), LAUNCHER);
  const manifest = {
    name: NAME,
    version,
    description:
      "Makes @tensorflow/tfjs-node-gpu work on a current TensorFlow: Node 20+, Bun, Deno",
    license,
    type: "module",
    keywords: ["tensorflow", "tfjs", "tfjs-node", "tfjs-node-gpu", "cuda", "deno", "bun"],
    engines: { node: ">=20.16" },
    bin: { [NAME]: "./tfjs-node-current.js" },
    exports: { "./preload": "./tool/preload.js", "./package.json": "./package.json" },
    peerDependencies: { "@tensorflow/tfjs-node-gpu": packageVersion },
    peerDependenciesMeta: { "@tensorflow/tfjs-node-gpu": { optional: true } },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  return await writeTarball(scratch.folder, to, `${NAME}-${version}.tgz`);
}

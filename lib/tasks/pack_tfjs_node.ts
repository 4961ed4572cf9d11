import { cp, join, mkdir, readFile, writeFile } from "../host/node.ts";
import { packageVersion } from "../backend/tensorflow/pins.ts";
import { ROOT } from "../workspace/paths.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { bundleForNode } from "./bundle_for_node.ts";
import { type Tarball, writeTarball } from "./write_tarball.ts";

/** What is packed as it is, by its place in the package. */
const COPIED = {
  "LICENSE": "LICENSE",
  "README.md": "lib/backend/tensorflow/README.md",
  "tfjs-node-current.js": "lib/tasks/tfjs-node-current.js",
  "tool/open_library.c": "lib/backend/tensorflow/open_library.c",
  "tool/unpack_wheel.py": "lib/backend/tensorflow/unpack_wheel.py",
  "tool/include": "node_modules/node-api-headers/include",
};

/** Packs the set-up of the TensorFlow backend as a command of its own. */
export async function packTfjsNode(to: string): Promise<Tarball> {
  const read = async (path: string) => JSON.parse(await readFile(join(ROOT, path), "utf8"));
  const { version, license } = await read("package.json");
  await using scratch = await scratchFolder("pack");
  const folder = join(scratch.folder, "package");
  const tool = join(folder, "tool");
  await mkdir(tool, { recursive: true });
  await bundleForNode(["tasks/build_for", "tasks/try_addon", "backend/tensorflow/preload"], {
    outdir: tool,
    splitting: true,
    external: ["@tensorflow/*", "nodejs-polars", "bun:ffi"],
  });
  await writeFile(join(tool, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
  for (const [place, from] of Object.entries(COPIED)) {
    await cp(join(ROOT, from), join(folder, place), { recursive: true, dereference: true });
  }
  return await writeTarball(scratch.folder, to, {
    ...await read("lib/tasks/tfjs_node_package.json"),
    ...{ version, license, peerDependencies: { "@tensorflow/tfjs-node-gpu": packageVersion } },
  });
}

/** `deno task pack`: the packages that other projects install. */
import { resolve } from "node:path";
import { ROOT } from "../workspace/paths.ts";
import { options } from "./options.ts";
import { packLibrary } from "./pack_library.ts";
import { packTfjsNode } from "./pack_tfjs_node.ts";

const given = options(
  `deno task pack [--to FOLDER]

Writes what other projects install: triplet-lab (JavaScript, types, WebAssembly, the operators' C
source) and tfjs-node-current (makes @tensorflow/tfjs-node-gpu work on a current TensorFlow), each a
tarball for npm, Bun and Deno. For JSR there is \`deno publish\`, from the same sources.

  --to FOLDER   where to (dist)
  --help        this text`,
  { to: resolve(ROOT, "dist") },
  { paths: ["to"] },
);

for (const pack of [packLibrary, packTfjsNode]) {
  const { file, bytes, files } = await pack(given.to);
  console.log(`${file}: ${files} files, ${Math.round(bytes / 1000)} kB`);
}

/** `deno task pack`: the packages that other projects install. */
import { resolve } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";
import { options, tryPlace } from "./options.ts";
import { packLibrary } from "./pack_library.ts";
import { packTfjsNode } from "./pack_tfjs_node.ts";
import HELP from "./help/pack.txt" with { type: "text" };

const given = options(HELP, { to: resolve(ROOT, "dist") }, { paths: ["to"] });
await tryPlace(resolve(given.to, "packed"));

for (const pack of [packLibrary, packTfjsNode]) {
  const { file, bytes, files } = await pack(given.to);
  console.log(`${file}: ${files} files, ${Math.round(bytes / 1000)} kB`);
}

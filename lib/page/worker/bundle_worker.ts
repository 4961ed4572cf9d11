import { existsSync, join } from "../../host/node.ts";
import { bundleForBrowser } from "../../bundle/bundle_for_browser.ts";
import type { StandIns } from "../../bundle/stand_ins.ts";
import { NOTEBOOKS, ROOT } from "../../workspace/paths.ts";
import { compileCell } from "../cells/compile_cell.ts";
import { ROOT as SEEMING } from "./page_files.ts";

const HERE = "lib/page/worker";

/** What a page has in the place of files, processes and packages that no lesson needs there. */
export const INSTEAD: StandIns = {
  files: {
    "lib/host/node_module.ts": `${HERE}/stand_ins/node_module.ts`,
    "lib/datasets/verify_file.ts": `${HERE}/stand_ins/verify_file.ts`,
    "lib/workspace/sum_beside.ts": `${HERE}/stand_ins/sum_beside.ts`,
    "lib/operators/wasm_code.ts": `${HERE}/stand_ins/wasm_code.ts`,
    "lib/operators/wasm_simd_code.ts": `${HERE}/stand_ins/wasm_code.ts`,
  },
  texts: {
    // Of HTML's named characters a drawing needs XML's alone.
    "generated/encode-html.js": "export default new Map();",
    "4.5.0/node_modules/entities/lib/esm/generated/decode-data-html.js":
      'export { default } from "./decode-data-xml.js";',
    "dist/esm/generated/decode-data-html.js":
      'export { xmlDecodeTree as htmlDecodeTree } from "./decode-data-xml.js";',
    // Tables of studies are packed by Zstandard.
    "hyparquet-compressors/src/compressors.js": "export const compressors = {};",
    "hyparquet-compressors/src/brotli.js": "export const decompressBrotli = undefined;",
    "hyparquet-compressors/src/lz4.js":
      "export const decompressLz4 = undefined, decompressLz4Raw = undefined;",
    // A page opened from a file has no threads.
    "wasm-out/tfjs-backend-wasm-threaded-simd.js": "export default undefined;",
    "wasm-out/tfjs-backend-wasm-threaded-simd.worker.js": 'export const wasmWorkerContents = "";',
  },
  absent: [
    ...["lib/live/live_script.ts", "lib/evaluation/load_embeddings.ts"],
    ...["bun:ffi", "nodejs-polars", "usearch"],
    ...["@tensorflow/tfjs-backend-webgl", "@tensorflow/tfjs-layers"],
    ...["@tensorflow/tfjs-converter", "@tensorflow/tfjs-data"],
  ],
  root: SEEMING,
};

/** The page's worker as one script: the modules that the cells import, and what runs cells with them. */
export async function bundleWorker(cells: readonly string[]): Promise<string> {
  const names = [...new Set(cells.flatMap(importsOf))].sort();
  const modules = names.flatMap((name) => moduleOf(name) ?? []);
  const quoted = JSON.stringify;
  const imports = modules.map(({ path }, i) => `import * as m${i} from ${quoted(path)};\n`);
  const named = modules.map(({ name }, i) => `${quoted(name)}: m${i}`);
  return await bundleForBrowser(
    `${HERE}/worker.ts`,
    INSTEAD,
    `import { startWorker } from "./start_worker.ts";
${imports.join("")}startWorker({ ${named.join(", ")} });`,
  );
}

function importsOf(source: string): readonly string[] {
  try {
    return compileCell(source).imports;
  } catch {
    return []; // its own run will tell
  }
}

/** Where a module that cells import lies: in `lib/`, or one of the project's packages. */
function moduleOf(name: string): { name: string; path: string } | undefined {
  if (INSTEAD.absent.includes(name)) return undefined;
  if (name === "@std/assert") return { name, path: join(ROOT, HERE, "stand_ins/assert.ts") };
  if (!name.startsWith(".")) {
    return existsSync(join(ROOT, "node_modules", name)) ? { name, path: name } : undefined;
  }
  const path = join(NOTEBOOKS, name);
  return path.startsWith(join(ROOT, "lib/")) && existsSync(path) ? { name, path } : undefined;
}

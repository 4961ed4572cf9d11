import { nodeModule } from "../host/node_module.ts";
import { setupCommand } from "../host/project_folder.ts";
import { requireFrom } from "../host/require_from.ts";
import type { CompiledFunction, CompiledLibrary } from "./compiled_engine.ts";
import {
  nativeFolder,
  type NativeManifest,
  processorName,
  sourceSum,
  sumOfFile,
} from "./native_manifest.ts";

const { existsSync, readFileSync } = nodeModule("node:fs");
const { fileURLToPath } = nodeModule("node:url");

/** The arguments of the operators, as Deno names them. */
const PARAMETERS = ["buffer", "buffer", "u32", "u32", "f64", "i32", "f64", "buffer", "buffer"];

/** Each function with its arguments and its result. */
const FUNCTIONS: Record<keyof Symbols, [parameters: string[], result: string]> = {
  operators_batch_all: [PARAMETERS, "i32"],
  operators_batch_hard: [PARAMETERS, "i32"],
  operators_semi_hard: [PARAMETERS, "i32"],
  operators_circle: [PARAMETERS, "i32"],
  operators_supported: [[], "i32"],
  operators_free: [[], "void"],
};

type Symbols =
  & Record<CompiledFunction, (...args: unknown[]) => number>
  & { operators_supported(): number; operators_free(): void };

const MEND = `run \`${
  setupCommand("npx triplet-lab-native")
}\`, which compiles it where there is a C compiler`;

/** The C source as set-up has compiled it for this very processor, in a folder. */
export function nativeLibrary(folder?: URL): CompiledLibrary {
  const inBun = "Bun" in globalThis;
  if (!inBun && typeof Deno === "undefined") {
    throw new Error("native code is loaded through Deno or Bun only");
  }
  if (!inBun && Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    throw new Error("loading native code is not allowed; run Deno with --allow-ffi");
  }
  const symbols = open(fileURLToPath(libraryIn(folder ?? nativeFolder())), inBun);
  if (symbols.operators_supported() === 0) {
    throw new Error(`the C source was compiled for another processor; ${MEND}`);
  }
  return {
    name: "native",
    call: (name, { embeddings, labels, dim }, first, option, second, result, out) =>
      symbols[name](
        embeddings,
        labels,
        labels.length,
        dim,
        first,
        option,
        second,
        result,
        out,
      ),
    free: () => symbols.operators_free(),
  };
}

/** The library in a folder, once it is known to be the one for here, byte for byte. */
function libraryIn(folder: URL): URL {
  const file = new URL("operators.json", folder);
  if (!existsSync(file)) throw new Error(`the C source is not compiled; ${MEND}`);
  const { source, processor, library, sum } = manifestIn(file);
  if (source !== sourceSum()) {
    throw new Error(`the C source has changed since it was compiled; ${MEND}`);
  }
  if (processor !== processorName()) {
    throw new Error(`the C source was compiled for another processor; ${MEND}`);
  }
  const path = new URL(library, folder);
  // Before it is loaded: a library cut short would end the process.
  if (!existsSync(path) || sumOfFile(path) !== sum) {
    throw new Error(`the compiled library is gone, or damaged (its SHA-256 differs); ${MEND}`);
  }
  return path;
}

function manifestIn(file: URL): Partial<NativeManifest> & { library: string } {
  try {
    const { library, ...rest } = JSON.parse(readFileSync(file, "utf8")) as NativeManifest;
    return { ...rest, library: String(library) };
  } catch {
    throw new Error(`what set-up wrote of the compiled library is damaged; ${MEND}`);
  }
}

function open(path: string, inBun: boolean): Symbols {
  const functions = Object.entries(FUNCTIONS);
  if (inBun) {
    const { dlopen } = requireFrom(import.meta.url, "bun:ffi");
    const told = functions.map(([name, [parameters, returns]]) => {
      return [name, { args: parameters.map((p) => p === "buffer" ? "ptr" : p), returns }];
    });
    return dlopen(path, Object.fromEntries(told)).symbols;
  }
  const told = functions.map(([name, [parameters, result]]) => [name, { parameters, result }]);
  return Deno.dlopen(path, Object.fromEntries(told)).symbols as unknown as Symbols;
}

import { existsSync, fileURLToPath, readFileSync } from "../host/node.ts";
import { setupCommand } from "../host/project_folder.ts";
import { requireFrom } from "../host/require_from.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { COMPILED, type CompiledFunction, type CompiledLibrary } from "./compiled_engine.ts";
import * as native from "./native_manifest.ts";

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
  const symbols = open(fileURLToPath(libraryIn(folder ?? native.nativeFolder())), inBun);
  if (symbols.operators_supported() === 0) {
    throw new Error(`the C source was compiled for another processor; ${MEND}`);
  }
  return {
    name: "native",
    call: (name, { embeddings, labels, dim }, told, result, out) =>
      symbols[name](embeddings, labels, labels.length, dim, ...told, result, out),
    free: () => symbols.operators_free(),
  };
}

/** The library in a folder, once it is known to be the one for here, byte for byte. */
function libraryIn(folder: URL): URL {
  const file = new URL("operators.json", folder);
  if (!existsSync(file)) throw new Error(`the C source is not compiled; ${MEND}`);
  const { source, processor, library, sum } = manifestIn(file);
  if (source !== native.sourceSum()) {
    throw new Error(`the C source has changed since it was compiled; ${MEND}`);
  }
  if (processor !== native.processorName()) {
    throw new Error(`the C source was compiled for another processor; ${MEND}`);
  }
  const path = new URL(library, folder);
  // Before it is loaded: a library cut short would end the process.
  if (!existsSync(path) || sumOf(readFileSync(path)) !== sum) {
    throw new Error(`the compiled library is gone, or damaged (its SHA-256 differs); ${MEND}`);
  }
  return path;
}

function manifestIn(file: URL): Partial<native.NativeManifest> & { library: string } {
  try {
    const { library, ...rest } = JSON.parse(readFileSync(file, "utf8")) as native.NativeManifest;
    return { ...rest, library: String(library) };
  } catch {
    throw new Error(`what set-up wrote of the compiled library is damaged; ${MEND}`);
  }
}

function open(path: string, inBun: boolean): Symbols {
  const buffer = inBun ? "ptr" : "buffer";
  const operator = [buffer, buffer, "u32", "u32", "f64", "i32", "f64", buffer, buffer];
  const told = (parameters: string[], result: string) =>
    inBun ? { args: parameters, returns: result } : { parameters, result };
  const functions = Object.fromEntries([
    ...COMPILED.map((name) => [name, told(operator, "i32")]),
    ["operators_supported", told([], "i32")],
    ["operators_free", told([], "void")],
  ]);
  const { dlopen } = inBun ? requireFrom(import.meta.url, "bun:ffi") : Deno;
  return dlopen(path, functions).symbols as unknown as Symbols;
}

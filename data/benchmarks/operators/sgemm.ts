import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("./sgemm.c", import.meta.url));

/**
 * Compiles `sgemm.c` for this processor.
 *
 * @param folder where the library goes
 * @returns its path; undefined where there is no C compiler
 */
export function compileSgemm(folder: string): string | undefined {
  const library = path.join(folder, "libsgemm.so");
  mkdirSync(folder, { recursive: true });
  for (const compiler of ["cc", "gcc", "clang"]) {
    for (
      const target of [["-march=native", "-mprefer-vector-width=512"], ["-march=native"], [
        "-mcpu=native",
      ]]
    ) {
      try {
        const flags = ["-O3", ...target, "-fPIC", "-shared", "-pthread", "-Wno-psabi"];
        const draft = `${library}.${process.pid}`;
        execFileSync(compiler, [...flags, SOURCE, "-o", draft], { stdio: "ignore" });
        renameSync(draft, library);
        return library;
      } catch {
        // Another compiler or another target.
      }
    }
  }
  return undefined;
}

/** A product of square matrices: `c = a b`, 0 when it went well. */
export type Sgemm = (
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  n: number,
  threads: number,
) => number;

/** Opens what {@linkcode compileSgemm} has made. */
export function openSgemm(library: string): Sgemm {
  if ("Bun" in globalThis) {
    const { dlopen } = createRequire(import.meta.url)("bun:ffi");
    const args = ["ptr", "ptr", "ptr", "i32", "i32"];
    return dlopen(library, { sgemm: { args, returns: "i32" } }).symbols.sgemm;
  }
  const { symbols } = Deno.dlopen(library, {
    sgemm: { parameters: ["buffer", "buffer", "buffer", "i32", "i32"], result: "i32" },
  });
  return symbols.sgemm as unknown as Sgemm;
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { findCompiler } from "../../workspace/find_compiler.ts";
import { runCommand } from "../../workspace/run_command.ts";

const COMPILERS = ["cc", "gcc", "clang"];
const here = dirname(fileURLToPath(import.meta.url));

/** What {@link compileArticle3} builds, and with what. */
export interface Article3BuildOptions {
  /** The shared library that FFI opens, or the program that prints the line; `"library"`. */
  kind?: "library" | "program";
  /** The C compiler; the environment's `CC`, else `cc`, `gcc` or `clang`, the first that is there. */
  compiler?: string;
  /** Where the result is kept; `.cache/native` in the project. */
  directory?: string;
}

/**
 * Compiles `article3.c`, once: the result is kept under a name made of the SHA-256 sum of the source
 * and the flags, and written under another name first, so that two processes never see half a file.
 *
 * @param options the library with the machine's own compiler, unless told otherwise
 * @returns the path of the library or program
 * @throws {TypeError} if `kind` is neither `"library"` nor `"program"`
 * @throws {Error} if there is no C compiler, or if it fails: the message holds what it said
 *
 * @example
 * ```ts
 * import { compileArticle3 } from "#lib/lessons/article3/mod.ts";
 *
 * const path = await compileArticle3().catch(() => "no C compiler here");
 * if (path === "") throw new Error("no path");
 * ```
 */
export async function compileArticle3(options: Article3BuildOptions = {}): Promise<string> {
  const { kind = "library" } = options;
  if (kind !== "library" && kind !== "program") {
    throw new TypeError(`kind: expected "library" or "program", got ${JSON.stringify(kind)}`);
  }
  const directory = options.directory ?? join(here, "../../../.cache/native");
  const source = join(here, "article3.c");
  const flags = ["-O2", "-std=c11", "-ffp-contract=off"];
  if (kind === "library") flags.push("-shared", "-fPIC", "-DARTICLE3_LIBRARY");
  const named = options.compiler ?? process.env.CC;
  const key = createHash("sha256")
    .update(await readFile(source))
    .update([process.platform, process.arch, named ?? "", ...flags].join("\n"))
    .digest("hex").slice(0, 16);
  const target = join(directory, `article3-${kind}-${key}${kind === "library" ? ".so" : ""}`);
  if (existsSync(target)) return target;

  await mkdir(directory, { recursive: true });
  const draft = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const compiler = findCompiler("CC", COMPILERS, named);
  if (!compiler) {
    throw new Error(
      `article3.c: no C compiler found (tried ${named ?? COMPILERS.join(", ")}). Install one, or ` +
        "name one in CC; article3Loss computes the same without it.",
    );
  }
  const args = [...compiler.args, ...flags, source, "-lm", "-o", draft];
  const { code, output } = await runCommand(compiler.program, args);
  if (code !== 0) {
    await rm(draft, { force: true });
    throw new Error(`article3.c: ${compiler.program} failed: ${output}`);
  }
  await rename(draft, target);
  return target;
}

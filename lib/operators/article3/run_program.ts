import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";

/**
 * Compiles article 3's whole program, `main` included, runs it and gives what it printed.
 *
 * @param options which compiler, and where the program is kept
 * @returns the program's output, without its end of line
 * @throws {Error} if there is no C compiler, or if it or the program fails
 *
 * @example
 * ```ts
 * import { runArticle3Program } from "#lib/operators/article3/mod.ts";
 *
 * const line = await runArticle3Program().catch(() => "The triplet loss needs a C compiler");
 * if (!line.startsWith("The triplet loss")) throw new Error(line);
 * ```
 */
export async function runArticle3Program(options: Article3BuildOptions = {}): Promise<string> {
  const program = await compileArticle3({ ...options, kind: "program" });
  const { stdout } = await promisify(execFile)(program);
  return stdout.trimEnd();
}

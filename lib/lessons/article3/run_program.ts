import { runCommand } from "../../workspace/run_command.ts";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";

/**
 * Compiles article 3's whole program, `main` included, runs it and gives what it printed.
 *
 * @throws {Error} if there is no C compiler, or if it or the program fails
 *
 * @example
 * ```ts
 * import { runArticle3Program } from "#lib/lessons/article3/mod.ts";
 *
 * const line = await runArticle3Program().catch(() => "The triplet loss needs a C compiler");
 * if (!line.startsWith("The triplet loss")) throw new Error(line);
 * ```
 */
export async function runArticle3Program(options: Article3BuildOptions = {}): Promise<string> {
  const program = await compileArticle3({ ...options, kind: "program" });
  const { code, stdout, output } = await runCommand(program, []);
  if (code !== 0) throw new Error(`article3.c: its program failed (${code}): ${output}`);
  return stdout.trimEnd();
}

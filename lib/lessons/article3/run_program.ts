import { runCommand } from "../../workspace/run_command.ts";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";

/** Compiles article 3's whole program, `main` included, runs it and gives what it printed. */
export async function runArticle3Program(options: Article3BuildOptions = {}): Promise<string> {
  const program = await compileArticle3({ ...options, kind: "program" });
  const { code, stdout, output } = await runCommand(program, []);
  if (code !== 0) throw new Error(`article3.c: its program failed (${code}): ${output}`);
  return stdout.trimEnd();
}

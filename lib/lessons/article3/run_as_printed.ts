import { runCommand } from "../../workspace/run_command.ts";
import { type Article3BuildOptions, compileArticle3 } from "./compile.ts";

/** How {@link runAsPrinted} runs the article's own operations. */
export interface AsPrintedOptions extends Omit<Article3BuildOptions, "kind"> {
  /** What each coordinate, a number of `rand` in [0, 1], is multiplied with; 1. */
  spread?: number;
  /** What is added to each coordinate; 0. */
  offset?: number;
  /** Squared distances instead of Euclidean ones; `false`. */
  squared?: boolean;
  /** The limit of the program's stack, in KiB; 8192, what most Linux systems give. */
  stack?: number;
}

/** How the program ended. */
export interface AsPrintedRun {
  /** The signal that ended it, `SIGSEGV` where the stack was too small; none otherwise. */
  killed?: string;
  line?: string;
  loss?: number;
  least?: number;
}

/** Runs article 3's own operations, with its arrays on the limited stack of another process. */
export async function runAsPrinted(options: AsPrintedOptions = {}): Promise<AsPrintedRun> {
  const { offset = 0, spread = 1, squared = false, stack = 8192, ...build } = options;
  const program = await compileArticle3({ ...build, kind: "as-printed" });
  const limited = ["-c", 'ulimit -s "$0" && exec "$@"', String(stack), program];
  const numbers = [offset, spread, Number(squared)].map(String);
  const { code, killed, stdout, output } = await runCommand("sh", [...limited, ...numbers]);
  if (killed) return { killed };
  if (code !== 0) throw new Error(`as_printed.c: its program failed (${code}): ${output}`);
  const [line, rest] = stdout.split("\n");
  const [loss, least] = rest.split(" ").map(Number);
  return { line: line.trimEnd(), loss, least };
}

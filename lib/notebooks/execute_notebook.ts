import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { CACHE, ROOT, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { normalized, type Notebook, readNotebook } from "./notebook.ts";

/** Why a notebook did not run to its end. */
export interface ExecutionProblem {
  /** A cell threw, ran past its limit, took the kernel with it, or the kernel never started. */
  kind: "error" | "timeout" | "died" | "start";
  /** The code cell, counted from 1; 0 when none had begun. */
  cell: number;
  /** What was said. */
  message: string;
}

/** A notebook after it ran. */
export interface Execution {
  /** The notebook with its new outputs, as far as it came. */
  notebook: Notebook;
  /** Nothing, when every cell ran. */
  problem?: ExecutionProblem;
}

/** How a notebook is run. */
export interface ExecuteOptions {
  /** Seconds that one cell may take. Default 600. */
  timeout?: number;
  /** Called as each code cell begins. */
  onCell?: (cell: number, cells: number) => void;
  /** Further environment variables for the kernel. */
  env?: Record<string, string>;
}

/**
 * Runs every cell of a notebook in Jupyter, on the Deno kernel, in the notebook's own folder. The
 * file itself is not changed.
 *
 * @param path The notebook.
 * @param options Time limit, listener, environment.
 * @returns The notebook as it came out, and what stopped it.
 */
export async function executeNotebook(
  path: string,
  { timeout = 600, onCell, env = {} }: ExecuteOptions = {},
): Promise<Execution> {
  const folder = join(CACHE, "notebooks");
  await mkdir(folder, { recursive: true });
  const out = join(folder, basename(path));
  let cells = 0;
  let problem: ExecutionProblem | undefined;
  const { code, output } = await runCommand(
    VENV_PYTHON,
    [join(ROOT, "lib/notebooks/execute.py"), path, out, "--timeout", String(timeout)],
    {
      env: { TF_CPP_MIN_LOG_LEVEL: "3", ...env },
      onLine(line) {
        if (!line.startsWith('{"event"')) return;
        const event = JSON.parse(line);
        if (event.event === "start") cells = event.cells;
        else if (event.event === "cell") onCell?.(event.cell, cells);
        else if (event.event === "problem") {
          problem = { kind: event.kind, cell: event.cell, message: event.message };
        }
      },
    },
  );
  if (code !== 0 && !problem) {
    const message = output.split("\n").filter((line) => line.trim()).at(-1) ?? `status ${code}`;
    return {
      notebook: normalized(await readNotebook(path)),
      problem: { kind: "start", cell: 0, message: `Jupyter did not run: ${message}` },
    };
  }
  const notebook = normalized(await readNotebook(out));
  return problem ? { notebook, problem } : { notebook };
}

import { basename, join } from "../host/node.ts";
import { ROOT, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { type Notebook, readNotebook } from "./notebook.ts";
import { normalized } from "./normalized.ts";

/** Why a notebook did not run to its end. */
export interface ExecutionProblem {
  /** A cell threw, ran past its limit, kernel or Python were ended, or the kernel never started. */
  kind: "error" | "timeout" | "died" | "start";
  /** The code cell, counted from 1; 0 when none had begun. */
  cell: number;
  message: string;
}

/** `timeout`: seconds that one cell may take, default 600; `onCell` is called as each code cell begins. */
export interface ExecuteOptions {
  timeout?: number;
  onCell?: (cell: number, cells: number) => void;
  env?: Record<string, string>;
}

/** Runs every cell of a notebook in Jupyter, on the Deno kernel, in the notebook's own folder. */
export async function executeNotebook(
  path: string,
  { timeout = 600, onCell, env = {} }: ExecuteOptions = {},
): Promise<{ notebook: Notebook; problem?: ExecutionProblem }> {
  await using scratch = await scratchFolder(basename(path, ".ipynb"));
  const out = join(scratch.folder, "executed.ipynb");
  let [cell, cells] = [0, 0];
  let problem: ExecutionProblem | undefined;
  const { code, killed, output } = await runCommand(
    VENV_PYTHON,
    [join(ROOT, "lib/notebooks/execute.py"), path, out, "--timeout", String(timeout), "--guarded"],
    {
      input: true,
      // The connection file with its key, and what cells write for a moment, go with the folder.
      env: { TF_CPP_MIN_LOG_LEVEL: "3", TMPDIR: scratch.folder, ...env },
      onLine(line) {
        if (!line.startsWith('{"event"')) return;
        const event = JSON.parse(line);
        if (event.event === "start") cells = event.cells;
        else if (event.event === "cell") onCell?.(cell = event.cell, cells);
        else if (event.event === "problem") {
          problem = { kind: event.kind, cell: event.cell, message: event.message };
        }
      },
    },
  );
  if (killed) {
    const why = killed === "SIGKILL" ? "SIGKILL, as when memory runs out" : killed;
    const message = `the Python process that runs the cells was ended from outside (${why})`;
    problem = { kind: "died", cell, message };
  } else if (code !== 0 && !problem) {
    const said = output.split("\n").filter((line) => line.trim()).at(-1) ?? `status ${code}`;
    problem = { kind: "start", cell, message: `Jupyter did not run: ${said}` };
  }
  const left = readNotebook(out).catch(async () => withoutOutputs(await readNotebook(path)));
  const notebook = normalized(await left);
  return problem ? { notebook, problem } : { notebook };
}

/** Of a run that left nothing: what the file held before was not computed by it. */
function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell
  );
  return { ...notebook, cells };
}

import { lstat, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileSum } from "../workspace/file_sum.ts";
import { DENO, ROOT, VENV, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { Stamp } from "./stamp.ts";
import { SetupProblem, type SetupStep } from "../workspace/step.ts";

/** What a reader has left when Python's part is out of reach. */
const STILL_WORKS =
  "The library, its tests under Deno and Bun, and the committed notebooks still work.";

const REQUIREMENTS = join(ROOT, "lib/tasks/requirements.txt");
/** About how many packages Jupyter needs: only the progress line uses it. */
const JUPYTER_PACKAGES = 96;

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(() => true, () => false);
}

/**
 * The Python that makes the environment: 3.10 or newer, under one of its usual names.
 *
 * @returns The command.
 * @throws {SetupProblem} When there is none, with what to install.
 */
export async function findPython(): Promise<string> {
  const tried: string[] = [];
  for (const name of ["python3", "python", "py"]) {
    const { code, output } = await runCommand(name, [
      "-c",
      "import sys; print('%d.%d' % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))",
    ]);
    if (code === 0) return name;
    if (/^\d/.test(output)) tried.push(`${name} is ${output.trim()}`);
  }
  throw new SetupProblem(
    tried.length > 0
      ? `Python 3.10 or newer is needed for Jupyter; ${tried.join(", ")}: install a newer Python.`
      : "No Python was found, and Jupyter needs Python 3.10 or newer: install python3.",
    { stillWorks: STILL_WORKS },
  );
}

const venvStamp = new Stamp("venv");
const jupyterStamp = new Stamp("jupyter");

/** The project's own Python environment, `.venv`. */
export const venvStep: SetupStep = {
  name: "Python environment",
  // Its scripts hold absolute paths, so an environment is good only where it was made.
  isDone: async () => await exists(VENV_PYTHON) && await venvStamp.matches(VENV),
  async run(say) {
    const python = await findPython();
    say("making .venv");
    await jupyterStamp.clear();
    // A link is another's environment, which --clear would empty.
    if ((await lstat(VENV).catch(() => undefined))?.isSymbolicLink()) await rm(VENV);
    const { code, output } = await runCommand(python, ["-m", "venv", "--clear", VENV]);
    if (code !== 0) {
      await rm(VENV, { recursive: true, force: true });
      const reason = /ensurepip|No module named '?venv/.test(output)
        ? "This Python has no venv module: install python3-venv"
        : `Python could not make .venv (${output.split("\n").at(-1)})`;
      throw new SetupProblem(`${reason}.`, { stillWorks: STILL_WORKS });
    }
    await venvStamp.write(VENV);
  },
};

/** JupyterLab and nbclient inside `.venv`. */
export const jupyterStep: SetupStep = {
  name: "Jupyter",
  async isDone() {
    return await exists(VENV_PYTHON) && await jupyterStamp.matches(await fileSum([REQUIREMENTS]));
  },
  async run(say) {
    if (!await exists(VENV_PYTHON)) {
      throw new SetupProblem("It waits for the Python environment.");
    }
    let collected = 0;
    const { code, output } = await runCommand(VENV_PYTHON, [
      ...["-m", "pip", "install", "--retries", "1", "--progress-bar", "off"],
      ...["--requirement", REQUIREMENTS],
    ], {
      onLine(line) {
        if (/^(Collecting|Processing) /.test(line)) {
          collected++;
          say(`${collected} of about ${JUPYTER_PACKAGES} found`, collected / JUPYTER_PACKAGES);
        } else if (line.startsWith("Installing")) say("unpacking", 0.95);
      },
    });
    if (code !== 0) {
      const error = output.split("\n").filter((line) => line.startsWith("ERROR")).at(-1);
      throw new SetupProblem(
        `Jupyter could not be installed (${
          error ?? `pip ended with ${code}`
        }): connect to a network once, then run it again.`,
        { stillWorks: STILL_WORKS },
      );
    }
    await jupyterStamp.write(await fileSum([REQUIREMENTS]));
  },
};

const KERNEL = join(VENV, "share/jupyter/kernels/deno/kernel.json");

function kernelSpec(): string {
  const env = { DENO_DIR: join(ROOT, ".cache/deno"), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  return JSON.stringify(
    {
      argv: [DENO, "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
      env,
    },
    null,
    2,
  ) + "\n";
}

/** The Deno kernel, named to Jupyter inside `.venv`: the same Deno that runs the tasks. */
export const kernelStep: SetupStep = {
  name: "Deno kernel",
  async isDone() {
    const spec = await Deno.readTextFile(KERNEL).catch(() => "");
    return spec === kernelSpec() && await exists(VENV_PYTHON);
  },
  async run() {
    if (!await exists(VENV_PYTHON)) {
      throw new SetupProblem("It waits for the Python environment.");
    }
    await mkdir(join(KERNEL, ".."), { recursive: true });
    await writeAtomic(KERNEL, kernelSpec());
  },
};

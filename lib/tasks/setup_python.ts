import { existsSync, join, lstat, os, readFile, rm, writeFile } from "../host/node.ts";
import { executeNotebook } from "../notebooks/execute_notebook.ts";
import { joined, notebookText } from "../notebooks/notebook.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { fileSum } from "../workspace/file_sum.ts";
import { DENO, ROOT, VENV, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { writeFiles } from "../workspace/write_files.ts";
import { Stamp } from "./stamp.ts";
import { type Say, SetupProblem, type SetupStep } from "../workspace/step.ts";

const LOOK = join(ROOT, "lib/tasks/look_at_packages.py");
const REQUIREMENTS = join(ROOT, "lib/tasks/requirements.txt");
const KERNEL = join(VENV, "share/jupyter/kernels/deno/kernel.json");
const essential = {
  essential: true,
  stillWorks: "The library, its tests under Deno and Bun, and the committed notebooks still work.",
};

async function findPython(): Promise<string> {
  const tried: string[] = [];
  for (const name of ["python3", "python", "py"]) {
    const { code, output } = await runCommand(name, [
      "-c",
      "import sys; print('%d.%d' % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))",
    ]);
    if (code === 0) return name;
    if (/^\d/.test(output)) tried.push(`${name} is ${output.trim()}`);
  }
  const found = tried.join(", ") || "no Python was found";
  throw new SetupProblem(`Python 3.11 or newer is needed for Jupyter; ${found}: install python3.`);
}

const venvStamp = new Stamp("venv");
const jupyterStamp = new Stamp("jupyter");

export const venvStep: SetupStep = {
  ...essential,
  name: "Python",
  works: [VENV_PYTHON, "--version"],
  // Its scripts hold absolute paths, so an environment is good only where it was made.
  isDone: async () => existsSync(VENV_PYTHON) && await venvStamp.read() === VENV,
  async check() {
    const { code, output } = await runCommand(VENV_PYTHON, ["-m", "pip", "--version"]);
    return code === 0 ? undefined : `Python or pip in .venv does not run (${lastLine(output)})`;
  },
  async run(say) {
    const python = await findPython();
    say("making .venv");
    await jupyterStamp.write("");
    // A link is another's environment, which --clear would empty.
    if ((await lstat(VENV).catch(() => undefined))?.isSymbolicLink()) await rm(VENV);
    const { code, output } = await runCommand(python, ["-m", "venv", "--clear", VENV]);
    if (code !== 0) {
      await rm(VENV, { recursive: true, force: true });
      throw new SetupProblem(
        /ensurepip|No module named '?venv/.test(output)
          ? "This Python has no venv module: install python3-venv."
          : `Python could not make .venv (${lastLine(output)}).`,
      );
    }
    await venvStamp.write(VENV);
  },
};

export const jupyterStep: SetupStep = {
  ...essential,
  name: "Jupyter",
  works: [VENV_PYTHON, "-c", "import jupyterlab as it; print('JupyterLab', it.__version__)"],
  isDone: async () =>
    existsSync(VENV_PYTHON) && await jupyterStamp.read() === await fileSum([REQUIREMENTS]),
  async check() {
    const { broken, problem } = await lookAtPackages();
    if (problem) return problem;
    const [first, ...others] = broken;
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    return first && `${first.split("==")[0]} in .venv is not as installed${more}`;
  },
  async run(say) {
    needEnvironment();
    say("looking at what is there");
    const { broken } = await lookAtPackages("mend");
    await installPackages(broken, say);
    const wrong = await jupyterStep.check();
    if (wrong) {
      throw new SetupProblem(
        `Jupyter was installed and does not work: ${wrong}; a setting of pip's may send packages ` +
          `elsewhere (pip config list).`,
      );
    }
    await jupyterStamp.write(await fileSum([REQUIREMENTS]));
  },
};

function needEnvironment(): void {
  if (!existsSync(VENV_PYTHON)) throw new SetupProblem("It waits for Python.");
}

/** The pinned packages that are missing, of another version or changed, and what does not import. */
async function lookAtPackages(...args: string[]): Promise<{ broken: string[]; problem?: string }> {
  const { code, stdout, output } = await runCommand(VENV_PYTHON, [LOOK, REQUIREMENTS, ...args]);
  const last = lastLine(stdout);
  if (code === 0 && last.startsWith("{")) return JSON.parse(last);
  return { broken: [], problem: `Python in .venv does not start (${lastLine(output)})` };
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
const kernelSpec = JSON.stringify({
  argv: [DENO, "jupyter", "--kernel", "--conn", "{connection_file}"],
  display_name: "Deno",
  language: "typescript",
  env: { DENO_DIR: join(ROOT, ".cache/deno"), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
});

export const kernelStep: SetupStep = {
  ...essential,
  name: "Deno kernel",
  works: "runs a cell",
  async check() {
    await using scratch = await scratchFolder("kernel");
    const path = join(scratch.folder, "trial.ipynb");
    const cell = { cell_type: "code", metadata: {}, source: ["1 + 1"], outputs: [] };
    const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 4 };
    await writeFile(path, notebookText(notebook));
    const { notebook: { cells }, problem } = await executeNotebook(path, { timeout: 60 });
    if (problem) return problem.message;
    const shown = joined(cells[0].outputs?.[0]?.data?.["text/plain"] as string[]);
    return shown === "2" ? undefined : `it says that 1 + 1 is ${shown || "nothing"}`;
  },
  isDone: async () =>
    existsSync(VENV_PYTHON) && await readFile(KERNEL, "utf8").catch(() => "") === kernelSpec,
  async run() {
    needEnvironment();
    await writeFiles(new Map([[KERNEL, kernelSpec]]));
    const wrong = await kernelStep.check();
    if (wrong) throw new SetupProblem(`The kernel does not run a cell: ${wrong}.`);
  },
};

/** Installs pinned packages into `.venv`, each wheel held against its sum where it is known. */
async function installPackages(lines: readonly string[], say: Say): Promise<void> {
  const known = lines.filter((line) => line.includes("--hash"));
  const unknown = lines.filter((line) => !known.includes(line));
  await install(known, say);
  await install(unknown, say);
  if (unknown.length === 0) return;
  const names = unknown.map((line) => line.split("==")[0]).join(", ");
  console.error(`Taken without sums, which are known for CPython 3.11 on Linux x86-64: ${names}.`);
}

/** (With a sum in one line, pip wants one in each.) */
async function install(lines: readonly string[], say: Say): Promise<void> {
  if (lines.length === 0) return;
  const file = join(os.tmpdir(), "requirements.txt"); // set-up's own scratch folder
  await writeFile(file, lines.join("\n"));
  let collected = 0;
  const { code, output } = await runCommand(VENV_PYTHON, [
    ...["-m", "pip", "install", "--no-deps", "--force-reinstall", "--only-binary=:all:"],
    ...["--requirement", file],
  ], {
    onLine(line) {
      if (/^(Collecting|Processing) /.test(line)) {
        collected++;
        say(`${collected} of ${lines.length} packages found`, collected / lines.length);
      } else if (line.startsWith("Installing")) say("unpacking", 0.95);
    },
  });
  if (code === 0) return;
  const error = output.match(/^ERROR.*$/gm)?.at(-1) ?? `pip ended with ${code}`;
  throw new SetupProblem(`Jupyter could not be installed (${error})${remedy(output)}`);
}

function remedy(output: string): string {
  if (/No space left|Errno 28/.test(output)) return ": make room on the disk, then run it again.";
  if (/do not match the hashes/.test(output)) {
    return ": the index gives another file than the pinned one; try another index.";
  }
  if (/Permission denied|Errno 13/.test(output)) return ": .venv may not be written.";
  if (/No matching distribution|connection|resolution|timed out/i.test(output)) {
    return ": connect to a network once, then run it again.";
  }
  return "; `deno task setup --fresh` begins anew.";
}

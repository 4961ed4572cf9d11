import { join } from "node:path";
import type { DoctorRow } from "../backend/doctor.ts";
import { dataStep, emojiStep } from "./setup_data.ts";
import { nativeOperatorsStep } from "./setup_native.ts";
import { packagesStep } from "./setup_packages.ts";
import { findPython, jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { findBun } from "../workspace/find_bun.ts";
import { errorLine } from "../workspace/error_line.ts";
import { DENO, ROOT, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import type { SetupStep } from "../workspace/step.ts";

const BACKENDS = join(ROOT, "lib/tasks/backend_rows.ts");
const SETUP = "deno task setup";
/** The oldest Deno whose kernel does what the notebooks need. */
const OLDEST_DENO = "2.9.6";

async function versionOf(command: string, args: string[]): Promise<string | undefined> {
  const { code, output } = await runCommand(command, args);
  return code === 0 ? output.trim().split("\n").at(-1) : undefined;
}

async function stepRow(
  part: string,
  step: SetupStep,
  detail: () => Promise<string | undefined>,
): Promise<DoctorRow> {
  const wrong = await step.isDone() ? await step.check() : "not set up";
  if (wrong !== undefined) return { part, works: false, detail: wrong, mend: SETUP };
  return { part, works: true, detail: await detail() ?? "works" };
}

function denoRow(): DoctorRow {
  const number = (text: string) => {
    const [major, minor, patch] = text.split(".").map(Number);
    return major * 1e6 + minor * 1e3 + patch;
  };
  const detail = `${Deno.version.deno}, ${DENO}`;
  return number(Deno.version.deno) >= number(OLDEST_DENO)
    ? { part: "Deno", works: true, detail }
    : { part: "Deno", works: false, detail, mend: `deno upgrade (${OLDEST_DENO} or newer)` };
}

async function bunRow(): Promise<DoctorRow> {
  const bun = await findBun();
  return bun
    ? { part: "Bun", works: true, detail: `${await versionOf(bun, ["--version"])}` }
    : { part: "Bun", works: false, detail: "not set up, or no Bun for this system", mend: SETUP };
}

async function pythonRow(): Promise<DoctorRow> {
  const row = await stepRow("Python", venvStep, () => versionOf(VENV_PYTHON, ["--version"]));
  if (row.works) return row;
  const missing = await findPython().then(() => undefined, (error: Error) => error.message);
  return missing ? { ...row, detail: missing, mend: `install it, then ${SETUP}` } : row;
}

/** The backends, tried in a process of their own: a damaged library ends the one that loads it. */
async function backendRows(): Promise<DoctorRow[]> {
  const { code, killed, stdout, output } = await runCommand(
    DENO,
    ["run", "--no-lock", "--quiet", "-R", "-E", "-S", "--allow-ffi", "--allow-run", BACKENDS],
  );
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (code === 0) return JSON.parse(last);
  const why = killed ? `one ends the process that loads it (${killed})` : errorLine(output);
  return [{ part: "backends", works: false, detail: why, mend: SETUP }];
}

/**
 * Tries each part and prints a table: what is here, what works, and what mends the rest.
 *
 * @returns Whether notebooks and tests can run.
 */
export async function checkParts(): Promise<boolean> {
  const lab = async () => {
    const version = await versionOf(VENV_PYTHON, ["-m", "jupyterlab", "--version"]);
    return version && `JupyterLab ${version}`;
  };
  const essential = await Promise.all([
    denoRow(),
    stepRow("npm packages", packagesStep, () => Promise.resolve("as deno.lock has them")),
    pythonRow(),
    stepRow("Jupyter", jupyterStep, lab),
    stepRow("Deno kernel", kernelStep, () => Promise.resolve("runs a cell")),
    // Their sums tell all: files that were only touched are whole.
    stepRow(
      "MNIST digits",
      { ...dataStep, isDone: () => Promise.resolve(true) },
      () => Promise.resolve("four files, sums right"),
    ),
  ]);
  const compiled = () => Promise.resolve("compiled for this processor");
  print([
    ...essential,
    await stepRow("emoji", emojiStep, () => Promise.resolve("drawings rendered, sums right")),
    await bunRow(),
    ...await backendRows(),
    await stepRow("native operators", nativeOperatorsStep, compiled),
  ]);
  return essential.every(({ works }) => works);
}

function print(rows: readonly DoctorRow[]): void {
  const width = Math.max(...rows.map(({ part }) => part.length));
  for (const { part, works, detail, mend } of rows) {
    console.log(`${works ? "✓" : "✗"} ${part.padEnd(width)}  ${detail}`);
    if (!works && mend) console.log(`  ${"".padEnd(width)}  → ${mend}`);
  }
}

/**
 * `deno task doctor`: what is here, what works, and what mends the rest.
 *
 * @module
 */
import { dataStep } from "./setup_data.ts";
import { packagesStep } from "./setup_packages.ts";
import { findPython, jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { findBun } from "../workspace/find_bun.ts";
import { options } from "./options.ts";
import { DENO, VENV_PYTHON } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import type { SetupStep } from "../workspace/step.ts";

options(
  `deno task doctor

A table of the parts: Deno, Bun, Python, Jupyter, the kernel, each TensorFlow.js backend, GPU,
compiler, operators and data files; what works, what does not, and the one command that mends it.
Ends with status 0 when notebooks and tests can run, whatever else is missing.`,
  {},
);

/** One line of the table. */
interface Row {
  part: string;
  works: boolean;
  detail: string;
  mend?: string;
}

const SETUP = "deno task setup";
/** The oldest Deno whose kernel does what the notebooks need. */
const OLDEST_DENO = "2.9.6";

async function version(command: string, args: string[]): Promise<string | undefined> {
  const { code, output } = await runCommand(command, args);
  return code === 0 ? output.trim().split("\n").at(-1) : undefined;
}

async function stepRow(part: string, step: SetupStep, detail: () => Promise<string | undefined>) {
  const done = await step.isDone();
  const found = done ? await detail() : undefined;
  return found
    ? { part, works: true, detail: found }
    : { part, works: false, detail: done ? "does not start" : "not set up", mend: SETUP };
}

function denoRow(): Row {
  const number = (text: string) => {
    const [major, minor, patch] = text.split(".").map(Number);
    return major * 1e6 + minor * 1e3 + patch;
  };
  const detail = `${Deno.version.deno}, ${DENO}`;
  return number(Deno.version.deno) >= number(OLDEST_DENO)
    ? { part: "Deno", works: true, detail }
    : { part: "Deno", works: false, detail, mend: `deno upgrade (${OLDEST_DENO} or newer)` };
}

async function bunRow(): Promise<Row> {
  const bun = await findBun();
  return bun
    ? { part: "Bun", works: true, detail: `${await version(bun, ["--version"])}` }
    : { part: "Bun", works: false, detail: "not set up, or no Bun for this system", mend: SETUP };
}

async function pythonRow(): Promise<Row> {
  const row = await stepRow("Python", venvStep, () => version(VENV_PYTHON, ["--version"]));
  if (row.works) return row;
  const missing = await findPython().then(() => undefined, (error: Error) => error.message);
  return missing ? { ...row, detail: missing, mend: `install it, then ${SETUP}` } : row;
}

async function jsrRow(): Promise<Row> {
  const { chooseAssertions } = await import("./choose_assertions.ts");
  return { part: "JSR", works: true, detail: (await chooseAssertions()).said };
}

const rows: Row[] = await Promise.all([
  denoRow(),
  bunRow(),
  stepRow("npm packages", packagesStep, () => Promise.resolve("as deno.lock has them")),
  pythonRow(),
  stepRow(
    "Jupyter",
    jupyterStep,
    async () => {
      const lab = await version(VENV_PYTHON, ["-m", "jupyterlab", "--version"]);
      return lab && `JupyterLab ${lab}`;
    },
  ),
  stepRow("Deno kernel", kernelStep, () => Promise.resolve("named to Jupyter in .venv")),
  jsrRow(),
]);
const essential = rows.filter(({ part }) =>
  ["Deno", "npm packages", "Jupyter", "Deno kernel"].includes(part)
);

if (await packagesStep.isDone()) {
  rows.push(
    await stepRow("MNIST digits", dataStep, () => Promise.resolve("four files, sums right")),
  );
  const { doctorBackends } = await import("../backend/doctor.ts");
  rows.push(...await doctorBackends());
  const { nativeOperatorsStep } = await import("./setup_native.ts");
  rows.push(
    await stepRow(
      "native operators",
      nativeOperatorsStep,
      () => Promise.resolve("compiled for this processor"),
    ),
  );
}

const width = Math.max(...rows.map(({ part }) => part.length));
for (const { part, works, detail, mend } of rows) {
  console.log(`${works ? "✓" : "✗"} ${part.padEnd(width)}  ${detail}`);
  if (!works && mend) console.log(`  ${"".padEnd(width)}  → ${mend}`);
}
Deno.exit(essential.every(({ works }) => works) ? 0 : 1);

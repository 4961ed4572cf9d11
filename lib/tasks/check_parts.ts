import { join } from "node:path";
import type { DoctorRow } from "../backend/doctor.ts";
import { dataStep, emojiStep } from "./setup_data.ts";
import { nativeOperatorsStep } from "./setup_native.ts";
import { packagesStep } from "./setup_packages.ts";
import { jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { findBun } from "../workspace/find_bun.ts";
import { olderThan } from "../workspace/older_than.ts";
import { DENO, ROOT } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { tryModule } from "../workspace/try_module.ts";
import type { SetupStep } from "../workspace/step.ts";

const BACKENDS = join(ROOT, "lib/tasks/backend_rows.ts");
const SETUP = "deno task setup";
/** The oldest Deno whose kernel does what the notebooks need. */
const OLDEST_DENO = "2.9.6";

async function lastLine(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await runCommand(command, args);
  return stdout.trim().split("\n").at(-1) || "works";
}

async function stepRow(step: SetupStep): Promise<DoctorRow> {
  const { name: part, works = "works" } = step;
  const wrong = await step.isDone() ? await step.check() : "not set up";
  if (wrong !== undefined) return { part, works: false, detail: wrong, mend: SETUP };
  const [command, ...args] = works;
  return {
    part,
    works: true,
    detail: typeof works === "string" ? works : await lastLine(command, ...args),
  };
}

function denoRow(): DoctorRow {
  const detail = `${Deno.version.deno}, ${DENO}`;
  return olderThan(Deno.version.deno, OLDEST_DENO)
    ? { part: "Deno", works: false, detail, mend: `deno upgrade (${OLDEST_DENO} or newer)` }
    : { part: "Deno", works: true, detail };
}

async function bunRow(): Promise<DoctorRow> {
  const bun = await findBun();
  return bun
    ? { part: "Bun", works: true, detail: await lastLine(bun, "--version") }
    : { part: "Bun", works: false, detail: "not set up, or no Bun for this system", mend: SETUP };
}

/** The backends, tried in a process of their own: a damaged library ends the one that loads it. */
async function backendRows(): Promise<DoctorRow[]> {
  const { stdout, problem } = await tryModule(BACKENDS);
  return problem
    ? [{ part: "backends", works: false, detail: problem, mend: SETUP }]
    : JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/** Tries each part and prints a table; tells whether notebooks and tests can run. */
export async function checkParts(): Promise<boolean> {
  const steps = [packagesStep, venvStep, jupyterStep, kernelStep, dataStep];
  const essential = [denoRow(), ...await Promise.all(steps.map(stepRow))];
  print([
    ...essential,
    await stepRow(emojiStep),
    await bunRow(),
    ...await backendRows(),
    await stepRow(nativeOperatorsStep),
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

import { join } from "../host/node.ts";
import type { DoctorRow } from "../backend/doctor.ts";
import { STEPS } from "./ensure_setup.ts";
import { packagesStep } from "./setup_packages.ts";
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

interface Row extends DoctorRow {
  essential?: boolean | undefined;
}

async function lastLine(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await runCommand(command, args);
  return stdout.trim().split("\n").at(-1) || "works";
}

async function stepRow({ name: part, essential, ...step }: SetupStep): Promise<Row> {
  const wrong = await step.isDone() ? await step.check() : "not set up";
  if (wrong !== undefined) return { part, essential, works: false, detail: wrong, mend: SETUP };
  const [command, ...args] = step.works!;
  const detail = typeof step.works === "string" ? step.works : await lastLine(command, ...args);
  return { part, essential, works: true, detail };
}

function denoRow(): Row {
  const works = !olderThan(Deno.version.deno, OLDEST_DENO);
  const mend = `deno upgrade (${OLDEST_DENO} or newer)`;
  const detail = `${Deno.version.deno}, ${DENO}`;
  return { part: "Deno", essential: true, works, detail, mend };
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
  const steps = [packagesStep, ...STEPS].filter(({ works }) => works);
  const rows = [denoRow(), ...await Promise.all(steps.map(stepRow))];
  print([...rows, await bunRow(), ...await backendRows()]);
  return rows.every(({ works, essential }) => works || !essential);
}

function print(rows: readonly DoctorRow[]): void {
  const width = Math.max(...rows.map(({ part }) => part.length));
  for (const { part, works, detail, mend } of rows) {
    console.log(`${works ? "✓" : mend ? "✗" : "-"} ${part.padEnd(width)}  ${detail}`);
    if (!works && mend) console.log(`  ${"".padEnd(width)}  → ${mend}`);
  }
}

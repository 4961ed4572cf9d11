import process from "node:process";
import { runStep } from "./run_step.ts";
import { dataStep, emojiStep } from "./setup_data.ts";
import { nativeOperatorsStep } from "./setup_native.ts";
import { jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { tensorflowStep } from "./setup_tensorflow.ts";
import { lockSetup, stayInUse } from "./setup_locks.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { SetupProblem, type SetupStep } from "../workspace/step.ts";

/**
 * The steps after the first. The first, the npm packages, is a task of its own (`packages.ts`) that
 * every other task depends on: a Deno that started without packages does not find them later.
 */
const STEPS = [
  dataStep,
  emojiStep,
  venvStep,
  jupyterStep,
  kernelStep,
  tensorflowStep,
  nativeOperatorsStep,
];

/** Without these no notebook can be executed as it is meant. */
const ESSENTIAL: readonly SetupStep[] = [dataStep, venvStep, jupyterStep, kernelStep];

/** Why a step is to be run: it was not, or what it made is damaged; undefined when it is not. */
async function reasonFor(step: SetupStep, thorough: boolean): Promise<string | undefined> {
  if (!await step.isDone()) return "not there yet";
  return thorough ? await step.check() : undefined;
}

/** What set-up found and did. */
export interface SetupResult {
  /** How many steps had to be run. */
  ran: number;
  /** The steps that could not be done, each with its sentences. */
  problems: { name: string; problem: string; stillWorks: string }[];
  /** Whether all that notebooks need is there. */
  essential: boolean;
}

/**
 * Makes what is missing, one named step after the other, and says so. Steps that are done cost
 * nothing; a step that cannot be done is told in a sentence, and the next ones go on.
 *
 * @param options `thorough`: also looks whether what was made still works.
 * @returns What was done and what could not be.
 */
export async function ensureSetup({ thorough = false } = {}): Promise<SetupResult> {
  await stayInUse();
  const result: SetupResult = { ran: 0, problems: [], essential: true };
  const done = await Promise.all(STEPS.map((step) => step.isDone()));
  if (!thorough && done.every(Boolean)) return result;
  using _lock = await lockSetup();
  // What pip and the compilers write for a moment, and they themselves, go with the folder.
  await using scratch = await scratchFolder("setup");
  const before = process.env.TMPDIR;
  process.env.TMPDIR = scratch.folder;
  try {
    await runSteps(result, thorough);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  return result;
}

async function runSteps(result: SetupResult, thorough: boolean): Promise<void> {
  for (const [i, step] of STEPS.entries()) {
    const reason = await reasonFor(step, thorough);
    if (reason === undefined) continue;
    result.ran++;
    if (await step.isDone()) console.error(`${step.name}: ${reason}.`);
    try {
      await runStep(step, i + 2);
    } catch (error) {
      if (!(error instanceof SetupProblem)) throw error;
      const { message: problem, stillWorks } = error;
      result.problems.push({ name: step.name, problem, stillWorks });
      if (ESSENTIAL.includes(step)) result.essential = false;
    }
  }
}

/**
 * `ensureSetup` for tasks that cannot do without Jupyter: ends the program with a sentence when it
 * is out of reach.
 */
export async function ensureJupyter(): Promise<void> {
  await ensureSetup();
  if (await jupyterStep.isDone() && await kernelStep.isDone()) return;
  console.error("Without Jupyter no notebook can be executed; `deno task doctor` shows the parts.");
  Deno.exit(1);
}

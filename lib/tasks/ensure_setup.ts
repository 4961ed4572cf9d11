import { runStep } from "./run_step.ts";
import { dataStep } from "./setup_data.ts";
import { nativeOperatorsStep } from "./setup_native.ts";
import { jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { tensorflowStep } from "./setup_tensorflow.ts";
import { lockSetup, stayInUse } from "./setup_locks.ts";
import { SetupProblem } from "../workspace/step.ts";

/**
 * The steps after the first. The first, the npm packages, is a task of its own (`packages.ts`) that
 * every other task depends on: a Deno that started without packages does not find them later.
 */
const STEPS = [dataStep, venvStep, jupyterStep, kernelStep, tensorflowStep, nativeOperatorsStep];

async function everyDone(): Promise<boolean> {
  for (const step of STEPS) if (!await step.isDone()) return false;
  return true;
}

/** What set-up found and did. */
export interface SetupResult {
  /** How many steps had to be run. */
  ran: number;
  /** The steps that could not be done, each with its sentences. */
  problems: { name: string; problem: string; stillWorks: string }[];
}

/**
 * Makes what is missing, one named step after the other, and says so. Steps that are done cost
 * nothing; a step that cannot be done is told in a sentence, and the next ones go on.
 *
 * @returns What was done and what could not be.
 */
export async function ensureSetup(): Promise<SetupResult> {
  await stayInUse();
  const result: SetupResult = { ran: 0, problems: [] };
  if (await everyDone()) return result;
  using _lock = await lockSetup();
  for (const [i, step] of STEPS.entries()) {
    if (await step.isDone()) continue;
    result.ran++;
    try {
      await runStep(step, i + 2);
    } catch (error) {
      if (!(error instanceof SetupProblem)) throw error;
      const { message: problem, stillWorks } = error;
      result.problems.push({ name: step.name, problem, stillWorks });
    }
  }
  return result;
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

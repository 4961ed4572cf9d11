import { packagesStep } from "./setup_packages.ts";
import { jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { SetupProblem, type SetupStep } from "./step.ts";
import { StepLine } from "./step_line.ts";

/**
 * Every step in order. Those that need packages are imported only once the packages are there, so
 * that set-up itself runs on a bare machine.
 */
async function* steps(): AsyncGenerator<SetupStep> {
  yield packagesStep;
  yield (await import("./setup_data.ts")).dataStep;
  yield venvStep;
  yield jupyterStep;
  yield kernelStep;
  yield (await import("./setup_tensorflow.ts")).tensorflowStep;
  yield (await import("./setup_native.ts")).nativeOperatorsStep;
}

const COUNT = 7;

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
 * @throws {SetupProblem} When a step fails without which nothing works.
 */
export async function ensureSetup(): Promise<SetupResult> {
  const result: SetupResult = { ran: 0, problems: [] };
  let number = 0;
  for await (const step of steps()) {
    number++;
    if (await step.isDone()) continue;
    result.ran++;
    const line = new StepLine(`[${number}/${COUNT}] ${step.name}`);
    try {
      await step.run(line.update);
      line.end("✓");
    } catch (error) {
      if (!(error instanceof SetupProblem)) {
        line.end("✗");
        throw error;
      }
      line.end(error.fatal ? "✗" : "-", [error.message, error.stillWorks].join(" ").trim());
      if (error.fatal) throw error;
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
  try {
    await ensureSetup();
  } catch (error) {
    if (error instanceof SetupProblem) Deno.exit(1);
    throw error;
  }
  if (await jupyterStep.isDone() && await kernelStep.isDone()) return;
  console.error("Without Jupyter no notebook can be executed; `deno task doctor` shows the parts.");
  Deno.exit(1);
}

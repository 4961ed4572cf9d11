import { SetupProblem, type SetupStep } from "./step.ts";
import { StepLine } from "./step_line.ts";

/** How many steps set-up has, for the line that counts them. */
const STEP_COUNT = 7;

/**
 * Runs one step of set-up under a line that tells how it goes.
 *
 * @param step The step.
 * @param number Its place, from 1.
 * @throws {SetupProblem} When it cannot be done; the line has said so.
 */
export async function runStep(step: SetupStep, number: number): Promise<void> {
  const line = new StepLine(`[${number}/${STEP_COUNT}] ${step.name}`);
  try {
    await step.run(line.update);
    line.end("✓");
  } catch (error) {
    if (!(error instanceof SetupProblem)) line.end("✗");
    else line.end(error.fatal ? "✗" : "-", [error.message, error.stillWorks].join(" ").trim());
    throw error;
  }
}

import { SetupProblem, type SetupStep } from "../workspace/step.ts";
import { StepLine } from "./step_line.ts";

/** How many steps set-up has, for the line that counts them. */
const STEP_COUNT = 8;

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
    else line.end(error.fatal ? "✗" : "-", sentences(error.message, error.stillWorks));
    throw error;
  }
}

/** Each text as a sentence: with a capital letter and a full stop. */
function sentences(...texts: string[]): string {
  return texts.filter((text) => text).map((text) =>
    text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".")
  ).join(" ");
}

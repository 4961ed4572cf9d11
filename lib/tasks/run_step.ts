import { SetupProblem, type SetupStep } from "../workspace/step.ts";
import { stepLine } from "./step_line.ts";

/** Runs one step of set-up where it has to be, under a line that tells how it goes. */
export async function runStep(
  step: SetupStep,
  number: number,
  thorough: boolean,
): Promise<"unneeded" | "done" | "failed"> {
  if (await step.isDone()) {
    const damage = thorough ? await step.check() : undefined;
    if (damage === undefined) return "unneeded";
    console.error(`${step.name}: ${damage}.`);
  }
  const line = stepLine(`[${number}/8] ${step.name}`);
  try {
    await step.run(line.update);
    line.end("✓");
    return "done";
  } catch (error) {
    const known = error instanceof SetupProblem;
    const { stillWorks = "" } = step;
    line.end(known && stillWorks ? "-" : "✗", known ? sentences(error.message, stillWorks) : "");
    if (known) return "failed";
    throw error;
  }
}

function sentences(...texts: string[]): string {
  return texts.filter((text) => text).map((text) =>
    // A word gets its capital, a file's name keeps its own.
    text.replace(/^[a-z](?=[a-z]* )/, (first) => first.toUpperCase()) +
    (/[.!?]$/.test(text) ? "" : ".")
  ).join(" ");
}

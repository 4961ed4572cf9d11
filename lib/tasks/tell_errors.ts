import { process } from "../host/node.ts";
import { SetupProblem } from "../workspace/step.ts";
import { systemError } from "../workspace/system_error.ts";

/** Tells an error of the system, or of set-up, that nobody has caught without a stack; ends with 1. */
export function tellErrors(mark = "✗ "): void {
  process.on("uncaughtException", (error) => {
    const sentence = error instanceof SetupProblem ? error.message : systemError(error);
    console.error(sentence ? `${mark}${sentence}` : error);
    process.exit(1);
  });
}

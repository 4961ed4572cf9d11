/**
 * `deno task packages`: the first step of set-up, the npm packages. It imports none of them, so that
 * it runs on a bare machine, and it runs in a process of its own, before those that need them.
 *
 * @module
 */
import { runStep } from "./run_step.ts";
import { endWithTask } from "./end_with_task.ts";
import { lockSetup } from "./setup_locks.ts";
import { packagesStep } from "./setup_packages.ts";
import { SetupProblem } from "../workspace/step.ts";

endWithTask();
if (!await packagesStep.isDone()) {
  try {
    using _lock = await lockSetup();
    if (!await packagesStep.isDone()) await runStep(packagesStep, 1);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    Deno.exit(1);
  }
}

/** `deno task packages`, the first step of set-up: it imports no package itself. */
import { endWithTask } from "./end_with_task.ts";
import { runStep } from "./run_step.ts";
import { lockSetup } from "./setup_locks.ts";
import { packagesStep } from "./setup_packages.ts";

endWithTask();
if (!await packagesStep.isDone()) {
  using _lock = await lockSetup();
  if (await runStep(packagesStep, 1, false) === "failed") Deno.exit(1);
}

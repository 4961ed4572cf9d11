/** `deno task setup`: it imports no package, so that it runs where they are damaged. */
import { join, readdir, rm } from "../host/node.ts";
import { checkParts } from "./check_parts.ts";
import { options } from "./options.ts";
import { runStep } from "./run_step.ts";
import { lockForRemoval, lockSetup } from "./setup_locks.ts";
import { packagesStep } from "./setup_packages.ts";
import { CACHE, DENO, ROOT, VENV } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import HELP from "./help/setup.txt" with { type: "text" };

const { fresh, check } = options(HELP, { fresh: false, check: false });
if (check) Deno.exit(await checkParts() ? 0 : 1);
if (fresh) await removeAll();
{
  using _lock = await lockSetup();
  if (await runStep(packagesStep, 1, true) === "failed") Deno.exit(1);
}
// In a process of its own: a Deno that started without packages does not find them later.
const { code } = await runCommand(DENO, [
  ...["run", "--no-lock", "-R", "-W=.", "--allow-run", "-E", "-S", "--allow-ffi"],
  "lib/tasks/setup_parts.ts",
], { show: true });
Deno.exit(code);

async function removeAll(): Promise<void> {
  using _used = await lockForRemoval();
  using _made = await lockSetup();
  const kept = await readdir(CACHE).catch(() => []);
  const cached = kept.filter((name) => name !== "locks").map((name) => join(CACHE, name));
  for (const path of [VENV, `${ROOT}/node_modules`, ...cached]) {
    await rm(path, { recursive: true, force: true });
  }
}

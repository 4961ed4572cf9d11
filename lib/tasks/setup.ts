/** `deno task setup`: it imports no package, so that it runs where they are damaged. */
import { join, readdir, rm } from "../host/node.ts";
import { checkParts } from "./check_parts.ts";
import { options } from "./options.ts";
import { runStep } from "./run_step.ts";
import { lockForRemoval, lockSetup } from "./setup_locks.ts";
import { packagesStep } from "./setup_packages.ts";
import { CACHE, DENO, ROOT, VENV } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";

const HELP = `deno task setup [--fresh] [--check]

Makes what is missing or damaged, and only that: the npm packages, the MNIST digits, the
drawings of emoji, a Python environment with Jupyter in .venv, the Deno kernel, TensorFlow for
@tensorflow/tfjs-node-gpu, and the native operators. Each part is tried, not only looked for. Everything is written inside this folder
(.venv, .cache, node_modules). Interrupted, it goes on at the next run.

  --fresh   throw away .venv, .cache and node_modules first
  --check   change nothing: a table of the parts, what works, what does not, and the one command that
            mends it (deno task doctor is the same)
  --help    this text

Ends with 0 when notebooks and tests can run, whatever else is missing, and with 1 when not.`;

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
  using _lock = await lockForRemoval();
  const kept = await readdir(CACHE).catch(() => []);
  const cached = kept.filter((name) => name !== "locks").map((name) => join(CACHE, name));
  for (const path of [VENV, `${ROOT}/node_modules`, ...cached]) {
    await rm(path, { recursive: true, force: true });
  }
}

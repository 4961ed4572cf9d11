/**
 * `deno task setup`: makes what is missing, inside the project's folder.
 *
 * @module
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureSetup } from "./ensure_setup.ts";
import { options } from "./options.ts";
import { CACHE, DENO, ROOT, VENV } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";
import { seconds } from "../workspace/seconds.ts";
import { lockForRemoval } from "./setup_locks.ts";

const HELP = `deno task setup [--fresh]

Makes what is missing, and only that: the npm packages, the MNIST digits, a Python environment
with Jupyter in .venv, the Deno kernel, TensorFlow for @tensorflow/tfjs-node-gpu, and the native
operators. Everything is written inside this folder (.venv, .cache, node_modules). Interrupted,
it goes on at the next run.

  --fresh   throw away .venv, .cache and node_modules first
  --help    this text`;

const { fresh } = options(HELP, { fresh: false });
if (fresh) {
  const lock = await lockForRemoval();
  if (typeof lock === "string") {
    console.error(`fresh: expected that nothing else is at work here, got ${lock}; wait for it.`);
    Deno.exit(2);
  }
  // The packages that this process runs on are the first task's; it fetches them again next time.
  const kept = await readdir(CACHE).catch(() => []);
  const cached = kept.filter((name) => name !== "locks").map((name) => join(CACHE, name));
  for (const path of [VENV, `${ROOT}/node_modules`, ...cached]) {
    await rm(path, { recursive: true, force: true });
  }
  lock[Symbol.dispose]();
  const { code } = await runCommand(DENO, ["task", "setup"], { show: true });
  Deno.exit(code);
}
const began = performance.now();
const { ran, problems } = await ensureSetup();
const time = seconds(performance.now() - began);
if (ran === 0) console.error(`Nothing is missing (${time}).`);
else if (problems.length === 0) console.error(`Ready (${time}).`);
else console.error(`Ready but for ${problems.map(({ name }) => name).join(", ")} (${time}).`);
console.error("Next: `deno task report` or `deno task lab`; `deno task doctor` shows the parts.");

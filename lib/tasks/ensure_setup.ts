import { process } from "../host/node.ts";
import { runStep } from "./run_step.ts";
import { dataStep, emojiStep } from "./setup_data.ts";
import { nativeOperatorsStep } from "./setup_native.ts";
import { jupyterStep, kernelStep, venvStep } from "./setup_python.ts";
import { tensorflowStep } from "./setup_tensorflow.ts";
import { lockSetup, stayInUse } from "./setup_locks.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import type { SetupStep } from "../workspace/step.ts";

/**
 * The steps after the npm packages, a task of its own (`packages.ts`) that every other task depends
 * on: a Deno that started without packages does not find them later.
 */
export const STEPS: readonly SetupStep[] = [
  dataStep,
  emojiStep,
  venvStep,
  jupyterStep,
  kernelStep,
  tensorflowStep,
  nativeOperatorsStep,
];

/** Makes what is missing, and where it is `thorough` what no longer works; tells how it went. */
export async function ensureSetup(
  { thorough = false } = {},
): Promise<{ ran: number; failed: SetupStep[] }> {
  await stayInUse();
  const done = await Promise.all(STEPS.map((step) => step.isDone()));
  if (!thorough && done.every(Boolean)) return { ran: 0, failed: [] };
  using _lock = await lockSetup();
  // What pip and the compilers write for a moment, and they themselves, go with the folder.
  await using scratch = await scratchFolder("setup");
  const before = process.env.TMPDIR;
  process.env.TMPDIR = scratch.folder;
  const outcomes: string[] = [];
  try {
    for (const [i, step] of STEPS.entries()) outcomes.push(await runStep(step, i + 2, thorough));
  } finally {
    delete process.env.TMPDIR;
    if (before !== undefined) process.env.TMPDIR = before;
  }
  const failed = STEPS.filter((_, i) => outcomes[i] === "failed");
  return { ran: outcomes.filter((outcome) => outcome !== "unneeded").length, failed };
}

export async function ensureJupyter(): Promise<void> {
  await ensureSetup();
  if (await jupyterStep.isDone() && await kernelStep.isDone()) return;
  console.error("Without Jupyter no notebook can be executed; `deno task doctor` shows the parts.");
  Deno.exit(1);
}

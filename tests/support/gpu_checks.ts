/**
 * Checks on WebGPU run in a process of their own, as TensorFlow's library and a graphics driver in one
 * process have not always ended well; it says in one line of JSON what came of each.
 */
import path from "node:path";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { isDeno } from "./is_deno.ts";
import { useBackend } from "#lib/backend/mod.ts";
import { BackendProblem } from "#lib/backend/problem.ts";
import { projectFolder } from "#lib/host/project_folder.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { assert, assertEquals } from "./node_assert.ts";

/** What must hold, by name. */
export type Checks = Record<string, () => Promise<void>>;

/** What a run says. */
interface Said {
  /** Why nothing ran. */
  skipped?: string;
  /** By check: the error's text, or null. */
  came: Record<string, string | null>;
}

/** What the other process does. */
export async function sayChecks(checks: Checks): Promise<void> {
  console.log(JSON.stringify(await run(checks)));
}

async function run(checks: Checks): Promise<Said> {
  try {
    await useBackend("webgpu");
  } catch (error) {
    if (error instanceof BackendProblem) return { skipped: error.message, came: {} };
    throw error;
  }
  const came: Said["came"] = {};
  // A program that does not compile raises no exception, and answers with what stood in memory.
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  let refused: string | null = null;
  device.addEventListener("uncapturederror", (event) => {
    refused ??= (event as GPUUncapturedErrorEvent).error.message;
  });
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      came[name] = refused;
    } catch (error) {
      came[name] = `${refused ?? ""}${(error as Error).stack}`;
    }
    refused = null;
  }
  return { came };
}

/** Has a program of this checkout say its checks, each of which is a test here. */
export async function testChecks(what: string, program: string, checks: Checks): Promise<void> {
  const { skipped, came } = await said(program);
  if (skipped) console.log(`Not tested here: ${what} (${skipped}).`);
  for (const name of Object.keys(checks)) {
    Deno.test({
      name: `${what} ${name}`,
      ignore: skipped !== undefined,
      fn: () => {
        assert(name in came, "the check did not run");
        assert(came[name] === null, came[name] ?? "");
      },
    });
  }
}

async function said(program: string): Promise<Said> {
  if (!isDeno) return { skipped: "Bun has no navigator.gpu", came: {} };
  const { code, stdout, stderr } = await runCommand(
    process.execPath,
    ["run", "-A", "--no-check", "--no-lock", "--no-prompt", path.join(projectFolder(), program)],
    { cwd: projectFolder() },
  );
  const line = stdout.trim().split("\n").at(-1) ?? "";
  assertEquals(code, 0, stderr);
  return JSON.parse(line);
}

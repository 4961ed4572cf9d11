/**
 * Batch all as WGSL programs, on any adapter that answers, Mesa's software one included. The checks
 * run in a process of their own (`checks.ts`).
 */
import path from "node:path";
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { projectFolder } from "#lib/host/project_folder.ts";
import { isDeno } from "#lib/backend/machine.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import { checks, type Said } from "./checks.ts";

async function runChecks(): Promise<Said> {
  if (!isDeno) return { skipped: "Bun has no navigator.gpu", came: {} };
  const script = path.join(projectFolder(), "tests/operators/webgpu/checks.ts");
  const { code, stdout, stderr } = await runCommand(
    process.execPath,
    ["run", "-A", "--no-check", "--no-lock", "--no-prompt", script],
    { cwd: projectFolder() },
  );
  const said = stdout.trim().split("\n").at(-1) ?? "";
  assertEquals(code, 0, stderr);
  return JSON.parse(said);
}

const { skipped, came } = await runChecks();
if (skipped) console.log(`Not tested here: batch all on WebGPU (${skipped}).`);

for (const name of Object.keys(checks)) {
  Deno.test({
    name: `tripletsOnWebgpu ${name}`,
    ignore: skipped !== undefined,
    fn: () => {
      assert(name in came, "the check did not run");
      assert(came[name] === null, came[name] ?? "");
    },
  });
}

import { join } from "node:path";
import { ROOT } from "../workspace/paths.ts";
import { DENO } from "../workspace/paths.ts";
import { runCommand } from "../workspace/run_command.ts";

/** A registry that has not answered by then is taken to be out of reach. */
const PATIENCE_MS = 2500;

/**
 * Whether `@std/assert` can be had from JSR, or was fetched before. Where it cannot, the tests use
 * the adapter in `tests/support`.
 */
export async function jsrAnswers(): Promise<boolean> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const { code } = await runCommand(
    DENO,
    ["check", "--quiet", "--no-lock", join(ROOT, "tests/support/std_assert.ts")],
    { signal: patience },
  ).catch(() => ({ code: 1 }));
  return code === 0;
}

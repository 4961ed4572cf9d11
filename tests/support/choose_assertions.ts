import config from "../../deno.json" with { type: "json" };
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** A registry that has not given everything by then is taken to be out of reach. */
const PATIENCE_MS = 15_000;

/** Where one run of a task takes `@std/assert` from. */
export interface Assertions {
  /** The same in words. */
  said: string;
  /** What `deno test` and `deno check` are told, so that none of them asks again. */
  args: readonly string[];
}

/**
 * Chooses once for a whole run: `@std/assert` as JSR has it, where it was fetched before or can be
 * fetched now, and else what stands in for it. An answer that comes too late changes nothing in this
 * run; what came is kept for the next one.
 */
export async function chooseAssertions(): Promise<Assertions> {
  const std = config.imports["jsr:@std/assert"];
  const { code } = await runCommand(DENO, ["cache", "--quiet", "--no-lock", std], {
    timeout: PATIENCE_MS,
  });
  return code === 0 ? { said: `@std/assert is ${std}`, args: ["--cached-only"] } : {
    said: "JSR is out of reach: tests/support/node_assert.ts stands in for @std/assert",
    args: ["--import-map", "tests/support/import_map.json"],
  };
}

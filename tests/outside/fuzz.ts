import { assertEquals } from "@std/assert";
import { findBun } from "#lib/workspace/find_bun.ts";
import { DENO } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** A few minutes on each runtime; what it finds, its seed makes again. */
const FUZZ = ["tests/fuzz/fuzz.ts", "--count", "10000"];

const bun = await findBun();
const programs: [runtime: string, program: string | undefined, args: string[]][] = [
  ["Deno", DENO, [
    "run",
    "--no-lock",
    "--allow-read=.",
    "--allow-ffi",
    "--allow-sys=cpus",
    "--allow-env=INIT_CWD",
    ...FUZZ,
  ]],
  ["Bun", bun, FUZZ],
];
for (const [runtime, program, args] of programs) {
  Deno.test({
    name: `the operators under ${runtime} agree with loops on 10,000 random batches` +
      (program ? "" : ` (ignored: no ${runtime} for this system)`),
    ignore: program === undefined,
    async fn() {
      const { code, output } = await runCommand(program!, args);
      assertEquals(code, 0, output);
    },
  });
}

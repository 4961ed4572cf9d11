import { assertMatch } from "@std/assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

/** Bounds of `native/constants.h`, and what takes each away. */
const BOUNDS = [
  "DISTANCE_ROUNDINGS=(-product_error(D)/ROUNDING)",
  "TINY=1e-300",
  "CLOSE_ERROR=0.0",
  "ORDER_SLACK=0.0",
  "HALF_STEP=0.0",
  "QUICK_ROUNDING=0.0f",
  "MARGIN_LOST=0.0",
  "FEW_ROWS=0",
  "LIGHT_ERROR=1e30",
  "NEGLIGIBLE=0",
  "LONGEST_SHORT=65535",
  "CELL_REACH=0.0f",
];

/** One negative a pair is sought in the way of large classes here, however few the rows. */
const SOUGHT = ["-DLARGE_TO_ORDER=1e30", "-DFEW_TO_ORDER=0"];

const compiler = await runCommand("cc", ["--version"], { cwd: ROOT }).catch(() => ({ code: 1 }));
const FLAGS = ["-std=gnu11", "-O1", "-Wno-psabi", "-ffp-contract=off", "-march=native"];

for (const bound of ["", ...BOUNDS]) {
  Deno.test({
    name: bound
      ? `without its bound, ${bound}, operators.c gives a wrong answer`
      : "with its bounds, operators.c gives none on 2,000 random and structured batches",
    ignore: compiler.code !== 0,
    async fn() {
      const folder = await mkdtemp(join(tmpdir(), "bounds-"));
      try {
        const [program, source] = [join(folder, "driver"), "tests/operators/driver.c"];
        const away = bound ? [...SOUGHT, `-D${bound}`] : SOUGHT;
        const args = [...FLAGS, ...away, "-Ilib/operators/native", "-o", program, source];
        const { code, output } = await runCommand("cc", [...args, "-lm", "-pthread"], {
          cwd: ROOT,
        });
        assertMatch(`${code} ${output}`, /^0 /);
        const run = await runCommand(program, ["2000"], { cwd: ROOT });
        assertMatch(run.output, bound ? /at run \d+/ : /^2000 runs/);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  });
}

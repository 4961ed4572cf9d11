/**
 * Every cell gives the same in a page as in the kernel: texts, tables, the data of figures. The lessons
 * that train take minutes: `TRIPLET_LAB_LESSONS="2 3 4 5 6"` asks for them.
 */
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { compareOutputs } from "../notebooks/compare_outputs.ts";
import { browserTest, ONCE } from "./browser.ts";
import { runInPage } from "./same_as_kernel.ts";

for (const number of (process.env.TRIPLET_LAB_LESSONS ?? "0 1").split(" ").map(Number)) {
  browserTest(`lesson ${number} gives in a page what it gives in the kernel`, async (tools) => {
    const { committed, fresh, errors, left } = await runInPage(number, tools, 400);
    assertEquals(errors, []);
    assertEquals(compareOutputs(committed, fresh, { rounding: 1e-6 }), []);
    assert(
      fresh.cells.length > 6 && left < fresh.cells.length / 10,
      `${left} of ${fresh.cells.length}`,
    );
  }, ONCE);
}

/**
 * Every cell gives the same in a page as in the kernel: texts, tables, the data of figures. The lessons
 * that train take minutes: `TRIPLET_LAB_LESSONS="2 3 4 5 6"` asks for them.
 */
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { joined } from "#lib/notebooks/notebook.ts";
import { compareOutputs } from "../notebooks/compare_outputs.ts";
import { browserTest } from "./browser.ts";
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
  });
}

browserTest("a parameter that is set goes into every run, and claims that fail are crossed", async (
  tools,
) => {
  const { fresh, errors } = await runInPage(1, tools, 120, async ({ page }) => {
    await page.fill('[data-parameter="margin"]', "0.5");
    await page.locator('[data-parameter="margin"]').blur();
  });
  assertEquals(errors, []);
  const texts = fresh.cells.flatMap(({ outputs = [] }) =>
    outputs.map(({ data = {} }) => joined(data["text/plain"] as string))
  );
  const crossed = "✗ 24 triplets: 17 are hard, 2 semi-hard, 5 easy: not with margin = 0.5";
  assert(texts.some((text) => text.includes(crossed)));
  assert(texts.includes("✓ From a: b is at 5, c at 3, d at 4, e at 6, f at 10"));
});

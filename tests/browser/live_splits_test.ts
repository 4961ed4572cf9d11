import { assertEquals, assertStringIncludes } from "@std/assert";
import { classSplits } from "#lib/live/mod.ts";
import { splitExample } from "../live/split_example.ts";
import { browserTest } from "./browser.ts";
import { livePage, pictured, said, settled } from "./live_page.ts";

const figure = classSplits({ ...splitExample, first: "hard", second: "random" });

browserTest("strategies over splits: judge, pair, split and count are chosen", async (tools) => {
  const tab = await tools.open(await tools.write("page.html", await livePage(figure)));
  const { page } = tab;
  const saysOf = async (change: () => Promise<unknown>) => {
    await change();
    await settled(tab);
    return await said(tab);
  };
  const words = "MAP@R, hard better than random, over 5 splits: holds.";
  assertStringIncludes(await pictured(tab), "holds");
  const recall = await saysOf(() => page.getByRole("radio", { name: "recall@1" }).check());
  assertStringIncludes(recall, "recall@1, hard better than random, over 5 splits: not decided.");
  await saysOf(() => page.getByRole("radio", { name: "MAP@R" }).check());
  const soft = await saysOf(() => page.getByLabel("second").selectOption("soft"));
  assertStringIncludes(soft, "MAP@R, hard better than soft, over 5 splits: not decided.");
  const split = await saysOf(() => page.locator('[data-control="split"]').selectOption("2 34 01"));
  assertStringIncludes(split, "Split 2 34 01: 0.080.");
  assertStringIncludes(await pictured(tab), "This split alone would have named hard.");
  await page.getByRole("slider").focus();
  const two = await saysOf(() => page.keyboard.press("Home"));
  assertStringIncludes(two, "over 2 splits: not decided.");
  const back = await saysOf(() => page.getByRole("button", { name: "Reset" }).click());
  assertStringIncludes(back, words);
});

for (const [colorScheme, width] of [["light", 360], ["dark", 1280]] as const) {
  browserTest(
    `axe-core finds nothing in strategies over splits, ${width} px wide`,
    async (tools) => {
      const tab = await tools.open(await tools.write("page.html", await livePage(figure)), {
        ...{ width, colorScheme },
      });
      await settled(tab);
      assertEquals(await tab.axe(), []);
      assertEquals(await tab.sideways(), 0);
    },
  );
}

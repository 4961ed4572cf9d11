import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest, type Tab } from "./browser.ts";
import { livePage, placeOf, said, settled } from "./live_page.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { miningStrategies } from "#lib/live/mod.ts";
import { conform } from "#lib/reference/mod.ts";

const { points, labels, names } = toyBatch();
const figure = miningStrategies({ points, labels, names, margin: 2 });

/** The losses of the table, from top to bottom. */
async function losses(tab: Tab): Promise<number[]> {
  const texts = await tab.look<string[]>(
    `[...document.querySelectorAll('[data-live-figure] svg text[font-weight="700"]')]
      .map((one) => one.textContent)`,
  );
  return texts.map(Number);
}

/** What the library gives with one point moved. */
function expected(moved: number, to: readonly number[]): number[] {
  const at = points.map((point, i) => i === moved ? [...to] : point);
  const rows = conform(at, labels, { margin: 2 });
  return [
    ["batch all", "mean over non-zero"],
    ["batch hard", "valid"],
    ["batch hard", "tensorflow"],
    ["batch hard", "pytorch"],
    ["semi-hard", "all"],
    ["semi-hard", "nearest"],
  ].map(([loss, rule]) => rows.find((row) => row.loss === loss && row.rule === rule)!.value!);
}

for (const way of ["mouse", "finger", "keyboard"] as const) {
  browserTest(`the mining picture follows the ${way}, with conform's numbers`, async (tools) => {
    const tab = await tools.open(await tools.write("page.html", await livePage(figure)), {
      width: way === "finger" ? 360 : 1280,
      touch: way === "finger",
    });
    const from = await tab.middle('[data-handle="4"]');
    const to = { x: from.x - 23, y: from.y - 31 };
    if (way === "mouse") await tab.drag(from, to);
    else if (way === "finger") await tab.swipe(from, to);
    else {
      await tab.page.locator('[data-handle="4"]').focus();
      for (const key of ["Shift+ArrowUp", "ArrowLeft"]) await tab.page.keyboard.press(key);
    }
    await settled(tab);
    const place = await placeOf(tab, "4");
    assert(Math.hypot(place[0] - 6, place[1]) > 0.5, String(place));
    // Places are said with two decimals: a loss is known to three half hundredths.
    (await losses(tab)).forEach((loss, i) =>
      assertAlmostEquals(loss, expected(4, place)[i], 0.025, String(i))
    );
    assertStringIncludes(await said(tab), "Anchor e: positive f");
  });
}

browserTest("the mining picture's strategies are switched, and reset", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  await tab.page.getByRole("radio", { name: "semi-hard, nearest" }).check();
  await settled(tab);
  assertStringIncludes(await said(tab), "semi-hard, nearest: loss");
  await tab.page.getByLabel("squared").check();
  await settled(tab);
  const squared = conform(points, labels, { margin: 2, squared: true });
  assertAlmostEquals((await losses(tab))[0], squared[0].value!, 0.006);
  await tab.page.getByRole("button", { name: "Reset" }).click();
  await settled(tab);
  assertEquals(
    await tab.page.getByRole("radio", { name: "batch hard", exact: true }).isChecked(),
    true,
  );
  (await losses(tab)).forEach((loss, i) =>
    assertAlmostEquals(loss, expected(0, points[0])[i], 0.006, String(i))
  );
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 360]] as const) {
  browserTest(
    `axe-core finds nothing in the mining picture, ${colorScheme}, ${width} px wide`,
    async ({ open, write }) => {
      const tab = await open(await write("page.html", await livePage(figure)), {
        colorScheme,
        width,
      });
      assertEquals(await tab.look("document.querySelectorAll('[data-handle]').length"), 6);
      assertEquals(await tab.axe(), []);
      assertEquals(await tab.sideways(), 0);
    },
  );
}

browserTest("without scripts the mining picture is its static picture", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), { script: false });
  const words = await tab.page.getByRole("img").getAttribute("aria-label") ?? "";
  assertStringIncludes(words, "Anchor a: positive b, negative c; loss 4.00");
  assertEquals(await tab.page.locator("input, [data-handle]").count(), 0);
});

browserTest("the cube's slice is that of the point that is touched", async ({ open, write }) => {
  const cube = miningStrategies({ points, labels, names, margin: 2, strategy: "batch all" });
  const tab = await open(await write("page.html", await livePage(cube)));
  const slice = () =>
    tab.look<string[]>(
      `[...document.querySelectorAll('[data-live-figure] svg text')].map((one) => one.textContent)
        .filter((text) => text.startsWith("Slice of") || /^\\d+\\.\\d\\d$/.test(text)).slice(6)`,
    );
  assertEquals(await slice(), [
    "Slice of a: positive down, negative across",
    "4.00",
    "3.00",
    "1.00",
    "0.00",
  ]);
  await tab.page.locator('[data-handle="5"]').focus();
  for (const key of ["ArrowUp", "ArrowDown"]) await tab.page.keyboard.press(key);
  await settled(tab);
  const [title, ...numbers] = await slice();
  assertEquals(title, "Slice of f: positive down, negative across");
  const [far, ...rest] = [4, 0, 1, 2, 3].map((i) =>
    Math.hypot(points[5][0] - points[i][0], points[5][1] - points[i][1])
  );
  assertEquals(numbers, rest.map((near) => Math.max(far - near + 2, 0).toFixed(2)));
});

import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest, type Tab } from "./browser.ts";
import { livePage, pictured, placeOf, said, settled } from "./live_page.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { tripletMicroscope } from "#lib/live/mod.ts";
import { tripletMarginLoss } from "#lib/reference/mod.ts";

const { points, labels, names } = toyBatch();
const figure = tripletMicroscope({ points, labels, names, margin: 2 });

/** The number at the left of the picture's column, the larger ones of which are losses. */
async function losses(tab: Tab): Promise<number[]> {
  const texts = await tab.look<string[]>(
    `[...document.querySelectorAll('[data-live-figure] svg tspan[font-size="22"]')]
      .map((one) => one.textContent)`,
  );
  return texts.map(Number);
}

/** What the library gives for the toy batch with one point moved. */
function expected(
  moved: number,
  to: readonly number[],
  options: { p?: number; swap?: boolean } = {},
) {
  const at = points.map((point, i) => i === moved ? [...to] : point);
  const one = (i: number) => [at[i]];
  return {
    points: at,
    triplet: (negative: number) =>
      tripletMarginLoss(one(0), one(1), one(negative), { margin: 2, eps: 0, ...options }),
  };
}

browserTest(
  "the microscope follows the mouse, with the library's numbers",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await livePage(figure)));
    const from = await tab.middle('[data-handle="4"]');
    await tab.drag(from, { x: from.x + 37, y: from.y - 51 });
    await settled(tab);
    const to = await placeOf(tab, "4");
    assert(to[0] > 6.2 && to[1] > 0.3, String(to));
    const [triplet] = await losses(tab);
    // Places are said with two decimals, so the loss is known to a hundredth and a half.
    assertAlmostEquals(triplet, expected(4, to).triplet(4), 0.016);
    assertStringIncludes(await said(tab), `loss ${triplet.toFixed(2)}`);
    assertEquals(await tab.look("getSelection().toString()"), "");
  },
);

browserTest(
  "the microscope follows a finger, and the page does not scroll",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await livePage(figure)), {
      width: 360,
      height: 640,
      touch: true,
    });
    const from = await tab.middle('[data-handle="4"]');
    await tab.swipe(from, { x: from.x - 30, y: from.y - 40 });
    await settled(tab);
    const to = await placeOf(tab, "4");
    assert(to[0] < 5.5 && to[1] > 0.5, String(to));
    assertAlmostEquals((await losses(tab))[0], expected(4, to).triplet(4), 0.016);
    assert(await tab.look("document.body.scrollHeight > innerHeight"), "the page could scroll");
    assertEquals(await tab.look("scrollY"), 0);
  },
);

browserTest("the microscope follows the keyboard alone", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  const { keyboard } = tab.page;
  const focused = () => tab.look<string>("document.activeElement.dataset.handle ?? ''");
  for (const handle of ["0", "1", "2", "3", "4"]) {
    await keyboard.press("Tab");
    assertEquals(await focused(), handle);
  }
  const ring = () =>
    tab.look(`getComputedStyle(document.querySelector('[data-handle="4"] .live-ring')).visibility`);
  assertEquals(await ring(), "visible");
  const before = await placeOf(tab, "4");
  await keyboard.press("ArrowLeft");
  await keyboard.press("ArrowLeft");
  await keyboard.press("Shift+ArrowUp");
  await settled(tab);
  const to = await placeOf(tab, "4");
  const { left, right } = figure.state.bounds;
  assertAlmostEquals(to[0], before[0] - 0.02 * (right - left), 0.006);
  assertAlmostEquals(to[1], before[1] + 0.1 * (right - left), 0.006);
  assertAlmostEquals((await losses(tab))[0], expected(4, to).triplet(4), 0.016);
  assertEquals(await focused(), "4", "the point keeps the focus while it moves");
  // A makes the point the anchor; its class-mate f becomes the positive.
  await keyboard.press("a");
  await settled(tab);
  assertStringIncludes(await pictured(tab), "Triplet (e, f, ");
  assertEquals(await focused(), "4");
});

browserTest(
  "the microscope's controls: margin, p, swap, anchor, reset",
  async ({ open, write }) => {
    const tab = await open(await write("page.html", await livePage(figure)));
    const first = await pictured(tab);
    await tab.page.getByLabel("∞").check();
    await tab.page.getByLabel("swap").check();
    await settled(tab);
    assertAlmostEquals(
      (await losses(tab))[0],
      expected(0, points[0], { p: Infinity, swap: true }).triplet(2),
      0.006,
    );
    await tab.page.getByLabel("margin").fill("0");
    await settled(tab);
    const zero = tripletMarginLoss([points[0]], [points[1]], [points[2]], {
      margin: 0,
      p: Infinity,
      swap: true,
      eps: 0,
    });
    assertAlmostEquals((await losses(tab))[0], zero, 0.006);
    await tab.page.getByRole("combobox", { name: "anchor" }).selectOption({ label: "c" });
    await settled(tab);
    assertStringIncludes(await pictured(tab), "Triplet (c, d, ");
    await tab.page.getByRole("button", { name: "Reset" }).click();
    await settled(tab);
    assertEquals(await pictured(tab), first);
    assertEquals(await tab.page.getByRole("radio", { name: "2" }).isChecked(), true);
    assertEquals(await tab.page.getByLabel("swap").isChecked(), false);
  },
);

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    browserTest(
      `axe-core finds nothing in the microscope, ${colorScheme}, ${width} px wide`,
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
}

browserTest("the Tab key comes by every point and control once", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  // Of each group of radio buttons, the checked one.
  assertEquals((await tab.tabOrder()).length, 6 + ["margin", "p"].length + 5);
});

browserTest("without scripts the microscope is its static picture", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), { script: false });
  const picture = tab.page.getByRole("img");
  assertStringIncludes(await picture.getAttribute("aria-label") ?? "", "Of 4 negatives 2 hard");
  assertEquals(await tab.page.locator("input, [data-handle]").count(), 0);
  const box = await picture.boundingBox();
  assert(box !== null && box.width > 300 && box.height > 200, JSON.stringify(box));
});

browserTest("two microscopes on a page move each for itself", async ({ open, write }) => {
  const other = tripletMicroscope({ points, labels, names, margin: 1 });
  const tab = await open(await write("page.html", await livePage(figure, other)), { height: 2000 });
  const ids = await tab.look<string[]>("[...document.querySelectorAll('[id]')].map((e) => e.id)");
  assertEquals(new Set(ids).size, ids.length, ids.join(" "));
  await tab.page.getByLabel("∞").nth(1).check();
  assertEquals(await tab.page.getByRole("radio", { name: "2" }).nth(0).isChecked(), true);
  assertEquals(await tab.page.getByLabel("∞").nth(1).isChecked(), true);
  await settled(tab);
  assertEquals(await said(tab, 0), "");
  assertStringIncludes(await said(tab, 1), "Triplet a, b, ");
});

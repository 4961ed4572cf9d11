import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest, type Tab } from "./browser.ts";
import { livePage, pictured, said, settled } from "./live_page.ts";
import { circlePlane } from "#lib/live/mod.ts";
import { circleLoss, marginRankingLoss } from "#lib/reference/mod.ts";

const figure = circlePlane({ m: 0.25, gamma: 8 });

/** Both losses as they stand in the picture. */
async function losses(tab: Tab): Promise<number[]> {
  const texts = await tab.look<string[]>(
    `[...document.querySelectorAll('[data-live-figure] svg tspan[font-size="22"]')]
      .map((one) => one.textContent)`,
  );
  return texts.map(Number);
}

/** All points' places, as a screen reader gets them. */
async function places(tab: Tab): Promise<{ sn: number[]; sp: number[] }> {
  const texts = await tab.look<string[]>(
    `[...document.querySelectorAll("[data-handle]")].map((one) => one.getAttribute("aria-valuetext"))`,
  );
  const all = texts.map((text) =>
    /^between ([−\d.]+),.*within ([−\d.]+),/.exec(text)!.slice(1).map((value) =>
      Number(value.replace("−", "-"))
    )
  );
  return { sn: all.map(([sn]) => sn), sp: all.map(([, sp]) => sp) };
}

/** The picture's losses are the library's; places are said to a hundredth, which moves them a little. */
async function assertLosses(
  tab: Tab,
  { m = 0.25, gamma = 8, margin = 0.25 }: { m?: number; gamma?: number; margin?: number } = {},
) {
  const { sn, sp } = await places(tab);
  const [circle, triplet] = await losses(tab);
  const slack = 0.005 * gamma * 2.4 + 0.006;
  assertAlmostEquals(circle, circleLoss(sp, sn, { m, gamma }), slack);
  assertAlmostEquals(triplet, marginRankingLoss(sp, sn, 1, { margin }), 0.016);
}

browserTest("CircleLoss's plane follows the mouse", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  const before = await losses(tab);
  await assertLosses(tab);
  const from = await tab.middle('[data-handle="0"]');
  await tab.drag(from, { x: from.x - 110, y: from.y - 140 });
  await settled(tab);
  const { sn, sp } = await places(tab);
  assert(sn[0] < 0.3 && sp[0] > 0.7, `${sn[0]}, ${sp[0]}`);
  await assertLosses(tab);
  assert((await losses(tab))[0] < before[0] - 1);
  assertStringIncludes(await said(tab), `CircleLoss ${(await losses(tab))[0].toFixed(2)}`);
});

browserTest("... and stops where no cosine is", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  const from = await tab.middle('[data-handle="1"]');
  await tab.drag(from, { x: from.x + 300, y: from.y - 300 });
  await settled(tab);
  const { sn, sp } = await places(tab);
  assertEquals([sn[1], sp[1]], [1, 1]);
  await assertLosses(tab);
});

browserTest("it follows a finger, and the page does not scroll", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), {
    width: 360,
    height: 640,
    touch: true,
  });
  const from = await tab.middle('[data-handle="0"]');
  await tab.swipe(from, { x: from.x - 40, y: from.y - 40 });
  await settled(tab);
  const { sn, sp } = await places(tab);
  assert(sn[0] < 0.5 && sp[0] > 0.4, `${sn[0]}, ${sp[0]}`);
  await assertLosses(tab);
  assertEquals(await tab.look("scrollY"), 0);
});

browserTest("it follows the keyboard alone", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  const { keyboard } = tab.page;
  const focused = () => tab.look<string>("document.activeElement.dataset.handle ?? ''");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  assertEquals(await focused(), "1");
  const before = await places(tab);
  await keyboard.press("Shift+ArrowLeft");
  await keyboard.press("ArrowUp");
  await settled(tab);
  const after = await places(tab);
  const { left, right } = figure.state.bounds;
  assertAlmostEquals(after.sn[1], before.sn[1] - 0.1 * (right - left), 0.006);
  assertAlmostEquals(after.sp[1], before.sp[1] + 0.01 * (right - left), 0.006);
  await assertLosses(tab);
  assertEquals(await focused(), "1", "the point keeps the focus while it moves");
  // The next stops: two more points, then the slider of m.
  for (let i = 0; i < 3; i++) await keyboard.press("Tab");
  assertEquals(await tab.look("document.activeElement.dataset.control"), "m");
  await keyboard.press("ArrowRight");
  await settled(tab);
  await assertLosses(tab, { m: 0.26 });
});

browserTest("its sliders and switches: m, γ, margin, gradient, reset", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  const first = await pictured(tab);
  const control = (name: string) => tab.page.locator(`[data-control="${name}"]`);
  await control("m").fill("0.4");
  await control("gamma").fill("5");
  await control("margin").fill("0.7");
  await settled(tab);
  await assertLosses(tab, { m: 0.4, gamma: 32, margin: 0.7 });
  assertStringIncludes(await pictured(tab), "optimum");
  await tab.page.getByLabel("not detached").check();
  await settled(tab);
  assertStringIncludes(await pictured(tab), "centre");
  await assertLosses(tab, { m: 0.4, gamma: 32, margin: 0.7 });
  await tab.page.getByLabel("triplet loss").check();
  await settled(tab);
  assertStringIncludes(await pictured(tab), "1.00");
  await tab.page.getByRole("button", { name: "Reset" }).click();
  await settled(tab);
  assertEquals(await pictured(tab), first);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    browserTest(
      `axe-core finds nothing in CircleLoss's plane, ${colorScheme}, ${width} px wide`,
      async ({ open, write }) => {
        const tab = await open(await write("page.html", await livePage(figure)), {
          colorScheme,
          width,
        });
        assertEquals(await tab.look("document.querySelectorAll('[data-handle]').length"), 4);
        assertEquals(await tab.axe(), []);
        assertEquals(await tab.sideways(), 0);
      },
    );
  }
}

browserTest("without scripts it is its static picture", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), { script: false });
  const picture = tab.page.getByRole("img");
  assertStringIncludes(await picture.getAttribute("aria-label") ?? "", "1 of 4 points inside");
  assertEquals(await tab.page.locator("input, [data-handle]").count(), 0);
});

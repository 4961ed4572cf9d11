import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { browserTest, type Tab } from "./browser.ts";
import { livePage, pictured, said, settled } from "./live_page.ts";
import { readReplay } from "#lib/experiments/mod.ts";
import { LiveFigure, trainingReplay } from "#lib/live/mod.ts";
import { replayProgram } from "#lib/live/training_replay/program.ts";

const recording = await readReplay();
const figure = new LiveFigure(replayProgram, { ...trainingReplay(recording).state, moment: 0 });

/** What the picture must say of a recorded moment. */
async function assertShows(tab: Tab, strategy: string, moment: number) {
  const { frames } = recording.runs.find((run) => run.strategy === strategy)!;
  const { step, loss, positive, negative, recall1 } = frames[moment];
  const digits = (value: number) => (+value.toPrecision(3)).toFixed(2);
  const text = await pictured(tab);
  for (
    const part of [
      `Step ${step} of 600, ${strategy}`,
      `Loss of the batch ${digits(loss)}`,
      `d(a,p) ${digits(positive)}`,
      `d(a,n) ${digits(negative)}`,
      `Recall@1, unseen ${(100 * +recall1.toPrecision(3)).toFixed(0)} %`,
    ]
  ) assertStringIncludes(text, part);
}

const moment = ({ page }: Tab) => page.locator("[data-control=moment]");

browserTest("the replay's slider answers mouse and keyboard", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  await assertShows(tab, "batch all", 0);
  const box = (await moment(tab).boundingBox())!;
  const y = box.y + box.height / 2;
  await tab.drag({ x: box.x + 8, y }, { x: box.x + box.width / 2, y });
  await settled(tab);
  const reached = Number(await moment(tab).inputValue());
  assert(reached > 15 && reached < 28, String(reached));
  await assertShows(tab, "batch all", reached);
  await tab.page.keyboard.press("ArrowRight");
  await settled(tab);
  await assertShows(tab, "batch all", reached + 1);
  assertStringIncludes(await said(tab), `step ${recording.runs[0].frames[reached + 1].step} of`);
  await tab.page.keyboard.press("End");
  await settled(tab);
  await assertShows(tab, "batch all", 43);
});

browserTest("the replay's slider answers a finger", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), {
    width: 360,
    height: 640,
    touch: true,
  });
  await moment(tab).scrollIntoViewIfNeeded();
  const box = (await moment(tab).boundingBox())!;
  await tab.page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await settled(tab);
  const reached = Number(await moment(tab).inputValue());
  assert(reached > 15 && reached < 28, String(reached));
  await assertShows(tab, "batch all", reached);
});

browserTest("it plays when asked and pauses at a recorded moment", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)));
  await settled(tab);
  await assertShows(tab, "batch all", 0);
  await tab.page.getByRole("button", { name: "Play" }).focus();
  await tab.page.keyboard.press("Enter");
  await tab.look(`new Promise((done) => {
    const look = () => document.querySelector("[data-control=moment]").valueAsNumber >= 3
      ? done()
      : requestAnimationFrame(look);
    look();
  })`);
  await tab.page.keyboard.press("Enter");
  await settled(tab);
  const paused = Number(await moment(tab).inputValue());
  await assertShows(tab, "batch all", paused);
  await settled(tab);
  assertEquals(Number(await moment(tab).inputValue()), paused, "it stands still");
  assertEquals(await tab.page.getByRole("button", { name: "Pause" }).count(), 0);
});

browserTest("another strategy at the same moment; axes that follow; reset", async (tools) => {
  const tab = await tools.open(await tools.write("page.html", await livePage(figure)));
  const first = await pictured(tab);
  await moment(tab).fill("26");
  await tab.page.getByLabel("batch hard").check();
  await settled(tab);
  await assertShows(tab, "batch hard", 26);
  assertStringIncludes(await pictured(tab), "margin 1");
  await tab.page.getByLabel("axes follow the points").check();
  await settled(tab);
  assertStringIncludes(await pictured(tab), "longer than the plane is wide");
  await tab.page.getByRole("button", { name: "Reset" }).click();
  await settled(tab);
  assertEquals(await pictured(tab), first);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    browserTest(
      `axe-core finds nothing in the replay, ${colorScheme}, ${width} px wide`,
      async ({ open, write }) => {
        const tab = await open(await write("page.html", await livePage(figure)), {
          colorScheme,
          width,
        });
        assertEquals(await tab.look("document.querySelectorAll('input').length"), 1 + 3 + 1);
        assertEquals(await tab.axe(), []);
        assertEquals(await tab.sideways(), 0);
      },
    );
  }
}

browserTest("without scripts it is its static picture", async ({ open, write }) => {
  const tab = await open(await write("page.html", await livePage(figure)), { script: false });
  const picture = tab.page.getByRole("img");
  assertStringIncludes(await picture.getAttribute("aria-label") ?? "", "step 0 of 600");
  assertEquals(await tab.page.locator("input, button").count(), 0);
});

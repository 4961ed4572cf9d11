/**
 * How long a frame takes while one of 24 points is dragged. The test prints what it measured:
 *
 *     deno task test --outside tests/outside/live_frame_time.ts
 */
import { assert } from "@std/assert";
import { browserTest, type Tab } from "../browser/browser.ts";
import { livePage } from "../browser/live_page.ts";
import { readReplay } from "#lib/experiments/mod.ts";
import {
  circlePlane,
  LiveFigure,
  miningStrategies,
  trainingReplay,
  tripletMicroscope,
} from "#lib/live/mod.ts";
import { circlePlaneProgram } from "#lib/live/circle_plane/program.ts";
import type { MicroscopeState } from "#lib/live/triplet_microscope/numbers.ts";
import { microscope } from "#lib/live/triplet_microscope/program.ts";

/** 24 points in the plane; of two classes they have 3,168 triplets. */
const points = Array.from({ length: 24 }, (_, i) => [3 * Math.sin(7.1 * i), 3 * Math.cos(3.3 * i)]);
const labels = (classes: number) => points.map((_, i) => i % classes);

const FIGURES: [name: string, figure: LiveFigure][] = [
  ["microscope", tripletMicroscope({ points, labels: labels(8) })],
  [
    "microscope, two classes, p = 1, swap",
    new LiveFigure<MicroscopeState>(microscope, {
      ...tripletMicroscope({ points, labels: labels(2), swap: true }).state,
      p: "1",
    }),
  ],
  [
    "mining, batch all, two classes",
    miningStrategies({ points, labels: labels(2), strategy: "batch all" }),
  ],
];

// Where the plane shows them: what lies outside cannot be taken hold of.
const pairs = points.slice(0, 8).map(([x, y], i) => ({
  sn: 0.3 + x / 6,
  sp: 0.4 + y / 6,
  name: `${i}`,
}));

/** Drags a point about. */
async function dragging({ middle, page: { mouse } }: Tab): Promise<Work> {
  const from = await middle('[data-handle="5"]');
  await mouse.move(from.x, from.y);
  await mouse.down();
  return async (steps) => {
    for (let k = 1; k <= steps; k++) {
      await mouse.move(from.x + 60 * Math.sin(k / 9), from.y + 50 * Math.sin(k / 7));
    }
  };
}

/** Lets it play, with gliding points. */
async function playing({ page }: Tab): Promise<Work> {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.getByRole("button", { name: "Play" }).click();
  return async (steps) => await page.waitForTimeout(steps * 20);
}

/** Does about so many steps of it. */
type Work = (steps: number) => Promise<void>;

/**
 * Does something for a while: how many frames were drawn, and the processor's time on the page's
 * thread for each (script, style, layout and paint), which other programs on the machine do not change.
 */
async function framesOf(
  tab: Tab,
  begin: (tab: Tab) => Promise<Work>,
): Promise<{ frames: number; milliseconds: number }> {
  await tab.look(`{
    globalThis.frames = 0;
    let frame = 0; // what plays asks twice in a frame: to go on, and to draw
    const ask = requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => ask((now) => {
      if (now !== frame) frames += 1;
      frame = now;
      draw(now);
    });
  }`);
  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const work = await begin(tab);
  await work(60); // until the engine has compiled what runs often
  const [before, count] = [await spent(), await tab.look<number>("frames")];
  await work(120);
  const [after, last] = [await spent(), await tab.look<number>("frames")];
  const frames = last - count;
  return { frames, milliseconds: 1000 * (after - before) / frames };
}

async function assertSmooth(tab: Tab, name: string, begin: (tab: Tab) => Promise<Work>) {
  const { frames, milliseconds } = await framesOf(tab, begin);
  assert(frames > 30, String(frames));
  console.log(`${name}: ${milliseconds.toFixed(1)} ms a frame, over ${frames} frames`);
  assert(milliseconds < 1000 / 60, `${milliseconds} ms`);
}

for (const [name, figure] of FIGURES) {
  browserTest(`24 points are dragged at 60 frames a second: ${name}`, async ({ open, write }) => {
    const tab = await open(await write("page.html", await livePage(figure)), { height: 1000 });
    await assertSmooth(tab, name, dragging);
  });
}

browserTest("so are the 8 points of CircleLoss's plane", async ({ open, write }) => {
  const figure = new LiveFigure(circlePlaneProgram, { ...circlePlane({ gamma: 8 }).state, pairs });
  const page = await write("page.html", await livePage(figure));
  await assertSmooth(await open(page, { height: 1000 }), "circle plane", dragging);
});

browserTest("the replay plays at 60 frames a second", async ({ open, write }) => {
  const page = await write("page.html", await livePage(trainingReplay(await readReplay())));
  await assertSmooth(await open(page, { height: 1000 }), "replay", playing);
});

/**
 * How long a frame takes while one of 64 points is dragged. The test prints what it measured:
 *
 *     deno task test --deno tests/browser/live_frame_time_test.ts
 */
import { assert } from "@std/assert";
import { browserTest, type Tab } from "./browser.ts";
import { livePage } from "./live_page.ts";
import { type LiveFigure, miningStrategies, tripletMicroscope } from "#lib/live/mod.ts";

/** 64 points in the plane; of two classes they have 63,488 triplets. */
const points = Array.from({ length: 64 }, (_, i) => [3 * Math.sin(7.1 * i), 3 * Math.cos(3.3 * i)]);
const labels = (classes: number) => points.map((_, i) => i % classes);

const FIGURES: [name: string, figure: LiveFigure][] = [
  ["microscope, one triplet", tripletMicroscope({ points, labels: labels(8) })],
  [
    "microscope, batch all, two classes, p = 1, swap",
    tripletMicroscope({ points, labels: labels(2), rule: "all", p: 1, swap: true }),
  ],
  [
    "mining, batch all, two classes",
    miningStrategies({ points, labels: labels(2), strategy: "batch all" }),
  ],
];

/**
 * Drags a point about for a while: how many frames were drawn, and the processor's time on the page's
 * thread for each (script, style, layout and paint), which other programs on the machine do not change.
 */
async function framesOf(tab: Tab): Promise<{ frames: number; milliseconds: number }> {
  await tab.look(`{
    globalThis.frames = 0;
    const ask = requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => ask((now) => { frames += 1; draw(now); });
  }`);
  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const from = await tab.middle('[data-handle="5"]');
  const { mouse } = tab.page;
  const drag = async (steps: number) => {
    for (let k = 1; k <= steps; k++) {
      await mouse.move(from.x + 60 * Math.sin(k / 9), from.y + 50 * Math.sin(k / 7));
    }
  };
  await mouse.move(from.x, from.y);
  await mouse.down();
  await drag(60); // until the engine has compiled what runs often
  const [before, count] = [await spent(), await tab.look<number>("frames")];
  await drag(120);
  const [after, last] = [await spent(), await tab.look<number>("frames")];
  await mouse.up();
  const frames = last - count;
  return { frames, milliseconds: 1000 * (after - before) / frames };
}

for (const [name, figure] of FIGURES) {
  browserTest(`64 points are dragged at 60 frames a second: ${name}`, async ({ open, write }) => {
    const tab = await open(await write("page.html", await livePage(figure)), { height: 1000 });
    const { frames, milliseconds } = await framesOf(tab);
    assert(frames > 30, String(frames));
    console.log(`${name}: ${milliseconds.toFixed(1)} ms a frame, over ${frames} frames`);
    assert(milliseconds < 1000 / 60, `${milliseconds} ms`);
  });
}

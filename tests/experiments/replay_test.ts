import { assert, assertEquals, assertRejects } from "@std/assert";
import { readReplay } from "#lib/experiments/mod.ts";
import { tripletStatistics } from "#lib/reference/mod.ts";

Deno.test("readReplay() holds each moment once, with a place for each image", async () => {
  const { runs, labels, facts } = await readReplay();
  const last = facts.steps;
  for (const { strategy, frames } of runs) {
    const steps = frames.map(({ step }) => step);
    assertEquals([steps[0], steps.at(-1)], [0, last], strategy);
    assertEquals(steps, [...new Set(steps)].toSorted((a, b) => a - b), strategy);
    for (const { points, easy, semiHard, hard, recall1, step } of frames) {
      assertEquals(points.length, labels.length, `${strategy} ${step}`);
      assert(points.flat().every(Number.isFinite), `${strategy} ${step}`);
      assert(Math.abs(easy + semiHard + hard - 1) < 1e-9, `${strategy} ${step}`);
      assert(recall1 >= 0 && recall1 <= 1, `${strategy} ${step}`);
    }
  }
});

Deno.test("readReplay() shows learning: trained digits have more easy triplets in the end", async () => {
  const { runs, labels, trained, margin } = await readReplay();
  const rows = labels.flatMap((label, i) => (trained.includes(label) ? [i] : []));
  const easyOf = (points: readonly (readonly number[])[]) =>
    tripletStatistics(rows.map((i) => [...points[i]]), rows.map((i) => labels[i]), { margin }).easy;
  const { frames } = runs.find(({ strategy }) => strategy === "batch all")!;
  assert(easyOf(frames.at(-1)!.points) > 0.5 + easyOf(frames[0].points));
});

Deno.test("readReplay() refuses a folder without a recording", async () => {
  await assertRejects(() => readReplay({ folder: "no-such-folder" }), RangeError, "replay");
});

import { livePanel } from "#lib/lessons/mod.ts";
import { tripletStatistics } from "#lib/mining/mod.ts";
import type { StepRecord } from "#lib/training/mod.ts";
import { notebookDisplay } from "#lib/training/notebook_output.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";

function records(count: number): StepRecord[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, i) => {
    const embeddings = Array.from({ length: 8 }, (_, row) => (row % 2) * i / 10 + random.normal());
    const labels = embeddings.map((_, row) => row % 2);
    const statistics = tripletStatistics(embeddings, labels, { dim: 1, margin: 0.2 });
    return { step: i + 1, epoch: 0, loss: 1 / (i + 1), gradientNorm: 1, ...statistics };
  });
}

Deno.test("livePanel() draws loss, shares, distances and recall, in place and not too often", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const show = notebookDisplay({
    broadcast: (type, content) => Promise.resolve(void sent.push([type, content])),
  });
  let time = 0;
  const panel = livePanel({ show, now: () => time, every: 1 });
  for (const record of records(30)) {
    time += 100; // ten steps a second
    await panel.update(record);
    if (record.step % 10 === 0) {
      await panel.evaluated({ step: record.step, recall1: record.step / 40 } as { step: number });
    }
  }
  await panel.done();
  assertEquals(sent.map(([type]) => type), [
    "display_data",
    ...new Array(sent.length - 1).fill("update_display_data"),
  ]);
  assertEquals(sent.length, 4); // at 0.1, 1.1 and 2.1 seconds, and at the end
  const data = sent.at(-1)![1].data as Record<string, string>;
  assertEquals(data["text/html"].match(/<svg /g)!.length, 4);
  for (const words of ["Loss of each batch", "semi-hard", "d(a,p)", "Recall@1 on unseen classes"]) {
    assertStringIncludes(data["text/html"], words);
  }
  assertEquals(
    data["text/plain"],
    "Training after 30 steps: loss 0.0333, recall@1 on unseen classes 0.7500",
  );
});

Deno.test("livePanel() draws the same panel from the same records, and thins out long trainings", async () => {
  const html = async (count: number) => {
    const panel = livePanel({ show: () => {} });
    for (const record of records(count)) await panel.update(record);
    return panel.toHtml();
  };
  assertEquals(await html(20), await html(20));
  const panel = livePanel();
  for (const record of records(2001)) await panel.update(record);
  const { data } = panel.figures()[0].spec as { data: { step: number }[] };
  assert(data.length <= 400 && data.at(-1)!.step === 2001, `${data.length}`);
});

Deno.test("livePanel() has nothing to show before the first step, and names what it cannot take", async () => {
  let shown = 0;
  const panel = livePanel({ show: () => void shown++ });
  await panel.done();
  assertEquals([shown, panel.figures().length], [0, 0]);
  assertThrows(() => livePanel({ margin: -1 }), RangeError, "margin");
  assertThrows(() => livePanel({ every: 0 }), RangeError, "every");
});

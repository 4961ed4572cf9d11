import { progressLine, type StepRecord } from "#lib/training/mod.ts";
import { tripletStatistics } from "#lib/mining/mod.ts";
import { notebookOutput } from "#lib/training/notebook_output.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";

const statistics = tripletStatistics([0, 1, 3, 6], [0, 0, 1, 1], { dim: 1, margin: 1.5 });
const record = (step: number): StepRecord => ({
  step,
  epoch: 0,
  loss: 0.5,
  gradientNorm: 1,
  ...statistics,
});

function recorded(interval: number) {
  const shown: { line: string; last: boolean }[] = [];
  const output = {
    interval,
    show: (line: string, last: boolean) => void shown.push({ line, last }),
  };
  return { shown, output };
}

Deno.test("progressLine() tells step, speed, time left, loss and active share, and ends without times", async () => {
  const { shown, output } = recorded(100);
  let time = 0;
  const progress = progressLine({ total: 200, label: "batch all", output, now: () => time });
  for (let step = 1; step <= 200; step++) {
    time += 50; // 20 steps a second
    await progress.update(record(step));
  }
  await progress.done(); // a second end adds nothing
  assertEquals(shown[0].line, "batch all: step   1/200 · loss 0.5000 · active 37.5 %");
  assertEquals(
    shown[50].line,
    "batch all: step 101/200 · 20.0 steps/s · 5.0 s left · loss 0.5000 · active 37.5 %",
  );
  assertEquals(shown.length, 101); // every second step: the interval is two steps long
  assertEquals(shown.filter(({ last }) => last).length, 1);
  assertEquals(shown.at(-1), {
    line: "batch all: step 200/200 · loss 0.5000 · active 37.5 %",
    last: true,
  });
});

Deno.test("progressLine() gives a hint from the second second on, and not in the last line", async () => {
  const { shown, output } = recorded(0);
  let time = 0;
  const progress = progressLine({ total: 4, hint: "so", output, now: () => time += 1000 });
  for (let step = 1; step <= 4; step++) await progress.update(record(step));
  assertEquals(shown.map(({ line }) => line.endsWith(" · so")), [false, false, true, false]);
});

Deno.test("progressLine() updates one display of a notebook in place", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const output = notebookOutput({
    broadcast: (type, content) => {
      sent.push([type, content]);
      return Promise.resolve();
    },
  });
  const progress = progressLine({ total: 2, output });
  await progress.update(record(1));
  await progress.update(record(2));
  assertEquals(sent.map(([type]) => type), ["display_data", "update_display_data"]);
  const ids = sent.map(([, content]) => (content.transient as { display_id: string }).display_id);
  assertEquals(ids[0], ids[1]);
  assertMatch(String((sent[1][1].data as Record<string, string>)["text/plain"]), /step 2\/2/);
});

Deno.test("progressLine() says in the line that a training collapsed, or that a batch teaches nothing", async () => {
  const { shown, output } = recorded(0);
  const collapsed = tripletStatistics([1, 1, 1, 1], [0, 0, 1, 1], { dim: 1, margin: 0.2 });
  const idle = tripletStatistics([0, 0.1, 9, 9.1], [0, 0, 1, 1], { dim: 1, margin: 0.2 });
  const progress = progressLine({ total: 500, output, margin: 0.2, now: () => 0 });
  const other = progressLine({ total: 500, output, margin: 0.2, now: () => 0 });
  await progress.update({ ...record(1), loss: 0.2, ...collapsed });
  await other.update({ ...record(1), loss: 0, ...idle });
  await other.update(record(2));
  assertStringIncludes(
    shown[0].line,
    "All embeddings are nearly one point: distances (mean) end at 0",
  );
  assertStringIncludes(shown[0].line, "what helps: a learning rate ten times smaller");
  assertStringIncludes(shown[1].line, "no active triplet in the batch");
  assertEquals(shown[2].line, "training: step   2/500 · loss 0.5000 · active 37.5 %");
  assert(!shown[0].last);
  assertThrows(
    () => progressLine({ total: 0 }),
    RangeError,
    "total: expected an integer of at least 1",
  );
});

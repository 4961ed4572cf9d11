import { assertEquals, assertMatch } from "@std/assert";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";
import { browserTest, type Tools } from "./browser.ts";

/** A lesson that trains, loops, and looks for ways out. Cell N is the one behind N cells. */
const LESSON = lesson(
  "01_a.ipynb",
  prose("# A"),
  code(`import * as tf from "@tensorflow/tfjs";
import * as lessons from "../lib/lessons/mod.ts";
import * as losses from "../lib/losses/mod.ts";
import * as training from "../lib/training/mod.ts";
const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6);
const images = Float32Array.from({ length: 60 * 16 }, (_, i) => Math.sin(i * i));
const network = training.embeddingNetwork({ input: [4, 4], hidden: [8], dim: 4, seed: 1 });
const batches = () => training.pkBatches(labels, { classes: 3, samples: 4, seed: 1 });
const loss = (e, y) => losses.batchAllTripletLoss(e, y, { margin: 0.2 });
const run = { network, data: { images, labels }, loss, optimizer: tf.train.sgd(1e-6) };
tf.getBackend();`),
  code(`const few = training.train({ ...run, batches: batches(), steps: 30 });
const thirty = await lessons.followTraining(few, { total: 30, label: "few" });
thirty.length;`),
  code(`const many = training.train({ ...run, batches: batches(), steps: 1e6 });
const records = await lessons.followTraining(many, { total: 1e6, label: "many" });
const more = training.train({ ...run, batches: batches(), steps: 1e6 });
const one = await lessons.followTraining(more, { total: 1e6, label: "more" });
one.length;`),
  code("records.length < 1e6 && records.at(-1).step === records.length;"),
  code("let sum = 0;\nwhile (true) sum += (await tf.scalar(1).data())[0];"),
  code(
    `const ways = "fetch XMLHttpRequest WebSocket EventSource importScripts Worker indexedDB caches " +
  "BroadcastChannel postMessage document localStorage close";
const left = ways.split(" ").filter((name) => globalThis[name] !== undefined);
let other = "imported";
try { await import("https://127.0.0.1/a.js"); } catch { other = "not in this page"; }
const made = (() => { try { return Function("return 1")(); } catch { return "refused"; } })();
[left.join(), other, made, typeof navigator.storage, typeof navigator.sendBeacon];`,
  ),
);

async function opened({ open, write }: Tools, address = "") {
  const { pages } = await bookOf([LESSON]);
  const path = await write("01_a.html", pages.get("01_a.html")!);
  const tab = await open(`file://${path}${address}`);
  const part = (cell: number, what = "") => `[data-cell="${cell}"]${what}`;
  return {
    tab,
    press: (cell: number) => tab.page.click(part(cell, " [data-run]")),
    interrupt: () => tab.page.click("[data-interrupt]"),
    ended: async (cell: number) => {
      await tab.page.waitForSelector(part(cell, ":is([data-state=ok], [data-state=error])"));
      return await tab.page.getAttribute(part(cell), "data-state");
    },
    shows: (cell: number) => tab.page.innerText(part(cell, " [data-output]")),
  };
}

browserTest(
  "a training in a page tells what computes, and stops when it is asked to",
  async (tools) => {
    const { tab, press, interrupt, ended, shows } = await opened(tools, "#backend=wasm");
    await press(2);
    assertEquals(await ended(2), "ok");
    assertEquals(await shows(1), '"wasm"');
    const line = /^few: step 30\/30 · on WebAssembly, one thread: [\d.]+ ms a step · loss/;
    assertMatch(await shows(2), line);
    await press(3);
    await tab.page.waitForSelector('[data-cell="3"] [data-output]:has-text("left")');
    await interrupt();
    assertEquals(await ended(3), "ok");
    assertMatch(await shows(3), /^many: step +\d+\/1000000[^]*more: step +1\/1000000[^]*\b1$/);
    await press(4);
    assertEquals([await ended(4), await shows(4)], ["ok", "true"]);
  },
);

browserTest("a loop that nobody follows ends too, and what cells left is there", async (tools) => {
  const { tab, press, interrupt, ended, shows } = await opened(tools, "#backend=wasm");
  await press(2);
  assertEquals(await ended(2), "ok");
  await press(5);
  await tab.page.waitForSelector('[data-cell="5"][data-state=running]');
  await interrupt();
  assertEquals(await ended(5), "error");
  assertMatch(await shows(5), /interrupted/i);
  await press(2);
  assertEquals(await ended(2), "ok");
});

browserTest("a cell finds no way out of the page's worker", async (tools) => {
  const { press, ended, shows } = await opened(tools);
  await press(6);
  assertEquals(await ended(6), "ok");
  assertEquals(await shows(6), '[ "", "not in this page", "refused", "undefined", "undefined" ]');
});

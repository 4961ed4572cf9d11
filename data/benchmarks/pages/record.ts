/**
 * Measures the lessons' pages in Chromium and writes `data/benchmarks/pages.md`:
 *
 *     deno run -A data/benchmarks/pages/record.ts reports
 *
 * The folder, if one is named, is a report that `deno task report` made: the size of what it executed.
 */
import { existsSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { committedLessons } from "../../../tests/browser/books.ts";
import { inBrowser, type Tools } from "../../../tests/browser/browser.ts";
import { code, prose } from "../../../tests/notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../../../tests/report/small_book.ts";

const RUNS = 3;
const median = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1];
const [reports] = process.argv.slice(2);

const lessons = await committedLessons();
const bare = lessons.map(({ notebook: { cells, ...rest }, ...lesson }) => ({
  ...lesson,
  notebook: { ...rest, cells: cells.map((cell) => cell.outputs ? { ...cell, outputs: [] } : cell) },
}));
const [{ pages: plain }, { pages: whole }] = [await bookOf(bare), await bookOf(lessons)];

const LOOP = "for (;;);";
const TRAINING = lesson(
  "99_training.ipynb",
  prose("# A"),
  code(`import * as tf from "@tensorflow/tfjs";
import * as losses from "../lib/losses/mod.ts";
import * as training from "../lib/training/mod.ts";
const labels = Int32Array.from({ length: 2560 }, (_, i) => i % 10);
const images = Float32Array.from({ length: 2560 * 784 }, (_, i) => Math.sin(i * i));
const network = training.embeddingNetwork({ input: [28, 28], hidden: [128], dim: 8, seed: 1 });
const batches = training.pkBatches(labels, { classes: 8, samples: 32, seed: 1 });
const loss = (e, y) => losses.batchAllTripletLoss(e, y, { margin: 0.2 });
const run = { network, data: { images, labels }, batches, loss, optimizer: tf.train.adam(1e-3) };
let last = performance.now();
const times = [];
for await (const _ of training.train({ ...run, steps: 40 })) {
  times.push(performance.now() - last);
  last = performance.now();
}
times.slice(10).toSorted((a, b) => a - b)[15];`),
  code(LOOP),
);

/** Opens a page afresh and presses Run at a cell: milliseconds until it runs, and until it has ended. */
async function pressed({ open, write }: Tools, name: string, html: string) {
  const tab = await open(`file://${await write(name, html)}#backend=wasm`);
  const first = "[data-cell]:has([data-run])";
  const times = await tab.look<[number, number]>(`(async () => {
    const [cell, bar] = [document.querySelector("${first}"), document.querySelector(".runtime")];
    const until = async (told) => {
      while (!told()) await new Promise((resolve) => setTimeout(resolve, 2));
      return performance.now() - began;
    };
    const began = performance.now();
    cell.querySelector("[data-run]").click();
    const ready = await until(() => /running|ready/.test(bar.dataset.runtime));
    return [ready, await until(() => /ok|error/.test(cell.dataset.state))];
  })()`);
  return { tab, times };
}

const size = (bytes: number) => (bytes / 1e6).toFixed(2);
const bytes = (html: string) => new TextEncoder().encode(html).length;
const rows: string[][] = [];
const sizes: number[] = [];
const loadBefore = os.loadavg()[0];
for (const [name, html] of [...whole].filter(([name]) => /^\d/.test(name))) {
  const runs: [number, number][] = [];
  await inBrowser(async (tools) => {
    for (let k = 0; k < RUNS; k++) {
      const { tab, times } = await pressed(tools, name, html);
      runs.push(times);
      await tab.page.close();
    }
  });
  const made = reports && join(reports, name);
  const executed = made && existsSync(made) ? statSync(made).size : undefined;
  sizes.push(executed ?? bytes(html));
  const times = [0, 1].map((at) => median(runs.map((run) => run[at])).toFixed(0));
  const columns = [bytes(plain.get(name)!), bytes(html), ...reports ? [executed] : []];
  const words = columns.map((n) => n ? size(n) : "-");
  rows.push([name.replace(".html", ""), ...words, ...times]);
}

const steps: number[] = [];
const interrupts: number[] = [];
let version = "";
const [[name, html]] = [...(await bookOf([TRAINING])).pages];
await inBrowser(async (tools) => {
  version = tools.browser.version();
  for (let k = 0; k < RUNS; k++) {
    const { tab } = await pressed(tools, name, html);
    steps.push(Number(await tab.page.innerText("[data-output]")));
    await tab.page.locator("[data-run]").last().click();
    await tab.page.waitForSelector('[data-cell][data-state="running"]');
    interrupts.push(
      await tab.look(`(async () => {
        const began = performance.now();
        document.querySelector("[data-interrupt]").click();
        while (document.querySelector(".runtime").dataset.runtime !== "off") {
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        return performance.now() - began;
      })()`),
    );
    await tab.page.close();
  }
});

const headings = [
  "lesson",
  "without outputs",
  "committed",
  ...reports ? ["executed"] : [],
  "ready",
];
headings.push("first cell");
const row = (columns: readonly string[]) => `| ${columns.join(" | ")} |\n`;
writeFileSync(
  new URL("../pages.md", import.meta.url),
  `# The lessons' pages

Medians of ${RUNS} runs in Chromium ${version} on ${os.cpus().length} cores (${
    os.cpus()[0].model.trim()
  }), ${new Date().toISOString().slice(0, 10)}.
Other programs ran beside it: the load was ${loadBefore.toFixed(1)} before and ${
    os.loadavg()[0].toFixed(1)
  } after.
WebAssembly, one thread. Written by [record.ts](pages/record.ts).

Sizes are in MB: without outputs, and with those that are committed${
    reports ? ", and as \`deno task report\` executed it" : ""
  }.
At most 4 are wanted, 2.5 in the median; the median of the last column of sizes is ${
    size(median(sizes))
  }.
Times are in ms, from the first press of Run on a page just opened until what computes is ready,
and until the first cell has ended.

${row(headings)}${row(headings.map(() => "---"))}${rows.map(row).join("")}
- A training step (784-128-8, batch all, Adam, batches of 256): ${median(steps).toFixed(1)} ms.
- A loop without an end, from Interrupt to its end: ${median(interrupts).toFixed(0)} ms.
`,
);

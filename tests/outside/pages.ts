/**
 * Pages that run where few readers have them: on a slow processor, on WebGPU, in Firefox.
 *
 *     deno task test --outside tests/outside/pages.ts
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { committedLessons } from "../browser/books.ts";
import { browserTest, ONCE, SOFTWARE_GPU, type Tab } from "../browser/browser.ts";
import { inFirefox, NO_FIREFOX } from "../browser/firefox.ts";
import { code, prose } from "../notebooks/notebook_builder.ts";
import { bookOf, lesson } from "../report/small_book.ts";

/** The pages of the lessons as they are committed. */
async function lessonPages(): Promise<[name: string, html: string][]> {
  const { pages } = await bookOf(await committedLessons());
  return [...pages].filter(([name]) => /^\d/.test(name));
}

const ENDED = '[data-runtime="ready"], [data-runtime="failed"], [data-runtime="off"]';
/** In words, and how each cell stands that can run here. */
const STANDING = `[document.querySelector(".runtime").innerText,
  [...document.querySelectorAll("[data-cell]:not([data-kernel-only])")].filter((cell) =>
    cell.querySelector("[data-editor]")).map(({ dataset }) => dataset.state)]`;

browserTest("on a processor slowed six times a lesson runs whole, and answers", async (tools) => {
  const pages = new Map(await lessonPages());
  const html = pages.get("01_triplet_margin_loss.html")!;
  const tab = await tools.open(await tools.write("page.html", html));
  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await tab.page.click("[data-run-all]");
  await tab.page.waitForSelector(ENDED, { timeout: 120_000 });
  const [words, states] = await tab.look<[string, string[]]>(STANDING);
  assertEquals(new Set(states), new Set(["ok"]), words);
  const editor = tab.page.locator("[data-editor]:visible").first();
  await editor.fill("");
  await editor.pressSequentially("for (;;);", { delay: 0 });
  assertEquals(await editor.inputValue(), "for (;;);");
  await editor.press("Control+Enter");
  await tab.page.waitForSelector('[data-runtime="running"]');
  const began = performance.now();
  await tab.page.click("[data-interrupt]");
  await tab.page.waitForSelector('[data-runtime="off"]');
  const taken = performance.now() - began;
  console.log(`${words.match(/\d+ cells.*? s/)?.[0]}; interrupted in ${taken.toFixed(0)} ms`);
  assert(taken < 3000, `${taken} ms`);
});

/** A training of a few steps, and what computes it. */
const TRAINING = lesson(
  "01_a.ipynb",
  prose("# A"),
  code(`import * as tf from "@tensorflow/tfjs";
import * as losses from "../lib/losses/mod.ts";
import * as training from "../lib/training/mod.ts";
const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6);
const images = Float32Array.from({ length: 60 * 16 }, (_, i) => Math.sin(i * i));
const network = training.embeddingNetwork({ input: [4, 4], hidden: [8], dim: 4, seed: 1 });
const batches = training.pkBatches(labels, { classes: 3, samples: 4, seed: 1 });
const loss = (e, y) => losses.batchAllTripletLoss(e, y, { margin: 0.2 });
const run = { network, data: { images, labels }, batches, loss, optimizer: tf.train.adam(0.01) };
const seen = [];
for await (const { loss } of training.train({ ...run, steps: 5 })) seen.push(loss);
[tf.getBackend(), ...seen].join(" ");`),
);

async function trained({ open, write }: Parameters<Parameters<typeof browserTest>[1]>[0]) {
  const { pages } = await bookOf([TRAINING]);
  const path = await write("01_a.html", pages.get("01_a.html")!);
  return async (address: string) => {
    const tab: Tab = await open(`file://${path}${address}`);
    await tab.page.click("[data-run]");
    await tab.page.waitForSelector(ENDED, { timeout: 120_000 });
    const [backend, ...losses] = (await tab.page.innerText("[data-output]")).replaceAll('"', "")
      .split(" ");
    return { backend, losses: losses.map(Number), words: await tab.page.innerText(".runtime") };
  };
}

browserTest(
  "on WebGPU a page trains as on WebAssembly, on hardware unasked",
  async (tools) => {
    const run = await trained(tools);
    const [gpu, wasm, own] = [
      await run("#backend=webgpu"),
      await run("#backend=wasm"),
      await run(""),
    ];
    assertMatch(gpu.words, /on WebGPU in software/);
    assertEquals([gpu.backend, wasm.backend, own.backend], ["webgpu", "wasm", "wasm"]);
    assertEquals(gpu.losses.length, 5);
    gpu.losses.forEach((loss, i) => assertAlmostEquals(loss, wasm.losses[i], 1e-4));
  },
  "",
  SOFTWARE_GPU,
);

const unless = NO_FIREFOX || ONCE;

Deno.test({
  name: `in Firefox every lesson's page runs${unless && ` (ignored: ${unless})`}`,
  ignore: unless !== "",
  fn: () =>
    inFirefox(async ({ open, look, problems }) => {
      const folder = await mkdtemp(join(tmpdir(), "triplet-lab-pages-"));
      try {
        for (const [name, html] of await lessonPages()) {
          const path = join(folder, name);
          await writeFile(path, html);
          await open(path);
          const whole = /^0[01]_/.test(name);
          const [words, states] = await look<[string, string[]]>(`(async () => {
            document.querySelector("${whole ? "[data-run-all]" : "[data-run]"}").click();
            while (!document.querySelector('${ENDED}') ||
              document.querySelector('[data-state="running"]')) {
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
            return ${STANDING};
          })()`);
          const wanted = whole ? states.map(() => "ok") : ["ok", ...states.slice(1)];
          assertEquals(states, wanted, `${name}: ${words}`);
          assertMatch(words, /ran in/);
        }
        assertEquals(problems, []);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
});

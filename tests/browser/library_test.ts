import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { bundleForBrowser } from "#lib/bundle/bundle_for_browser.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { batchAllTripletLoss, type TripletCounts } from "#lib/reference/mod.ts";
import { browserTest, ONCE } from "./browser.ts";

/** The entry points of the package. */
const ENTRIES = [
  ...["mod.ts", "reference/mod.ts", "losses/mod.ts", "operators/mod.ts", "mining/mod.ts"],
  ...["datasets/mod.ts", "training/mod.ts", "evaluation/mod.ts", "backend/mod.ts"],
  ...["charts/mod.ts", "random.ts"],
];

for (const entry of ENTRIES) {
  Deno.test({
    name: `lib/${entry} bundles for a browser as it is`,
    ignore: ONCE !== "",
    fn: async () => {
      assert((await bundleForBrowser(`lib/${entry}`)).length > 0);
    },
  });
}

interface Result {
  loss: number;
  counts: TripletCounts;
  gradient: number[];
}

const page = async () => {
  const script = await bundleForBrowser(new URL("library_page.ts", import.meta.url));
  return `<!DOCTYPE html><title>library</title><script>${script}</script>`;
};

browserTest("the library computes in a page opened from a file", async ({ open, write }) => {
  const tab = await open(await write("library.html", await page()));
  const found = await tab.look<{
    backend: string;
    loop: { loss: number };
    tensors: number;
    engines: string[];
    missing: Record<string, string>;
    fused: Record<string, Result>;
    statistics: { active: number };
    trained: { losses: number[]; recall: number; svg: string };
  }>("library()");

  const { points, labels } = toyBatch();
  const wanted = batchAllTripletLoss(points, labels, { margin: 0.5 });
  assertEquals(found.backend, "cpu");
  assertEquals(found.loop.loss, wanted.loss);
  assertAlmostEquals(found.tensors, wanted.loss, 1e-6);
  assertEquals(found.statistics.active, wanted.fractionPositive);

  // What an engine lacks is told; the fast one is found inside the bundle.
  assertEquals(found.engines, ["wasm", "plain"]);
  assertMatch(found.missing.native, /Deno or Bun only/);
  for (const { loss, counts, gradient } of Object.values(found.fused)) {
    assertAlmostEquals(loss, wanted.loss, 1e-6);
    assertEquals(counts, wanted.counts);
    gradient.forEach((value, i) => assertAlmostEquals(value, found.fused.plain.gradient[i], 1e-6));
  }

  const { losses, recall, svg } = found.trained;
  assert(losses.at(-1)! < 0.7 * losses[0], losses.join(" "));
  assert(recall > 0.8, `${recall}`);
  assertMatch(svg, /^<svg/);
}, ONCE);

browserTest("what a page cannot do is said in a sentence", async ({ open, write }) => {
  // TensorFlow.js looks for its WebAssembly beside the page, where nothing lies.
  const forgive = (error: string) => /tfjs-backend-wasm|ERR_FAILED/.test(error);
  const tab = await open(await write("library.html", await page()), { forgive });
  const told = await tab.look<Record<string, string>>("refused()");
  assertMatch(told.mnist, /expected a runtime with files and processes/);
  assertMatch(told.parquet, /expected a runtime with files and processes/);
  assertMatch(told.tensorflow, /a browser cannot load a native library/);
  assertMatch(told.auto, /cpu/);
}, ONCE);

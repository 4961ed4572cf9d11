/** Wherever labels enter: none that was rounded on its way is taken for another class. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import pl from "nodejs-polars";
import { checkLabels } from "#lib/checks/mod.ts";
import { loadImages } from "#lib/datasets/mod.ts";
import {
  loadEmbeddings,
  recallAtK,
  retrievalMetrics,
  rocCurve,
  saveEmbeddings,
} from "#lib/evaluation/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import { mineTriplets, tripletStatistics } from "#lib/mining/mod.ts";
import { batchAll } from "#lib/operators/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import { pkBatches } from "#lib/training/mod.ts";

const LARGE = 2 ** 24;
/** Two classes, of which float32 makes one. */
const labels = [LARGE, LARGE, LARGE + 1, LARGE + 1];
const rows = [[0, 0], [3, 4], [3, 0], [0, 4]];
const flat = Float32Array.from(rows.flat());
const margin = 2;

type Given = readonly number[] | Float32Array | Float64Array;
const borders: Record<string, (labels: Given) => unknown> = {
  checkLabels: (labels) => checkLabels(labels),
  "reference.batchAllTripletLoss": (labels) =>
    reference.batchAllTripletLoss(rows, labels, { margin }),
  "reference.tripletMask": (labels) => reference.tripletMask(labels),
  "reference.similarityPairs": (labels) => reference.similarityPairs(rows, labels),
  "reference.tripletStatistics": (labels) => reference.tripletStatistics(rows, labels, { margin }),
  conform: (labels) => reference.conform(rows, labels, { margin }),
  "losses.batchAllTripletLoss": (labels) =>
    losses.batchAllTripletLoss(tf.tensor2d(rows), labels, { margin }),
  "losses.anchorPositiveMask": (labels) => losses.anchorPositiveMask(labels),
  mineTriplets: (labels) => mineTriplets(flat, labels, { dim: 2, margin, seed: 1 }),
  tripletStatistics: (labels) => tripletStatistics(flat, labels, { dim: 2, margin }),
  recallAtK: (labels) => recallAtK(flat, labels, { dim: 2, k: 1 }),
  retrievalMetrics: (labels) => retrievalMetrics(flat, labels, { dim: 2 }),
  rocCurve: (labels) => rocCurve(flat, labels, { dim: 2 }),
  pkBatches: (labels) => pkBatches(labels, { classes: 2, samples: 2, seed: 1 }),
};

for (const [name, border] of Object.entries(borders)) {
  Deno.test(`${name}() refuses labels that float32 may have rounded`, async () => {
    await tf.setBackend("cpu");
    await border(labels);
    await border(Float64Array.from(labels));
    await border(Float32Array.of(-LARGE + 1, -LARGE + 1, LARGE - 1, LARGE - 1));
    for (const given of [labels, [0, 0, LARGE, LARGE], [0, 0, -LARGE, -LARGE]]) {
      await assertRejects(
        async () => await border(Float32Array.from(given)),
        RangeError,
        "labels: expected integers below 2^24 in magnitude, which alone float32 holds exactly, got",
      );
    }
  });
}

Deno.test("a float32 tensor's labels are refused where they may be rounded, an int32 tensor's taken", async () => {
  await tf.setBackend("cpu");
  const points = tf.tensor2d(rows);
  const loss = (labels: tf.Tensor1D) =>
    losses.batchAllTripletLoss(points, labels, { margin }).loss.dataSync()[0];
  assertThrows(() => loss(tf.tensor1d(labels)), RangeError, "float32");
  assertEquals(loss(tf.tensor1d(labels, "int32")), loss(tf.tensor1d([0, 0, 1, 1])));
});

Deno.test("an operator's sentence names a mend that keeps each class", () => {
  const call = (labels: unknown) => () => batchAll(flat, labels as Int32Array, { dim: 2, margin });
  assertThrows(call(labels), TypeError, "wrap them in Int32Array.from(...)");
  const number = "number the classes 0, 1, 2, ... in an Int32Array";
  assertThrows(call([0, 0, 2 ** 32, 2 ** 32]), TypeError, number);
  assertThrows(call(Float64Array.of(0, 0, 0.5, 0.5)), TypeError, number);
  assertThrows(call(Float32Array.from(labels)), TypeError, number);
});

Deno.test("a column of float32 labels is refused by its row where it may be rounded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "labels-"));
  const path = join(folder, "labels.parquet");
  const write = (type: typeof pl.Float32 | typeof pl.Float64, labels: number[]) =>
    pl.DataFrame([
      pl.Series("label", labels, type),
      pl.Series("embedding", rows, pl.List(pl.Float32)),
      pl.Series("image", labels.map(() => "no image")),
    ]).writeParquet(path);
  try {
    write(pl.Float32, [0, 0, LARGE, LARGE]);
    await assertRejects(() => loadEmbeddings(path), RangeError, 'column "label", row 2');
    await assertRejects(() => loadImages(path), RangeError, 'column "label", row 2');
    write(pl.Float32, [0, 0, LARGE - 1, LARGE - 1]);
    assertEquals((await loadEmbeddings(path)).labels, Int32Array.of(0, 0, LARGE - 1, LARGE - 1));
    write(pl.Float64, labels);
    assertEquals((await loadEmbeddings(path)).labels, Int32Array.from(labels));
    await saveEmbeddings(path, { embeddings: flat, labels, dim: 2 });
    assertEquals((await loadEmbeddings(path)).labels, Int32Array.from(labels));
  } finally {
    await rm(folder, { recursive: true });
  }
});

Deno.test("labels beyond what a number holds are refused with that limit, and BigInts with the way out", () => {
  for (const labels of [[0, 2 ** 53], Float64Array.of(0, -(2 ** 60))]) {
    assertThrows(
      () => checkLabels(labels),
      RangeError,
      "labels: expected integers below 2^53 in magnitude",
    );
  }
  assertThrows(() => checkLabels([0, 1n]), TypeError, "got 1n at entry 1; Number() makes one of");
});

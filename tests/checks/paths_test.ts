import { assertEquals, assertRejects } from "@std/assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { loadIdx, loadImages } from "#lib/datasets/mod.ts";
import { loadEmbeddings, neighbourIndex, saveEmbeddings } from "#lib/evaluation/mod.ts";
import { openNeighbourIndex } from "#lib/evaluation/mod.ts";
import { embeddingNetwork, loadWeights, runTraining, saveWeights } from "#lib/training/mod.ts";
import { options } from "../training/run_child.ts";

await tf.setBackend("cpu");
const network = embeddingNetwork({ input: [2, 2], dim: 2, seed: 1 });
const index = await neighbourIndex(Float32Array.of(1, 2, 3), { dim: 1 });
const saved = { embeddings: Float32Array.of(1, 2), labels: [1, 2], dim: 1 };

// deno-lint-ignore no-explicit-any
const CALLS: Record<string, (path: any) => Promise<unknown>> = {
  loadWeights: (path) => loadWeights(network, path),
  saveWeights: (path) => saveWeights(network, path),
  loadEmbeddings: (path) => loadEmbeddings(path),
  saveEmbeddings: (path) => saveEmbeddings(path, saved),
  openNeighbourIndex: (path) => openNeighbourIndex(path),
  "an index's save": async (path) => await index.save(path),
  loadIdx: (path) => loadIdx(path),
  loadImages: (path) => loadImages(path),
  runTraining: (folder) => runTraining({ ...options(folder, "one"), folder }),
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`${name} names a path that is none`, async () => {
    for (const path of [3, "", {}, new URL("file:///tmp/none")]) {
      await assertRejects(() => call(path), Error, ": expected ");
    }
  });

  Deno.test(`${name} says in words why a file is none for it`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "päths 空-"));
    try {
      const file = join(folder, "a file"), below = join(file, "x-images-idx3");
      await writeFile(file, "text");
      const error = await call(below).then(() => undefined, (error) => error as Error);
      assertEquals(error instanceof Error, true, name);
      assertEquals(/\bE[A-Z]{3,}\b|syscall|argument/.test(error!.message), false, error!.message);
      assertEquals(error!.message.includes(file), true, error!.message);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

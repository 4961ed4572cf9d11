import * as tf from "@tensorflow/tfjs";
import { embedAll, embeddingNetwork, openSetEvaluation } from "#lib/training/mod.ts";
import { retrievalMetrics } from "#lib/evaluation/mod.ts";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { pictures } from "./pictures.ts";

Deno.test("openSetEvaluation() measures what retrievalMetrics() does on classes not trained on", async () => {
  await tf.setBackend("cpu");
  const unseen = pictures(30, 2);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
  const evaluate = openSetEvaluation({ trained: [7, 8, 9], unseen, ks: [1, 3] });
  const embeddings = await embedAll(network, unseen.images);
  const expected = await retrievalMetrics(embeddings, unseen.labels, { dim: 3, ks: [1, 3] });
  assertEquals(await evaluate(network), {
    recall1: expected.recall[1],
    recall3: expected.recall[3],
    rPrecision: expected.rPrecision,
    mapAtR: expected.mapAtR,
  });
});

Deno.test("openSetEvaluation() refuses classes that were trained on, and a k of 0", async () => {
  const unseen = pictures(6, 2);
  assertThrows(
    () => openSetEvaluation({ trained: Int32Array.of(2, 1, 5), unseen }),
    RangeError,
    "unseen: expected classes that were not trained on, got 1, 2",
  );
  assertThrows(() => openSetEvaluation({ trained: [], unseen, ks: [0] }), RangeError, "ks");
  const network = embeddingNetwork({ input: [2, 2], hidden: [8], dim: 3, seed: 1 });
  const images = unseen.images.slice(0, 7);
  const evaluate = openSetEvaluation({ trained: [], unseen: { ...unseen, images } });
  await assertRejects(() => evaluate(network), RangeError, "images: expected a multiple of 2 x 2");
});

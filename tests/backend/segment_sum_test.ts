import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";

Deno.test("gather has its gradient on WebAssembly: rows that are taken twice add up", async () => {
  await useBackend("wasm");
  const x = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
  const weights = tf.tensor2d([[1, 10], [2, 20], [4, 40]]);
  const gradient = tf.grad((x) => tf.gather(x, [2, 0, 2]).mul(weights).sum())(x);
  assertEquals(await gradient.array(), [[2, 20], [0, 0], [5, 50]]);
  const before = tf.memory().numTensors;
  const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4]), tf.tensor1d([1, -1, 1], "int32"), 3);
  assertEquals(await sums.array(), [0, 5, 0]);
  tf.dispose(sums);
  assertEquals(tf.memory().numTensors, before + 2);
});

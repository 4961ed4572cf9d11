import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { batchAllTripletLoss, similarityPairs } from "#lib/losses/mod.ts";
import { randomBatch } from "../reference/oracles.ts";
import { onEachBackend } from "./backends.ts";
import { circleCases, givenCases, minedCases } from "./cases.ts";

const y = [1, 1, 2, 2, 3, 3];
const x = randomBatch(1, 6, 3);

Deno.test("losses leave one tensor behind, the scalar, however many steps", async () => {
  await onEachBackend(() => {
    const points = tf.tensor2d(x);
    for (const test of [...minedCases(), ...circleCases([{}]), ...givenCases().slice(0, 6)]) {
      const before = tf.memory().numTensors;
      for (let step = 0; step < 5; step++) {
        const loss = tf.tidy(() => test.tensor(points, y));
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => test.tensor(x as tf.Tensor2D, y))(
          points,
        );
        assertEquals(tf.memory().numTensors, before + 3, test.name);
        tf.dispose([loss, value, grad]);
      }
      assertEquals(tf.memory().numTensors, before, test.name);
    }
  });
});

Deno.test("batchAllTripletLoss returned from a tidy keeps the loss, the fraction and the counts", async () => {
  await onEachBackend(() => {
    const points = tf.tensor2d(x);
    const before = tf.memory().numTensors;
    const result = tf.tidy(() => batchAllTripletLoss(points, y, { margin: 1 }));
    assertEquals(tf.memory().numTensors, before + 7);
    assertEquals(result.counts.valid.isDisposed, false);
    tf.dispose(result);
    assertEquals(tf.memory().numTensors, before);
  });
});

Deno.test("similarityPairs leaves its two vectors and no more", async () => {
  await onEachBackend(() => {
    const points = tf.tensor2d(x);
    const before = tf.memory().numTensors;
    const pairs = similarityPairs(points, y);
    assertEquals(tf.memory().numTensors, before + 2);
    tf.dispose([pairs.sp, pairs.sn]);
  });
});

Deno.test("losses train: ten steps of gradient descent on the points lower each of them", async () => {
  await onEachBackend(async () => {
    const start = tf.tensor2d(x);
    for (const test of [...minedCases(), ...circleCases([{ gamma: 16 }])]) {
      // The sums of many triplets have longer gradients; and the rule of the mean may change its
      // count.
      if (/sum|non-zero|semi-hard/.test(test.name)) continue;
      const points = tf.variable(start);
      const optimizer = tf.train.sgd(0.01);
      const before = await test.tensor(start, y).data();
      for (let step = 0; step < 10; step++) {
        optimizer.minimize(() => test.tensor(points as unknown as tf.Tensor2D, y), false, [points]);
      }
      const after = await test.tensor(points as unknown as tf.Tensor2D, y).data();
      assertEquals(after[0] < before[0], true, `${test.name}: ${before[0]} to ${after[0]}`);
      points.dispose();
    }
  });
});

Deno.test("losses on tensors leave embeddings and labels as they were", async () => {
  await onEachBackend(async () => {
    const points = tf.tensor2d(x);
    const labels = Int32Array.from(y);
    const before = Array.from(await points.data());
    for (const test of [...minedCases(), ...circleCases([{}]), ...givenCases().slice(0, 6)]) {
      tf.tidy(() => {
        tf.valueAndGrad((x: tf.Tensor) =>
          test.tensor(x as tf.Tensor2D, labels as unknown as number[])
        )(
          points,
        );
      });
      assertEquals(Array.from(await points.data()), before, test.name);
      assertEquals(Array.from(labels), y, test.name);
    }
  });
});

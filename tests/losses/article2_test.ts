/**
 * The nine tests of article 2, by their names, written afresh on the tensor layer: numpy's place is
 * taken by plain loops over the article's formulas.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  anchorNegativeMask,
  anchorPositiveMask,
  batchAllTripletLoss,
  batchHardTripletLoss,
  pairwiseDistances,
  tripletMask,
} from "#lib/losses/mod.ts";
import {
  batchAllOracle,
  batchHardOracle,
  hypotDistances,
  randomBatch,
  randomNumbers,
} from "../reference/oracles.ts";
import { numberOf, onEachBackend } from "./backends.ts";

const count = 64;
const classes = 10;

/** Labels drawn at random, as in the article, so that some classes may have one point only. */
function randomLabels(seed: number, rows = count, among = classes): number[] {
  const next = randomNumbers(seed);
  return Array.from({ length: rows }, () => Math.floor((next() + 1) / 2 * among));
}

/** The indices 0 .. count - 1. */
const indices = Array.from({ length: count }, (_, i) => i);

Deno.test("test_pairwise_distances", async () => {
  const x = randomBatch(1, count, 10);
  x[1] = x[0];
  x[2] = x[0];
  await onEachBackend(async () => {
    for (const squared of [true, false]) {
      const d = await pairwiseDistances(tf.tensor2d(x), { squared }).array();
      const wanted = hypotDistances(x, squared);
      for (const i of indices) {
        for (const j of indices) assertAlmostEquals(d[i][j], wanted[i][j], 1e-5);
      }
      assertEquals(d[0][1], 0);
    }
  });
});

Deno.test("test_pairwise_distances_are_positive", async () => {
  // Points within 2e-7 of each other and far from 0: a Gram matrix in float32 gives negative
  // squares.
  const next = randomNumbers(2);
  const x = indices.map(() => Array.from({ length: 10 }, () => 1 + 2e-7 * next()));
  await onEachBackend(async () => {
    for (const squared of [true, false]) {
      const d = await pairwiseDistances(tf.tensor2d(x), { squared }).data();
      assert(d.every((distance) => distance >= 0));
    }
    const points = tf.tensor2d(x);
    const norms = points.square().sum(1);
    const gram = norms.expandDims(0).add(norms.expandDims(1)).sub(
      tf.matMul(points, points, false, true).mul(2),
    );
    assert((await gram.data()).some((square) => square < 0), "the Gram matrix should fail here");
  });
});

Deno.test("test_gradients_pairwise_distances", async () => {
  const x = randomBatch(3, count, 10);
  x[1] = x[0];
  x[2] = x[0];
  await onEachBackend(async () => {
    for (const squared of [true, false]) {
      const sum = (x: tf.Tensor) => pairwiseDistances(x as tf.Tensor2D, { squared }).sum();
      const gradient = await tf.grad(sum)(tf.tensor2d(x)).data();
      assert(gradient.every(Number.isFinite));
      assert(gradient.some((slope) => slope !== 0));
    }
  });
});

Deno.test("test_anchor_positive_triplet_mask", async () => {
  const y = randomLabels(4);
  await onEachBackend(async () => {
    const mask = await anchorPositiveMask(tf.tensor1d(y, "int32")).array();
    for (const a of indices) {
      for (const p of indices) assertEquals(mask[a][p], a !== p && y[a] === y[p] ? 1 : 0);
    }
  });
});

Deno.test("test_anchor_negative_triplet_mask", async () => {
  const y = randomLabels(5);
  await onEachBackend(async () => {
    const mask = await anchorNegativeMask(tf.tensor1d(y, "int32")).array();
    for (const a of indices) {
      for (const n of indices) assertEquals(mask[a][n], y[a] !== y[n] ? 1 : 0);
    }
  });
});

Deno.test("test_triplet_mask", async () => {
  const y = randomLabels(6, 24, 5);
  await onEachBackend(async () => {
    const mask = await tripletMask(tf.tensor1d(y, "int32")).array();
    y.forEach((_, a) =>
      y.forEach((_, p) =>
        y.forEach((_, n) => {
          const distinct = a !== p && a !== n && p !== n;
          assertEquals(mask[a][p][n], distinct && y[a] === y[p] && y[a] !== y[n] ? 1 : 0);
        })
      )
    );
  });
});

Deno.test("test_simple_batch_all_triplet_loss", async () => {
  const x = randomBatch(7, count, 10);
  const y = indices.map(() => 1);
  await onEachBackend(async () => {
    for (const squared of [true, false]) {
      const { loss, fractionPositive } = batchAllTripletLoss(tf.tensor2d(x), y, {
        margin: 0.2,
        squared,
      });
      assertEquals(await numberOf(loss), 0);
      assertEquals(await numberOf(fractionPositive), 0);
    }
  });
});

Deno.test("test_batch_all_triplet_loss", async () => {
  const x = randomBatch(8, 32, 6);
  const y = randomLabels(8, 32, 5);
  for (const squared of [true, false]) {
    const wanted = batchAllOracle(y, x, 0.5, squared);
    await onEachBackend(async () => {
      const { loss, fractionPositive } = batchAllTripletLoss(tf.tensor2d(x), y, {
        margin: 0.5,
        squared,
      });
      assertAlmostEquals(await numberOf(loss), wanted.loss, 1e-5);
      assertAlmostEquals(await numberOf(fractionPositive), wanted.fraction, 1e-6);
    });
  }
});

Deno.test("test_batch_hard_triplet_loss", async () => {
  const x = randomBatch(9, count, 6);
  const y = randomLabels(9, count, 20);
  for (const squared of [true, false]) {
    const wanted = batchHardOracle(y, x, 0.5, squared, "all");
    await onEachBackend(async () => {
      const loss =
        batchHardTripletLoss(tf.tensor2d(x), y, { margin: 0.5, squared, rule: "tensorflow" }).loss;
      assertAlmostEquals(await numberOf(loss), wanted, 1e-5);
    });
  }
});

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as losses from "#lib/losses/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import {
  centralDifferences,
  randomBatch,
  randomNumbers,
  relativeError,
  shuffledLabels,
} from "../reference/oracles.ts";
import { onEachBackend } from "./backends.ts";
import { frozenCircle } from "./cases.ts";

type Points = number[][];

/** A loss in both layers, for each of the reductions; and what differences are taken of. */
interface Case {
  readonly name: string;
  tensor(x: tf.Tensor2D, reduction: "none" | "sum"): tf.Tensor;
  loop(x: Points): number[];
  frozen?(at: Points): (x: Points) => number[];
}

// Two points are alone in their class: what an anchor without a positive has.
const y = [...shuffledLabels(21, 9, 3), 7, 8];
const x = randomBatch(21, y.length, 4);

function cases(): Case[] {
  const all: Case[] = [];
  for (const metric of [{}, { squared: true }, { distance: "cosine" as const }]) {
    const margin = "distance" in metric ? 0.1 : 0.4;
    for (const soft of [false, true]) {
      const options = { margin, ...metric, soft };
      all.push({
        name: `batch all, ${JSON.stringify(options)}`,
        tensor: (x, reduction) => losses.batchAllTripletLoss(x, y, { ...options, reduction }).loss,
        loop: (x) => reference.batchAllTripletLoss(x, y, { ...options, reduction: "none" }).loss,
      });
      for (const rule of ["tensorflow", "pytorch", "valid"] as const) {
        const ruled = { ...options, rule };
        all.push({
          name: `batch hard, ${JSON.stringify(ruled)}`,
          tensor: (x, reduction) => losses.batchHardTripletLoss(x, y, { ...ruled, reduction }).loss,
          loop: (x) => reference.batchHardTripletLoss(x, y, { ...ruled, reduction: "none" }).loss,
        });
      }
    }
    for (const rule of ["all", "nearest", "random"] as const) {
      const options = { margin, ...metric, rule, seed: 3 };
      all.push({
        name: `semi-hard, ${JSON.stringify(options)}`,
        tensor: (x, reduction) => losses.semiHardTripletLoss(x, y, { ...options, reduction }).loss,
        loop: (x) => reference.semiHardTripletLoss(x, y, { ...options, reduction: "none" }).loss,
      });
    }
  }
  const options = { gamma: 16, rule: "per-anchor" as const };
  all.push({
    name: "circle, per-anchor",
    tensor: (x, reduction) => losses.batchCircleLoss(x, y, { ...options, reduction }),
    loop: (x) => reference.batchCircleLoss(x, y, { ...options, reduction: "none" }),
    frozen: (at) => (x) =>
      y.map((_, a) => frozenCircle(y, x, at, { m: 0.25, gamma: 16, anchor: a })),
  });
  return all;
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);

Deno.test("each anchor's loss and its gradient are those of the loops, on every backend", async () => {
  const next = randomNumbers(22);
  const weights = y.map(() => next() - 0.5);
  await onEachBackend(async (backend) => {
    for (const one of cases()) {
      const where = `${one.name} on ${backend}`;
      const points = tf.tensor2d(x);
      const none = await one.tensor(points, "none").data();
      one.loop(x).forEach((loss, a) =>
        assertAlmostEquals(none[a], loss, 1e-5 * Math.max(loss, 1), `${where}, anchor ${a}`)
      );
      // Any weights, so that no anchor's gradient can stand for another's.
      const weighted = (x: tf.Tensor) =>
        one.tensor(x as tf.Tensor2D, "none").mul(tf.tensor1d(weights)).sum() as tf.Scalar;
      const gradient = await tf.grad(weighted)(points).array() as Points;
      const losses = one.frozen?.(x) ?? one.loop;
      const wanted = centralDifferences((x) => dot(losses(x), weights), x, 1e-6);
      const error = relativeError(gradient, wanted);
      assert(error < 1e-3, `${where}: gradient off by ${error}`);
    }
  });
});

Deno.test("the losses of the anchors add up to the sum, value and gradient", async () => {
  await onEachBackend(async (backend) => {
    for (const one of cases()) {
      const [none, sum] = (["none", "sum"] as const).map((reduction) =>
        tf.valueAndGrad((x: tf.Tensor) =>
          one.tensor(x as tf.Tensor2D, reduction).sum() as tf.Scalar
        )(tf.tensor2d(x))
      );
      const wanted = (await sum.value.data())[0];
      const where = `${one.name} on ${backend}`;
      assertAlmostEquals((await none.value.data())[0], wanted, 1e-5 * wanted, where);
      const gradients = [await none.grad.array(), await sum.grad.array()] as [Points, Points];
      assert(relativeError(...gradients) < 1e-4, where);
    }
  });
});

Deno.test("of no points there is no loss, and a gradient", async () => {
  const none = { margin: 1, reduction: "none" } as const;
  await onEachBackend(async () => {
    const empty = tf.zeros<tf.Rank.R2>([0, 3]);
    for (
      const loss of [
        (x: tf.Tensor2D) => losses.batchAllTripletLoss(x, [], none).loss,
        (x: tf.Tensor2D) => losses.batchHardTripletLoss(x, [], none).loss,
        (x: tf.Tensor2D) => losses.semiHardTripletLoss(x, [], none).loss,
        (x: tf.Tensor2D) =>
          losses.batchCircleLoss(x, [], { rule: "per-anchor", reduction: "none" }),
      ]
    ) {
      assertEquals(await loss(empty).array(), []);
      const gradient = tf.grad((x: tf.Tensor) => loss(x as tf.Tensor2D))(empty);
      assertEquals(gradient.shape, [0, 3]);
    }
  });
});

Deno.test("a loss an anchor is refused where one loss has the pairs of the batch", () => {
  const message =
    'reduction: expected "mean" for the rule "pooled", one loss a batch, got "none"; ' +
    'rule: "per-anchor" has one loss an anchor';
  const none = { reduction: "none" } as const;
  assertThrows(() => reference.batchCircleLoss(x, y, none), RangeError, message);
  assertThrows(() => losses.batchCircleLoss(tf.tensor2d(x), y, none), RangeError, message);
});

Deno.test("circle, per-anchor: a loss that float32 rounds to 0 stays in the mean", async () => {
  // The first two classes are done with, losses below 1e-50; the third is not.
  const x = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0.6, -0.8]];
  const y = [0, 0, 1, 1, 2, 2];
  for (const reduction of ["mean", "mean-non-zero"] as const) {
    const options = { rule: "per-anchor", m: 1, gamma: 256, reduction } as const;
    const each = reference.batchCircleLoss(x, y, { ...options, reduction: "none" });
    assert(each.filter((loss) => loss < 1e-50).length >= 2 && Math.max(...each) > 10);
    const mean = each.reduce((a, b) => a + b) / each.length;
    assertAlmostEquals(reference.batchCircleLoss(x, y, options), mean, 1e-12 * mean);
    await onEachBackend(async (backend) => {
      const [found] = await losses.batchCircleLoss(tf.tensor2d(x), y, options).data();
      assertAlmostEquals(found, mean, 1e-5 * mean, backend);
    });
  }
});

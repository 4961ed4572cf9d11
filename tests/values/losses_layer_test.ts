/**
 * The TensorFlow.js layer against the recorded float64 numbers, on the backends that run everywhere:
 * within 1e-4 in value, and within 1e-3 of the largest entry in gradient.
 *
 * Values are compared on every batch. Gradients are compared wherever the framework's choice at a kink is
 * this library's as well: TensorFlow shares the gradient among ties and gives distance 0 the gradient 0,
 * but its hinge has slope 1 at a loss of exactly 0, and pytorch-metric-learning's miners hand a tie to one
 * of its points. At those the documented subgradient has tests of its own.
 */
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, useBackend } from "#lib/backend/mod.ts";
import {
  anchorNegativeMask,
  anchorPositiveMask,
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  naiveTripletLoss,
  pairwiseDistances,
  semiHardTripletLoss,
  similarityPairs,
  tripletMarginLoss,
  tripletMask,
} from "#lib/losses/mod.ts";
import { assertClose, assertMatrixClose } from "./closeness.ts";
import { batches, type Case, casesOf, inputs, nameOf, pairs } from "../support/recorded_values.ts";

const VALUE = 1e-4;
const GRADIENT = 1e-3;
const float64 = { dtype: "float64" } as const;
const given = ({ margin, squared }: Case) => ({ margin, squared });

/** Batches that float32 code by the Gram matrix, as the articles have it, gets right as well. */
const PLAIN = new Set(["ordinary", "lone anchors", "unsorted and negative labels", "D = 1"]);

type Loss = (labels: number[], x: tf.Tensor2D, one: Case) => tf.Scalar;

const rowsOf = (flat: ArrayLike<number>, columns: number, rows: number): number[][] =>
  Array.from(
    { length: rows },
    (_, i) => Array.from({ length: columns }, (_, k) => flat[i * columns + k]),
  );

/** Compares value and gradient of one case; the gradient only where `slopes` says so. */
async function compareOne(loss: Loss, one: Case, slopes: boolean): Promise<void> {
  const { labels, embeddings } = batches[one.batch];
  const columns = embeddings[0]?.length ?? 3;
  const before = tf.memory().numTensors;
  const x = tf.tensor2d(Float32Array.from(embeddings.flat()), [embeddings.length, columns]);
  const { value, grad } = tf.valueAndGrad((moved: tf.Tensor) =>
    loss(labels, moved as tf.Tensor2D, one)
  )(x);
  const [scalar] = await value.data();
  const gradient = rowsOf(await grad.data(), columns, embeddings.length);
  tf.dispose([x, value, grad]);
  assertEquals(tf.memory().numTensors, before, `${nameOf(one)}: tensors left behind`);

  // A mean of nothing is NaN in the frameworks and 0 here (policy "nothing valid").
  const expected = Number.isFinite(one.value) ? one.value as number : 0;
  assertClose(scalar, expected, VALUE, nameOf(one));
  assert(gradient.flat().every(Number.isFinite), `${nameOf(one)}: a gradient that is not finite`);
  if (!slopes) return;
  if (one.gradient) {
    assertMatrixClose(gradient, one.gradient, GRADIENT, `${nameOf(one)}, gradient`);
  } else if (one.gradientSample) {
    const { rows, values, rowNorms, largest } = one.gradientSample;
    assertMatrixClose(rows.map((i) => gradient[i]), values, GRADIENT, nameOf(one), largest);
    const norms = gradient.map((row) => Math.hypot(...row));
    assertMatrixClose(
      [norms],
      [rowNorms],
      GRADIENT,
      `${nameOf(one)}, norms of the gradient's rows`,
    );
  }
}

/** Every case of a rule that has an answer; tells how many there have to be, and how many gradients. */
async function compare(
  rule: string,
  least: { values: number; gradients: number },
  loss: Loss,
  { ties = true }: { ties?: boolean } = {},
): Promise<void> {
  let values = 0;
  let gradients = 0;
  for (const one of casesOf(rule)) {
    if (one.error) continue;
    if (one.dtype === "float64" ? one.distance === "gram" : !PLAIN.has(one.batch)) continue;
    const { kinks } = batches[one.batch];
    // Losses of exactly 0, and points so near that only float32 sees a tie.
    const undecided = one.margin === 0 ||
      ["ties", "loss exactly 0", "nearly equal points"].includes(one.batch);
    const slopes = !kinks || (ties && !undecided);
    await compareOne(loss, one, slopes);
    values += 1;
    if (slopes) gradients += 1;
  }
  assert(
    values >= least.values && gradients >= least.gradients,
    `${rule}: ${values} values and ${gradients} gradients compared`,
  );
}

/** CircleLoss on the points of the sphere, or on any where the loss normalises them itself. */
async function compareUnit(rule: string, loss: Loss): Promise<void> {
  let compared = 0;
  for (const one of casesOf(rule, float64)) {
    const batch = batches[one.batch];
    const points = rule.endsWith("normalising") ? batch.embeddings : batch.unit!;
    const x = tf.tensor2d(points);
    const { value, grad } = tf.valueAndGrad((moved: tf.Tensor) =>
      loss(batch.labels, moved as tf.Tensor2D, one)
    )(x);
    assertClose((await value.data())[0], one.value as number, VALUE, nameOf(one));
    const gradient = rowsOf(await grad.data(), x.shape[1], x.shape[0]);
    // Slopes are of the size of gamma; one that cancels to 0 keeps float32's rounding of that.
    const rounding = 1e-4 * one.gamma;
    assertMatrixClose(gradient, one.gradient!, GRADIENT, nameOf(one), rounding);
    tf.dispose([x, value, grad]);
    compared += 1;
  }
  assert(compared >= 60, `${rule}: ${compared} cases compared`);
}

/** The two that run everywhere, and those that TEST_BACKENDS names, such as "webgpu,tensorflow". */
const chosen = ["cpu", "wasm", ...(process.env.TEST_BACKENDS ?? "").split(",").filter(Boolean)];

for (const backend of chosen as BackendName[]) {
  const on = (name: string, fn: () => Promise<void>): void =>
    Deno.test(`${name}, on ${backend}`, async () => {
      await useBackend(backend);
      await fn();
    });

  on("pairwiseDistances has TensorFlow's values and gradients", async () => {
    for (const one of casesOf("pairwise distances", { ...float64, distance: "subtraction" })) {
      const { embeddings } = batches[one.batch];
      const n = embeddings.length;
      if (n === 0) continue;
      const weights = tf.tensor2d(
        embeddings.map((_, i) => embeddings.map((_, j) => ((7 * i + 13 * j) % 11 - 5) / 5)),
      );
      const x = tf.tensor2d(embeddings);
      const d = pairwiseDistances(x, { squared: one.squared });
      assertMatrixClose(await d.array(), one.distances as number[][], VALUE, nameOf(one));
      const gradient = tf.grad((moved: tf.Tensor) =>
        pairwiseDistances(moved as tf.Tensor2D, { squared: one.squared }).mul(weights).sum()
      )(x) as tf.Tensor2D;
      assertMatrixClose(await gradient.array(), one.gradient!, GRADIENT, nameOf(one));
      tf.dispose([weights, x, d, gradient]);
    }
  });

  on("batchAllTripletLoss has article 2's values and gradients", async () => {
    await compare(
      "batch all",
      { values: 45, gradients: 38 },
      (labels, x, one) => batchAllTripletLoss(x, labels, given(one)).loss,
    );
  });

  on("batchAllTripletLoss has article 2's fraction and counts", async () => {
    for (const one of casesOf("batch all", { ...float64, distance: "subtraction" })) {
      const { labels, embeddings } = batches[one.batch];
      if (labels.length === 0) continue;
      const x = tf.tensor2d(embeddings);
      const { loss, fractionPositive, counts } = batchAllTripletLoss(x, labels, given(one));
      const fraction = (await fractionPositive.data())[0];
      assertClose(fraction, one.fractionPositive as number, VALUE, nameOf(one));
      assertEquals(
        [(await counts.valid.data())[0], (await counts.positive.data())[0]],
        [one.valid, one.positive] as number[],
        nameOf(one),
      );
      tf.dispose([x, loss, fractionPositive, counts as unknown as tf.TensorContainer]);
    }
  });

  on("batchAllTripletLoss has pytorch-metric-learning's values and gradients", async () => {
    const least = { values: 44, gradients: 38 };
    await compare(
      "all",
      least,
      (labels, x, one) => batchAllTripletLoss(x, labels, given(one)).loss,
    );
    await compare(
      "all, mean",
      least,
      (labels, x, one) => batchAllTripletLoss(x, labels, { ...given(one), reduction: "mean" }).loss,
    );
    await compare(
      "all, smooth, mean",
      least,
      (labels, x, one) => batchAllTripletLoss(x, labels, { ...given(one), soft: true }).loss,
    );
  });

  on('batchHardTripletLoss, "tensorflow", has article 2\'s values and gradients', async () => {
    await compare(
      "batch hard",
      { values: 44, gradients: 38 },
      (labels, x, one) =>
        batchHardTripletLoss(x, labels, { ...given(one), rule: "tensorflow" }).loss,
    );
    await compare(
      "batch hard, soft margin",
      { values: 40, gradients: 36 },
      (labels, x, one) =>
        batchHardTripletLoss(x, labels, {
          squared: one.squared,
          margin: 0,
          soft: true,
          rule: "tensorflow",
        }).loss,
    );
  });

  on('batchHardTripletLoss, "pytorch", has article 4\'s values and gradients', async () => {
    await compare(
      "batch hard, open-reid",
      { values: 20, gradients: 15 },
      (labels, x, one) =>
        batchHardTripletLoss(x, labels, { margin: one.margin, rule: "pytorch" }).loss,
    );
  });

  on(
    'batchHardTripletLoss, "valid", has pytorch-metric-learning\'s values and gradients',
    async () => {
      await compare(
        "hard, mean",
        { values: 44, gradients: 30 },
        (labels, x, one) => batchHardTripletLoss(x, labels, { ...given(one), rule: "valid" }).loss,
        { ties: false },
      );
    },
  );

  on("semiHardTripletLoss has pytorch-metric-learning's values and gradients", async () => {
    await compare(
      "semi-hard",
      { values: 44, gradients: 30 },
      (labels, x, one) => semiHardTripletLoss(x, labels, given(one)).loss,
      { ties: false },
    );
  });

  on("tripletMarginLoss has torch.nn.TripletMarginLoss's values and gradients", async () => {
    for (const one of casesOf("triplet margin", float64)) {
      if (one.error || (one.input === "no triplet" && one.reduction === "none")) continue;
      const { margin, p, eps, swap, reduction } = one;
      const [columns] = inputs[one.input][0].map((row) => row.length).concat(4);
      const parts = inputs[one.input].map((part) =>
        tf.tensor2d(Float32Array.from(part.flat()), [part.length, columns])
      );
      const { value, grads } = tf.valueAndGrads((...moved: tf.Tensor[]) => {
        const [a, b, c] = moved as tf.Tensor2D[];
        const options = { margin, p, eps, swap };
        // The recorded gradient of "none" is that of the sum.
        return reduction === "none"
          ? tripletMarginLoss(a, b, c, { ...options, reduction }).sum()
          : tripletMarginLoss(a, b, c, { ...options, reduction }) as tf.Scalar;
      })(parts);
      const expected = [one.value].flat().reduce((sum, v) => sum + v, 0);
      assertClose(
        (await value.data())[0],
        Number.isFinite(expected) ? expected : 0,
        VALUE,
        nameOf(one),
      );
      for (const [i, gradient] of grads.entries()) {
        const rows = rowsOf(await gradient.data(), columns, gradient.shape[0]!);
        assertMatrixClose(rows, one.gradients![i], GRADIENT, `${nameOf(one)}, gradient ${i}`);
      }
      tf.dispose([parts, value, grads]);
    }
  });

  on("naiveTripletLoss has TensorFlow's values and gradients", async () => {
    for (const one of casesOf("naive offline")) {
      const [columns] = inputs[one.input][0].map((row) => row.length).concat(4);
      const parts = inputs[one.input].map((part) =>
        tf.tensor2d(Float32Array.from(part.flat()), [part.length, columns])
      );
      const { value, grads } = tf.valueAndGrads((...moved: tf.Tensor[]) => {
        const [a, b, c] = moved as tf.Tensor2D[];
        return naiveTripletLoss(a, b, c, { margin: one.margin });
      })(parts);
      const expected = one.input === "no triplet" ? 0 : one.value as number;
      assertClose((await value.data())[0], expected, VALUE, nameOf(one));
      for (const [i, gradient] of grads.entries()) {
        // TensorFlow's hinge has slope 1 where duplicates make the loss exactly 0.
        if (one.input === "duplicates" && one.margin === 0) continue;
        const rows = rowsOf(await gradient.data(), columns, gradient.shape[0]!);
        assertMatrixClose(rows, one.gradients![i], GRADIENT, `${nameOf(one)}, gradient ${i}`);
      }
      tf.dispose([parts, value, grads]);
    }
  });

  on("anchorPositiveMask, anchorNegativeMask and tripletMask are TensorFlow's", async () => {
    for (const one of casesOf("masks")) {
      const { labels } = batches[one.batch];
      for (
        const [mask, recorded] of [
          [anchorPositiveMask(labels), one.anchorPositive],
          [anchorNegativeMask(labels), one.anchorNegative],
          [tripletMask(labels), one.triplet],
        ] as const
      ) {
        assertEquals(await (mask as tf.Tensor).array() as unknown, recorded, nameOf(one));
        mask.dispose();
      }
    }
  });

  on("circleLoss has article 5's values and gradients in PyTorch", async () => {
    let gradients = 0;
    for (const one of casesOf("circle of pairs", float64)) {
      const parts = [pairs[one.pairs].sp, pairs[one.pairs].sn].map((s) =>
        tf.tensor1d(s, "float32")
      );
      const { value, grads } = tf.valueAndGrads((...moved: tf.Tensor[]) => {
        const [sp, sn] = moved as tf.Tensor1D[];
        return circleLoss(sp, sn, { m: one.m, gamma: one.gamma });
      })(parts);
      assertClose((await value.data())[0], one.value as number, VALUE, nameOf(one));
      for (const [i, gradient] of grads.entries()) {
        const entries = await gradient.data();
        assert(entries.every(Number.isFinite), nameOf(one));
        // One list per argument.
        const recorded = (one.gradients as unknown as number[][] | undefined)?.[i];
        if (!recorded) continue;
        assertMatrixClose([entries], [recorded], GRADIENT, `${nameOf(one)}, gradient ${i}`);
        gradients += 1;
      }
      tf.dispose([parts, value, grads]);
    }
    assert(gradients >= 60, `${gradients} gradients compared`);
  });

  on(
    "similarityPairs and circleLoss have article 5's values and gradients in PyTorch",
    async () => {
      await compareUnit("circle, pooled", (labels, x, one) => {
        const { sp, sn } = similarityPairs(x, labels);
        return circleLoss(sp, sn, { m: one.m, gamma: one.gamma });
      });
    },
  );

  on(
    "batchCircleLoss has the values and gradients of article 5 and pytorch-metric-learning",
    async () => {
      const loss = (rule: "pooled" | "per-anchor"): Loss => (labels, x, one) =>
        batchCircleLoss(x, labels, { m: one.m, gamma: one.gamma, rule });
      await compareUnit("circle, pooled, normalising", loss("pooled"));
      await compareUnit("circle, per anchor, normalising", loss("per-anchor"));
    },
  );
}

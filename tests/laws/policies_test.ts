/** The five policies of lib/reference/mod.ts, each in both layers. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as losses from "#lib/losses/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import { numberOf, onEachBackend, valueAndGradient } from "../losses/backends.ts";

const rules = ["tensorflow", "pytorch", "valid"] as const;

/** The gradient of a tensor loss, flat, without signs of zero. */
async function gradientOf(loss: (x: tf.Tensor2D) => tf.Scalar, x: number[][]): Promise<number[]> {
  const { gradient } = await valueAndGradient(loss, x);
  return gradient.flat().map((slope) => slope + 0);
}

Deno.test("policy denominator: the losses of one batch are sums over stated counts", async () => {
  // Seven points on a line, two of them alone in their class.
  const y = [0, 0, 0, 1, 1, 2, 3];
  const x = [[0], [1], [3], [4], [8], [9], [13]];
  const { counts } = reference.batchAllTripletLoss(x, y, { margin: 1 });
  const sum = reference.batchAllTripletLoss(x, y, { margin: 1, reduction: "sum" }).loss;
  const loss = reference.batchAllTripletLoss(x, y, { margin: 1 }).loss;
  assertAlmostEquals(loss, sum / counts.positive, 1e-12);
  // No count has a small number added to it: with a single triplet the mean is that triplet's loss.
  const single = reference.batchAllTripletLoss([[0], [1], [5]], [0, 0, 1], { margin: 4.5 });
  assertEquals([single.counts.positive, single.loss], [2, (0.5 + 1.5) / 2]);

  // Hardest losses 0, 0, 3, 4, 4 of the paired anchors, 0 and 0 of the lone ones.
  await onEachBackend(async () => {
    const hard = (rule: typeof rules[number]) =>
      numberOf(losses.batchHardTripletLoss(tf.tensor2d(x), y, { margin: 1, rule }).loss);
    assertAlmostEquals(await hard("tensorflow"), 11 / 7, 1e-6);
    assertAlmostEquals(await hard("pytorch"), 11 / 7, 1e-6);
    assertAlmostEquals(await hard("valid"), 11 / 5, 1e-6);
  });
});

Deno.test("policy denominator: 'per-anchor' CircleLoss leaves out lone anchors, 'pooled' knows none", async () => {
  const x = [[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8]];
  const without = { x: x.slice(0, 3), y: [0, 0, 1] };
  await onEachBackend(async () => {
    // Anchor 2 has no positive: the mean is over anchors 0 and 1.
    const s = [0.8, 0, 0.6];
    const one = reference.circleLoss([s[0]], [s[1]], { gamma: 8 });
    const two = reference.circleLoss([s[0]], [s[2]], { gamma: 8 });
    const loss = losses.batchCircleLoss(tf.tensor2d(without.x), without.y, {
      gamma: 8,
      rule: "per-anchor",
    });
    assertAlmostEquals(await numberOf(loss), (one + two) / 2, 1e-5);
  });
});

Deno.test("policy boundary: at equality a triplet is easy, its loss 0 and its gradient 0", async () => {
  // d(0, 1) = 1 and d(0, 2) = 2 with margin 1; d(1, 0) = 1 and d(1, 2) = 3.
  const x = [[0], [1], [-2]];
  const y = [0, 0, 1];
  const { counts, loss } = reference.batchAllTripletLoss(x, y, { margin: 1 });
  assertEquals([loss, counts.positive, counts.easy], [0, 0, 2]);
  await onEachBackend(async () => {
    const result = losses.batchAllTripletLoss(tf.tensor2d(x), y, { margin: 1 });
    assertEquals(await numberOf(result.counts.positive), 0);
    for (
      const loss of [
        (x: tf.Tensor2D) => losses.batchAllTripletLoss(x, y, { margin: 1 }).loss,
        (x: tf.Tensor2D) => losses.semiHardTripletLoss(x, y, { margin: 1 }).loss,
        (x: tf.Tensor2D) => losses.batchHardTripletLoss(x, y, { margin: 1, rule: "valid" }).loss,
      ]
    ) assertEquals(await gradientOf(loss, x), [0, 0, 0]);
  });
});

Deno.test("policy boundary: equal distances are hard, with margin 0 without a loss", async () => {
  const x = [[0], [1], [-1]];
  const y = [0, 0, 1];
  const at = (margin: number) => reference.batchAllTripletLoss(x, y, { margin }).counts;
  assertEquals(at(0), { valid: 2, positive: 0, easy: 1, semiHard: 0, hard: 1 });
  assertEquals(at(0.5), { valid: 2, positive: 1, easy: 1, semiHard: 0, hard: 1 });
  await onEachBackend(async () => {
    for (const margin of [0, 0.5]) {
      const { counts } = losses.batchAllTripletLoss(tf.tensor2d(x), y, { margin });
      assertEquals(await numberOf(counts.hard), at(margin).hard);
      assertEquals(await numberOf(counts.positive), at(margin).positive);
    }
  });
});

Deno.test("policy ties: the gradient of the hardest is shared equally", async () => {
  // Anchor 0 at the origin; positives at +-2, negatives at +-1: each of the four is one of two
  // ties.
  const x = [[0], [2], [-2], [1], [-1]];
  const y = [0, 0, 0, 1, 1];
  await onEachBackend(async () => {
    const loss = (x: tf.Tensor2D) =>
      losses.batchHardTripletLoss(x, y, { margin: 8, rule: "valid" }).loss;
    const gradient = await gradientOf(loss, x);
    // On point 1: half a pull of anchor 0 (1/2), its own hardest positive -2 at distance 4 (1) and
    // that one's (1), its own negative 1 at distance 1 (-1): 1.5. On point 3: half of anchor 0's
    // negative (-1/2), anchor 1's negative (+1, away from 2), its own positive -1 (1) and that
    // one's (1), and its own negatives 0 and 2, tied at 1 (-1/2 + 1/2): 2.5.
    const wanted = [0, 1.5 + 0.5, -1.5 - 0.5, 2.5, -2.5];
    // Anchors 3 and 4 push with half their weight against points 1 and 2 (and 0, twice, in
    // balance).
    wanted[1] -= 0.5 + 0.5;
    wanted[2] += 0.5 + 0.5;
    const sum = gradient.reduce((a, b) => a + b);
    assertAlmostEquals(sum, 0, 1e-6);
    assertAlmostEquals(gradient[0], 0, 1e-6);
    assertAlmostEquals(gradient[1], -gradient[2], 1e-6);
    assertAlmostEquals(gradient[3], -gradient[4], 1e-6);
    const oracle = sharedGradient(x.flat(), y);
    gradient.forEach((slope, i) => assertAlmostEquals(slope, oracle[i], 1e-6));
  });
});

/**
 * The gradient of batch hard ("valid", nothing clipped) on a line, ties shared, from its
 * definition.
 */
function sharedGradient(x: number[], y: number[]): number[] {
  const gradient = x.map(() => 0);
  const pull = (a: number, among: number[], extreme: (d: number[]) => number, sign: number) => {
    const d = among.map((j) => Math.abs(x[a] - x[j]));
    const tied = among.filter((_, i) => d[i] === extreme(d));
    for (const j of tied) {
      const slope = sign * Math.sign(x[a] - x[j]) / tied.length / x.length;
      gradient[a] += slope;
      gradient[j] -= slope;
    }
  };
  x.forEach((_, a) => {
    const others = x.map((_, j) => j).filter((j) => j !== a);
    pull(a, others.filter((j) => y[j] === y[a]), (d) => Math.max(...d), 1);
    pull(a, others.filter((j) => y[j] !== y[a]), (d) => Math.min(...d), -1);
  });
  return gradient;
}

Deno.test("policy ties: swap's two candidates and the norm of order infinity share too", async () => {
  await onEachBackend(async () => {
    const distance = (x: tf.Tensor2D) =>
      losses.lpDistance(x, tf.zeros([1, 3]), { p: Infinity, eps: 0 }).sum() as tf.Scalar;
    assertEquals(await gradientOf(distance, [[2, -2, 1]]), [0.5, -0.5, 0]);
    // a = 0, p = 4, n = 2: both candidates are 2, and their pulls on n cancel.
    const swapped = (x: tf.Tensor2D) =>
      losses.tripletMarginLoss(
        x.slice([0, 0], [1, 1]),
        x.slice([1, 0], [1, 1]),
        x.slice([2, 0], [1, 1]),
        { swap: true, eps: 0 },
      );
    assertEquals(await gradientOf(swapped, [[0], [4], [2]]), [-0.5, 0.5, 0]);
  });
});

Deno.test("policy duplicated points: distance exactly 0, gradient 0 between them", async () => {
  const point = [0.1, 0.2, 0.3].map(Math.fround);
  const x = [point, point, point, point];
  assertEquals(reference.pairwiseDistances(x).flat(), Array(16).fill(0));
  await onEachBackend(async () => {
    const d = await losses.pairwiseDistances(tf.tensor2d(x)).data();
    assertEquals(Array.from(d), Array(16).fill(0));
    for (const y of [[0, 0, 1, 1], [0, 1, 0, 1]]) {
      const batchAll = (x: tf.Tensor2D) => losses.batchAllTripletLoss(x, y, { margin: 0.5 }).loss;
      assertEquals(await gradientOf(batchAll, x), Array(12).fill(0));
      assertEquals(await numberOf(batchAll(tf.tensor2d(x))), 0.5);
      for (const rule of rules) {
        const hard = (x: tf.Tensor2D) =>
          losses.batchHardTripletLoss(x, y, { margin: 0.5, rule }).loss;
        assertEquals(await gradientOf(hard, x), Array(12).fill(0));
        assertEquals(await numberOf(hard(tf.tensor2d(x))), 0.5);
      }
    }
  });
});

Deno.test("policy duplicated points: lpDistance keeps its eps, the rule 'pytorch' its clamp", async () => {
  await onEachBackend(async () => {
    const zero = tf.zeros<tf.Rank.R2>([1, 4]);
    assertAlmostEquals(await numberOf(losses.lpDistance(zero, zero)), 2e-6, 1e-12);
  });
  assertAlmostEquals(reference.lpDistance([7, 7], [7, 7]), Math.SQRT2 * 1e-6, 1e-18);
});

Deno.test("policy duplicated points: under 'pytorch' points nearer than the clamp do not pull", async () => {
  // 5e-7 apart, below the clamp of 1e-6: only the far negative has a gradient.
  const x = [[0], [5e-7], [1]];
  await onEachBackend(async () => {
    for (const squared of [false, true]) {
      const loss = (x: tf.Tensor2D) =>
        losses.batchHardTripletLoss(x, [0, 0, 1], { margin: 4, squared, rule: "pytorch" }).loss;
      const gradient = await gradientOf(loss, x);
      // Anchors 0 and 1 have negative 2, and anchor 2 has negative 1: slope 1, or 2 d, each over 3.
      const slope = squared ? 2 / 3 : 1 / 3;
      const wanted = [slope, 2 * slope, -3 * slope];
      gradient.forEach((g, i) => assertAlmostEquals(g, wanted[i], 1e-5));
    }
  });
});

Deno.test("policy nothing valid: loss 0, fraction 0, gradient 0", async () => {
  const x = [[0, 1], [2, 3], [4, 5]];
  for (const y of [[1, 1, 1], [1, 2, 3]]) {
    assertEquals(reference.batchAllTripletLoss(x, y, { margin: 1 }), {
      loss: 0,
      fractionPositive: 0,
      counts: { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 },
    });
    await onEachBackend(async () => {
      for (
        const loss of [
          (x: tf.Tensor2D) => losses.batchAllTripletLoss(x, y, { margin: 1 }).loss,
          (x: tf.Tensor2D) => losses.semiHardTripletLoss(x, y, { margin: 1 }).loss,
          (x: tf.Tensor2D) => losses.batchHardTripletLoss(x, y, { margin: 1, rule: "valid" }).loss,
          (x: tf.Tensor2D) => losses.batchCircleLoss(x, y),
          (x: tf.Tensor2D) => losses.batchCircleLoss(x, y, { rule: "per-anchor" }),
        ]
      ) {
        assertEquals(await numberOf(loss(tf.tensor2d(x))), 0);
        assertEquals(await gradientOf(loss, x), Array(6).fill(0));
      }
      const { fractionPositive } = losses.batchAllTripletLoss(tf.tensor2d(x), y, { margin: 1 });
      assertEquals(await numberOf(fractionPositive), 0);
    });
  }
});

Deno.test("policy nothing valid: 'tensorflow' looks collapsed on one class, 'pytorch' is refused", async () => {
  const x = [[0, 1], [2, 3], [4, 5]];
  await onEachBackend(async () => {
    const tensorflow = (x: tf.Tensor2D) =>
      losses.batchHardTripletLoss(x, [1, 1, 1], { margin: 0.3, rule: "tensorflow" }).loss;
    assertAlmostEquals(await numberOf(tensorflow(tf.tensor2d(x))), 0.3, 1e-6);
    // Hardest positive and stand-in are the same distance, so the gradient is 0, as when collapsed.
    for (const slope of await gradientOf(tensorflow, x)) assertAlmostEquals(slope, 0, 1e-6);
    const pytorch = () =>
      losses.batchHardTripletLoss(tf.tensor2d(x), [1, 1, 1], { margin: 0.3, rule: "pytorch" }).loss;
    assertThrows(pytorch, RangeError, "one class only");
  });
  // All distinct: every anchor is lone, and enters with d(a, p) = 0.
  const lone =
    reference.batchHardTripletLoss([[0], [1], [3]], [1, 2, 3], { margin: 1.5, rule: "tensorflow" })
      .loss;
  assertEquals(lone, (0.5 + 0.5 + 0) / 3);
  assert(
    reference.batchHardTripletLoss([[0], [1], [3]], [1, 2, 3], { margin: 1.5, rule: "valid" })
      .loss ===
      0,
  );
});

/**
 * The traps of a plain TensorFlow.js port. Each test first shows the plain version fall into one,
 * then that the library does not: should TensorFlow.js mend one, its test will say so.
 */
import { assert, assertAlmostEquals, assertEquals, assertFalse } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  l2Normalize,
  lpDistance,
  naiveTripletLoss,
  pairwiseDistances,
  tripletMarginLoss,
} from "#lib/losses/mod.ts";
import { checkBatch } from "#lib/losses/internal/check_input.ts";
import { fusedLoss } from "#lib/losses/internal/mined_loss.ts";
import { circle } from "#lib/operators/mod.ts";
import { onHostBackends } from "./backends.ts";
import * as reference from "#lib/reference/mod.ts";

const isFinite = (numbers: ArrayLike<number>): boolean =>
  Array.from(numbers).every(Number.isFinite);

async function gradientOf(f: (x: tf.Tensor2D) => tf.Tensor, x: number[][]): Promise<number[][]> {
  const gradient = tf.grad((x: tf.Tensor) => f(x as tf.Tensor2D))(tf.tensor2d(x));
  return await gradient.array() as number[][];
}

/** The distances of article 2 without its mask. */
function plainDistances(x: tf.Tensor2D): tf.Tensor2D {
  const norms = x.square().sum(1);
  const gram = tf.matMul(x, x, false, true);
  const squares = norms.expandDims(1).add(norms.expandDims(0)).sub(gram.mul(2));
  return squares.maximum(0).sqrt() as tf.Tensor2D;
}

Deno.test("pairwiseDistances: the root's gradient at 0 is infinite, and NaN times 0 spreads", async () => {
  const x = [[0, 0], [0, 0], [3, 4]];
  await onHostBackends(async () => {
    assertFalse(isFinite((await gradientOf((x) => plainDistances(x).sum(), x)).flat()));
    const ours = await gradientOf((x) => pairwiseDistances(x).sum(), x);
    // Each point is pulled twice by the far one, and by nothing else.
    const pull = [-2 * 0.6, -2 * 0.8];
    const wanted = [pull, pull, [4 * 0.6, 4 * 0.8]];
    ours.flat().forEach((g, i) => assertAlmostEquals(g, wanted.flat()[i], 1e-6));
  });
});

Deno.test("batchAllTripletLoss and batchHardTripletLoss have a finite gradient at duplicated points", async () => {
  const x = [[1, 1], [1, 1], [1, 1], [2, 0]];
  const y = [0, 0, 1, 1];
  await onHostBackends(async () => {
    for (const squared of [false, true]) {
      const options = { margin: 0.5, squared };
      assert(
        isFinite((await gradientOf((x) => batchAllTripletLoss(x, y, options).loss, x)).flat()),
      );
      for (const rule of ["tensorflow", "pytorch", "valid"] as const) {
        const hard = (x: tf.Tensor2D) => batchHardTripletLoss(x, y, { ...options, rule }).loss;
        assert(isFinite((await gradientOf(hard, x)).flat()));
      }
    }
  });
});

Deno.test("lpDistance: the norm's gradient at 0 is NaN", async () => {
  await onHostBackends(async () => {
    const x = [[0, 0]];
    assertFalse(isFinite((await gradientOf((x) => x.norm(2, 1).sum(), x)).flat()));
    for (const p of [1, 1.5, 2, 3, Infinity]) {
      const ours = await gradientOf((x) => lpDistance(x, tf.zeros([1, 2]), { p, eps: 0 }).sum(), x);
      assertEquals(ours.flat().map(Math.abs), [0, 0]);
    }
  });
});

Deno.test("l2Normalize: dividing by the norm gives a row of zeros a gradient of NaN", async () => {
  const x = [[0, 0], [3, 4]];
  await onHostBackends(async () => {
    const plain = (x: tf.Tensor2D) => x.div(x.norm(2, 1, true).maximum(1e-12)).sum();
    assertFalse(isFinite((await gradientOf(plain, x)).flat()));
    const ours = await gradientOf((x) => l2Normalize(x).sum(), x);
    assertEquals(ours[0].map(Math.abs), [0, 0]);
    // (1 - (u . 1) u) / 5 with u = (0.6, 0.8).
    assertAlmostEquals(ours[1][0], (1 - 1.4 * 0.6) / 5, 1e-6);
    assertAlmostEquals(ours[1][1], (1 - 1.4 * 0.8) / 5, 1e-6);
    const circle = (x: tf.Tensor2D) => batchCircleLoss(x, [0, 0]);
    assert(isFinite((await gradientOf(circle, x)).flat()));
  });
});

Deno.test("batchCircleLoss: rows of length 1 in float32 lose the gradient of points that collapsed", async () => {
  const x = Array.from(
    { length: 16 },
    (_, i) => Array.from({ length: 8 }, (_, k) => Math.fround(1 + 1e-4 * Math.sin(i * i + 3 * k))),
  );
  const y = x.map((_, i) => i % 4);
  const flat = Float32Array.from(x.flat());
  await onHostBackends(async () => {
    for (const rule of ["pooled", "per-anchor"] as const) {
      const options = { dim: 8, rule, gradient: true, engine: "plain" } as const;
      const { gradient: want } = circle(flat, Int32Array.from(y), { ...options, normalize: true });
      const most = Math.max(...want!.map(Math.abs));
      const error = (got: number[][]) =>
        Math.max(...got.flat().map((g, i) => Math.abs(g - want![i]))) / most;
      const ofUnitRows = (x: tf.Tensor2D) => {
        const unit = l2Normalize(x);
        return fusedLoss(unit, checkBatch(unit, y), (u, labels, more) => {
          return circle(u, labels, { ...options, ...more });
        })!;
      };
      assert(error(await gradientOf((x) => ofUnitRows(x).loss, x)) > 1e-4);
      assert(error(await gradientOf((x) => batchCircleLoss(x, y, { rule }), x)) < 1e-6);
    }
  });
});

Deno.test("batchHardTripletLoss: a maximum hands the whole gradient to each of its ties", async () => {
  await onHostBackends(async () => {
    const plain = await gradientOf((x) => x.max(1).sum(), [[2, 2, 1]]);
    assertEquals(plain, [[1, 1, 0]]);

    // Anchor 0 has two farthest positives, 1 and 2, both at 3; its negatives 3 and 4 are both at 2.
    const x = [[0, 0], [3, 0], [-3, 0], [0, 2], [0, -2]];
    const options = { margin: 10, rule: "valid" } as const;
    const gradient = await gradientOf(
      (x) => batchHardTripletLoss(x, [0, 0, 0, 1, 1], options).loss,
      x,
    );
    // Of anchor 0 each tie has half: 1/2 outwards on 1, 1/2 inwards on 3. Anchors 1 and 2 have each
    // other at 6 and both negatives at sqrt(13); anchors 3 and 4 have each other at 4, negative 0
    // at 2.
    const r = Math.sqrt(13);
    const onPoint1 = (0.5 + 2 - 2 * 0.5 * (3 / r) - 0) / 5;
    assertAlmostEquals(gradient[1][0], onPoint1, 1e-5);
    assertAlmostEquals(gradient[2][0], -onPoint1, 1e-5);
    assertAlmostEquals(gradient[1][1], 0, 1e-6);
    assertAlmostEquals(gradient[0][0], 0, 1e-6);
    assertAlmostEquals(gradient[0][1], 0, 1e-6);
    const onPoint3 = (2 - 0.5 - 1 - 2 * 0.5 * (2 / r)) / 5;
    assertAlmostEquals(gradient[3][1], onPoint3, 1e-5);
  });
});

Deno.test("tripletMarginLoss: maximum(x, 0) has slope 1 at 0, the hinge has 0", async () => {
  // d(a, p) = 1, d(a, n) = 2, margin 1: the loss is exactly 0.
  const triplet = (x: tf.Tensor2D) =>
    [0, 1, 2].map((i) => x.slice([i, 0], [1, 1])) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const x = [[0], [1], [2]];
  await onHostBackends(async () => {
    assertEquals(await gradientOf((x) => x.maximum(0).sum(), [[0]]), [[1]]);
    for (
      const loss of [
        (x: tf.Tensor2D) => tripletMarginLoss(...triplet(x), { eps: 0 }),
        (x: tf.Tensor2D) => naiveTripletLoss(...triplet(x), { margin: 3 }),
        (x: tf.Tensor2D) => batchAllTripletLoss(x, [0, 0, 1], { margin: 0 }).loss,
      ]
    ) {
      assertEquals((await gradientOf(loss, x)).flat().map(Math.abs), [0, 0, 0]);
    }
  });
});

Deno.test("tripletMarginLoss with swap shares the gradient where both candidates tie", async () => {
  // a = 0, p = 4, n = 2: d(a, n) = d(p, n) = 2, and n stands still between the two.
  await onHostBackends(async () => {
    const loss = (x: tf.Tensor2D) =>
      tripletMarginLoss(
        x.slice([0, 0], [1, 1]),
        x.slice([1, 0], [1, 1]),
        x.slice([2, 0], [1, 1]),
        { swap: true, eps: 0 },
      );
    assertEquals(await gradientOf(loss, [[0], [4], [2]]), [[-0.5], [0.5], [0]]);
  });
});

Deno.test("circleLoss: logSumExp of nothing is NaN", async () => {
  await onHostBackends(async () => {
    const nothing = await tf.logSumExp(tf.tensor1d([-Infinity, -Infinity])).data();
    assert(Number.isNaN(nothing[0]));
    for (const rule of ["pooled", "per-anchor"] as const) {
      for (const y of [[1, 1, 1], [1, 2, 3]]) {
        const loss = (x: tf.Tensor2D) => batchCircleLoss(x, y, { rule });
        const x = [[1, 0], [0, 1], [1, 1]];
        assertEquals((await loss(tf.tensor2d(x)).data())[0], 0);
        assertEquals((await gradientOf(loss, x)).flat().map(Math.abs), [0, 0, 0, 0, 0, 0]);
      }
    }
    const [sp, sn] = [tf.tensor1d([]), tf.tensor1d([0.5])];
    assertEquals((await circleLoss(sp, sn).data())[0], 0);
    const [, toSn] = tf.grads((sp, sn) => circleLoss(sp as tf.Tensor1D, sn as tf.Tensor1D))([
      sp,
      sn,
    ]);
    assertEquals(Array.from(await toSn.data(), Math.abs), [0]);
  });
});

Deno.test("tripletMarginLoss with soft: log1p of a large exponential overflows", async () => {
  const apart = (distance: number) =>
    [[[0]], [[distance]], [[0]]].map((x) => tf.tensor2d(x)) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
  await onHostBackends(async () => {
    assertEquals((await tf.scalar(1000).exp().log1p().data())[0], Infinity);
    const options = { soft: true, margin: 0, eps: 0 };
    assertEquals((await tripletMarginLoss(...apart(1000), options).data())[0], 1000);
    const gradient = tf.grad((p) => {
      const [a, , n] = apart(0);
      return tripletMarginLoss(a, p as tf.Tensor2D, n, options);
    })(tf.tensor2d([[1000]]));
    assertEquals(Array.from(await gradient.data()), [1]);
  });
});

Deno.test("tripletMarginLoss with soft keeps the small end, where log(1 + u) in float32 has lost it", async () => {
  await onHostBackends(async () => {
    const [a, p, n] = [[[0]], [[0]], [[30]]].map((x) => tf.tensor2d(x));
    assertEquals((await tf.scalar(-30).exp().add(1).log().data())[0], 0);
    const loss = await tripletMarginLoss(a, p, n, { soft: true, margin: 0, eps: 0 }).data();
    assertAlmostEquals(loss[0] / Math.exp(-30), 1, 1e-5);
  });
});

Deno.test("batch losses: whole numbers that toFloat() makes float32 stay an Int32Array on cpu", async () => {
  assert(await tf.setBackend("cpu"));
  const whole = [[0, 1], [2, 0], [1, 1], [3, 1]], labels = [0, 0, 1, 1];
  const made = () => tf.tensor2d(whole, [4, 2], "int32").toFloat();
  assertFalse((made().dataSync() as unknown) instanceof Float32Array);
  for (const loss of [batchAllTripletLoss, batchHardTripletLoss]) {
    const of = (x: tf.Tensor2D) => loss(x, labels, { margin: 5 }).loss.dataSync()[0];
    assertEquals(of(made()), of(tf.tensor2d(whole)));
  }
  const gaps = (x: tf.Tensor2D) => pairwiseDistances(x).dataSync();
  assertEquals(gaps(made()), gaps(tf.tensor2d(whole)));
  const ofCircle = (x: tf.Tensor2D) => batchCircleLoss(x, labels).dataSync()[0];
  assertEquals(ofCircle(made()), ofCircle(tf.tensor2d(whole)));
});

Deno.test("batchAllTripletLoss: nothing valid is 0, where the plain fraction is 0 / 0", async () => {
  await onHostBackends(async () => {
    assert(Number.isNaN((await tf.scalar(0).div(tf.scalar(0)).data())[0]));
    const x = [[1, 2], [3, 4], [5, 6]];
    for (const y of [[1, 1, 1], [1, 2, 3]]) {
      const { loss, fractionPositive } = batchAllTripletLoss(tf.tensor2d(x), y, { margin: 1 });
      assertEquals([(await loss.data())[0], (await fractionPositive.data())[0]], [0, 0]);
      const gradient = await gradientOf((x) => batchAllTripletLoss(x, y, { margin: 1 }).loss, x);
      assertEquals(gradient.flat().map(Math.abs), [0, 0, 0, 0, 0, 0]);
    }
  });
});

Deno.test("pairwiseDistances: a Gram matrix in float32 has no digit left for close points", async () => {
  const x = [[1000, 0], [1000.0625, 0]];
  await onHostBackends(async () => {
    const plain = (await plainDistances(tf.tensor2d(x)).array())[0][1];
    assert(Math.abs(plain - 0.0625) > 0.01, `${plain} should be far off`);
    assertEquals((await pairwiseDistances(tf.tensor2d(x)).array())[0][1], 0.0625);
  });
});

Deno.test("batchHardTripletLoss 'pytorch': comparing on the gradient path throws, the clamp does not", async () => {
  await onHostBackends(async () => {
    const plain = (x: tf.Tensor2D) => tf.where(x.greater(1), x, tf.onesLike(x)).sum();
    let thrown = false;
    try {
      await gradientOf(plain, [[0, 2]]);
    } catch {
      thrown = true;
    }
    assert(thrown);
    const loss = (x: tf.Tensor2D) =>
      batchHardTripletLoss(x, [0, 1], { margin: 9, rule: "pytorch" }).loss;
    // Both anchors push the other away: (1e-6 - d + 9), each with half the weight.
    assertEquals(await gradientOf(loss, [[0], [2]]), [[1], [-1]]);
  });
});

Deno.test("the mean of smooth losses above 0 counts those that float32 rounds to 0", async () => {
  await tf.setBackend("cpu");
  const rows = [[[0], [0]], [[900], [0]], [[0], [200]]];
  const [a, p, n] = rows.map((x) => tf.tensor2d(x));
  const options = { soft: true, margin: 0, eps: 0, reduction: "mean-non-zero" } as const;
  const expected = reference.tripletMarginLoss(rows[0], rows[1], rows[2], options);
  assertEquals(expected, 450);
  assertEquals((await tripletMarginLoss(a, p, n, options).data())[0], expected);
});

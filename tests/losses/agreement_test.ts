import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
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
import { numberOf, onEachBackend, onFastBackends, valueAndGradient } from "./backends.ts";
import { type Case, circleCases, givenCases, minedCases } from "./cases.ts";

/** Value within 1e-4 and gradient within 1e-3 of the float64 loop, relative to their size. */
async function agrees(
  test: Case,
  y: number[],
  x: number[][],
  { step = 1e-6, backend = "" } = {},
): Promise<void> {
  const where = `${test.name} on ${backend}`;
  const { value, gradient } = await valueAndGradient((x) => test.tensor(x, y), x);
  const wanted = test.loop(x, y);
  assertAlmostEquals(value, wanted, 1e-4 * Math.abs(wanted), where);
  const f = test.frozen?.(x, y) ?? ((x: number[][]) => test.loop(x, y));
  const error = relativeError(gradient, centralDifferences(f, x, step));
  assert(error < 1e-3, `${where}: gradient off by ${error}`);
}

const float32 = (x: number[][]): number[][] => x.map((row) => row.map(Math.fround));

Deno.test("losses agree with the loops on an ordinary batch, in value and gradient", async () => {
  const x = randomBatch(1, 10, 4);
  const y = shuffledLabels(1, 10, 3);
  await onEachBackend(async (backend) => {
    for (const test of [...minedCases(), ...circleCases([{}, { m: 0.4, gamma: 80 }])]) {
      await agrees(test, y, x, { backend });
    }
  });
});

Deno.test("losses agree with the loops on given triplets, for every p, swap and reduction", async () => {
  const x = randomBatch(2, 12, 5);
  await onEachBackend(async (backend) => {
    for (const test of givenCases()) await agrees(test, [], x, { backend });
  });
});

Deno.test("losses agree with the loops in one dimension", async () => {
  const x = randomBatch(3, 9, 1);
  const y = shuffledLabels(3, 9, 3);
  await onEachBackend(async (backend) => {
    for (const test of minedCases()) await agrees(test, y, x, { backend });
  });
});

Deno.test("losses agree with the loops at an offset of 1e4", async () => {
  const x = float32(randomBatch(4, 9, 6).map((row) => row.map((v) => 1e4 + v)));
  const y = shuffledLabels(4, 9, 3);
  await onEachBackend(async (backend) => {
    for (const test of minedCases()) {
      // From the origin they lie 1e-4 apart: float32 holds such directions to three digits.
      if (!test.name.includes("cosine")) await agrees(test, y, x, { backend });
    }
    for (const test of givenCases()) {
      if (!test.name.includes("cosine")) await agrees(test, y, x, { backend });
    }
  });
});

Deno.test("losses agree with the loops at scales of 1e-6 and 1e6", async () => {
  const y = shuffledLabels(5, 9, 3);
  await onEachBackend(async (backend) => {
    for (const scale of [1e-6, 1e6]) {
      const x = float32(randomBatch(5, 9, 6).map((row) => row.map((v) => scale * v)));
      for (const test of minedCases(scale)) {
        // The clamp of article 4 stands at 1e-6, in the middle of these distances.
        if (scale < 1 && test.name.includes("pytorch")) continue;
        // softplus knows no scale: its central differences drown in log 2, or meet a step.
        if (test.name.includes("soft")) continue;
        await agrees(test, y, x, { step: 1e-5 * scale, backend });
      }
    }
  });
});

Deno.test("losses agree with the loops in classes that have collapsed to 1e-4", async () => {
  const centres = randomBatch(6, 3, 4);
  const y = shuffledLabels(6, 12, 4);
  const noise = randomBatch(7, 12, 4);
  const x = float32(noise.map((row, i) => row.map((v, k) => centres[y[i]][k] + 1e-4 * v)));
  const margin = 3;
  const options = { margin, rule: "valid" } as const;
  await onEachBackend(async (backend) => {
    for (
      const test of [
        {
          name: "batch all",
          tensor: (x, y) => losses.batchAllTripletLoss(x, y, { margin }).loss,
          loop: (x, y) => reference.batchAllTripletLoss(x, y, { margin }).loss,
        },
        {
          name: "batch hard",
          tensor: (x, y) => losses.batchHardTripletLoss(x, y, options).loss,
          loop: (x, y) => reference.batchHardTripletLoss(x, y, options).loss,
        },
      ] satisfies Case[]
    ) await agrees(test, y, x, { step: 1e-8, backend });
  });
});

Deno.test("losses agree with the loops on CircleLoss at gamma 1000, and on rows of any length", async () => {
  const y = shuffledLabels(8, 10, 3);
  const x = float32(randomBatch(8, 10, 4).map((row, i) => row.map((v) => v * 10 ** (i - 5))));
  await onEachBackend(async (backend) => {
    for (const test of circleCases([{ gamma: 1000 }])) {
      const { value, gradient } = await valueAndGradient((x) => test.tensor(x, y), x);
      assertAlmostEquals(
        value,
        test.loop(x, y),
        1e-4 * test.loop(x, y),
        `${test.name}, ${backend}`,
      );
      // Each row's gradient goes with 1 / length: compared row by row.
      const f = test.frozen!(x, y);
      gradient.forEach((row, i) => {
        const step = 1e-7 * 10 ** (i - 5);
        const wanted = row.map((_, k) => {
          const moved = (by: number) =>
            f(x.map((r, j) => j === i ? r.map((v, l) => l === k ? v + by : v) : r));
          return (moved(step) - moved(-step)) / (2 * step);
        });
        const error = relativeError([row], [wanted]);
        assert(error < 1e-3, `${test.name}, row ${i} on ${backend}: ${error}`);
      });
    }
  });
});

Deno.test("losses agree with the loops on 256 x 128 unit vectors, along random directions", async () => {
  const x = float32(reference.l2Normalize(randomBatch(9, 256, 128)));
  const y = shuffledLabels(9, 256, 4);
  const next = randomNumbers(10);
  const direction = x.map((row) => row.map(next));
  // Short, as the semi-hard loss jumps where one of its 190,000 triplets turns hard.
  const step = 1e-8;
  const moved = (by: number) => x.map((row, i) => row.map((v, k) => v + by * direction[i][k]));
  const chosen = [
    ...minedCases().filter(({ name }) =>
      [
        "batch all, mean-non-zero",
        "batch hard, valid",
        "semi-hard, all",
        "semi-hard, nearest",
        "batch all, mean, squared",
      ]
        .includes(name)
    ),
  ];
  for (const test of chosen) {
    const slope = (test.loop(moved(step), y) - test.loop(moved(-step), y)) / (2 * step);
    const wanted = test.loop(x, y);
    await onFastBackends(async (backend) => {
      const { value, gradient } = await valueAndGradient((x) => test.tensor(x, y), x);
      assertAlmostEquals(value, wanted, 1e-4 * wanted, `${test.name} on ${backend}`);
      const along = gradient.reduce(
        (sum, row, i) => row.reduce((s, g, k) => s + g * direction[i][k], sum),
        0,
      );
      assertAlmostEquals(along, slope, 1e-3 * Math.abs(slope), `${test.name} on ${backend}`);
    });
  }
});

Deno.test("mined losses on tensors count as the loop does", async () => {
  const x = randomBatch(11, 12, 3);
  const y = shuffledLabels(11, 12, 3);
  const alone = [...y.slice(0, -1), 99];
  const margin = 0.4;
  const cases = [
    (at: typeof reference, x: number[][]) => at.batchAllTripletLoss(x, y, { margin }),
    ...(["tensorflow", "pytorch", "valid"] as const).flatMap((rule) =>
      [false, true].map((soft) => (at: typeof reference, x: number[][]) =>
        at.batchHardTripletLoss(x, alone, { margin, rule, soft })
      )
    ),
    ...(["all", "nearest", "random"] as const).map(
      (rule) => (at: typeof reference, x: number[][]) =>
        at.semiHardTripletLoss(x, alone, { margin, rule, seed: 5 }),
    ),
  ];
  await onEachBackend(async () => {
    for (const count of cases) {
      const wanted = count(reference, x);
      // The functions on tensors have the names, arguments and options of the loops.
      const got = count(
        losses as unknown as typeof reference,
        tf.tensor2d(x) as unknown as number[][],
      ) as unknown as losses.TripletLossTensors;
      assertAlmostEquals(await numberOf(got.fractionPositive), wanted.fractionPositive, 1e-6);
      for (const kind of ["valid", "positive", "easy", "semiHard", "hard"] as const) {
        assertEquals(await numberOf(got.counts[kind]), wanted.counts[kind], kind);
      }
    }
  });
});

Deno.test("similarityPairs and circleLoss on tensors are article 5's two steps", async () => {
  const x = randomBatch(12, 8, 4);
  const y = [0, 0, 0, 1, 1, 2, 2, 3];
  const wanted = reference.similarityPairs(reference.l2Normalize(x), y);
  const frozen = circleCases([{ gamma: 64 }])[0].frozen!(x, y);
  await onEachBackend(async () => {
    const { sp, sn } = losses.similarityPairs(losses.l2Normalize(tf.tensor2d(x)), y);
    const [positives, negatives] = [await sp.array(), await sn.array()];
    positives.forEach((s, i) => assertAlmostEquals(s, wanted.sp[i], 1e-6));
    negatives.forEach((s, i) => assertAlmostEquals(s, wanted.sn[i], 1e-6));
    assertEquals([positives.length, negatives.length], [wanted.sp.length, wanted.sn.length]);

    const { value, gradient } = await valueAndGradient((x) => {
      const { sp, sn } = losses.similarityPairs(losses.l2Normalize(x), y);
      return losses.circleLoss(sp, sn, { gamma: 64 });
    }, x);
    const loss = reference.circleLoss(wanted.sp, wanted.sn, { gamma: 64 });
    assertAlmostEquals(value, loss, 1e-4 * loss);
    assert(relativeError(gradient, centralDifferences(frozen, x)) < 1e-3);
  });
});

Deno.test("circleLoss on tensors has the closed gradient sigmoid(z) softmax_j gamma a_j", async () => {
  const sp = [0.6, 0.3];
  const sn = [0.5, 0.2, -0.5];
  const [m, gamma] = [0.25, 8];
  const an = sn.map((s) => Math.max(s + m, 0));
  const ap = sp.map((s) => 1 + m - s);
  const en = sn.map((s, j) => Math.exp(gamma * an[j] * (s - m)));
  const ep = sp.map((s, i) => Math.exp(-gamma * ap[i] * (s - (1 - m))));
  const [n, p] = [en.reduce((a, b) => a + b), ep.reduce((a, b) => a + b)];
  const sigmoid = (n * p) / (1 + n * p);
  await onEachBackend(async () => {
    const [toSp, toSn] = tf.grads((sp, sn) =>
      losses.circleLoss(sp as tf.Tensor1D, sn as tf.Tensor1D, { m, gamma })
    )([tf.tensor1d(sp), tf.tensor1d(sn)]);
    (await toSp.data()).forEach((g, i) =>
      assertAlmostEquals(g, -sigmoid * ep[i] / p * gamma * ap[i], 1e-4)
    );
    (await toSn.data()).forEach((g, j) =>
      assertAlmostEquals(g, sigmoid * en[j] / n * gamma * an[j], 1e-4)
    );
  });
});

Deno.test("pairwiseDistances and masks on tensors equal the loops'", async () => {
  const x = randomBatch(13, 7, 3);
  const y = [3, 3, -1, 5, 3, -1, 9];
  await onEachBackend(async () => {
    for (const squared of [false, true]) {
      const d = await losses.pairwiseDistances(tf.tensor2d(x), { squared }).array();
      const wanted = reference.pairwiseDistances(x, { squared });
      d.forEach((row, i) => row.forEach((v, j) => assertAlmostEquals(v, wanted[i][j], 1e-6)));
    }
    const bits = (mask: boolean[][]) => mask.map((row) => row.map(Number));
    assertEquals(
      await losses.anchorPositiveMask(y).array(),
      bits(reference.anchorPositiveMask(y)),
    );
    assertEquals(
      await losses.anchorNegativeMask(y).array(),
      bits(reference.anchorNegativeMask(y)),
    );
    assertEquals(await losses.tripletMask(y).array(), reference.tripletMask(y).map(bits));
  });
});

Deno.test("losses take labels as numbers, typed arrays and tensors alike", async () => {
  const x = randomBatch(14, 6, 2);
  const y = [4, 4, 7, 7, 4, 2];
  const huge = y.map((label) => label * 2 ** 40 - 1);
  await onEachBackend(async (backend) => {
    const points = tf.tensor2d(x);
    const values = await Promise.all(
      [
        y,
        huge,
        Int32Array.from(y),
        Uint8Array.from(y),
        tf.tensor1d(y, "int32"),
        // What float32 may have rounded can be seen by the host alone.
        ...(["device", "webgpu"].includes(backend) ? [] : [tf.tensor1d(y)]),
      ].map((labels) =>
        numberOf(losses.batchHardTripletLoss(points, labels, { margin: 0.5, rule: "valid" }).loss)
      ),
    );
    for (const value of values) assertEquals(value, values[0]);
  });
});

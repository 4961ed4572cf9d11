/**
 * What the WGSL programs must do, by name. Run as a program (`webgpu_test.ts` does), it says in one
 * line of JSON what came of each: a process of its own, as TensorFlow's library and a graphics
 * driver in one process have not always ended well.
 */
import * as tf from "@tensorflow/tfjs";
import { batchAllTripletLoss, semiHardTripletLoss } from "#lib/losses/mod.ts";
import { semiHard } from "#lib/operators/semi_hard.ts";
import { distancesOnWebgpu } from "#lib/operators/webgpu/distances_on_webgpu.ts";
import { tripletsOnWebgpu } from "#lib/operators/webgpu/triplets_on_webgpu.ts";
import * as reference from "#lib/reference/mod.ts";
import { randomBatch, randomNumbers, relativeError } from "../../reference/oracles.ts";
import { sayChecks } from "../../support/gpu_checks.ts";
import { assert, assertAlmostEquals, assertEquals } from "../../support/node_assert.ts";
import { gradientOf, loopOverDistances } from "./loops.ts";

interface Options {
  margin: number;
  squared?: boolean;
}

/** Loss, fraction, counts and gradient on the device, read asynchronously. */
async function onDevice(labels: number[] | tf.Tensor1D, x: number[][], options: Options) {
  const points = tf.tensor2d(x.flat(), [x.length, x[0]?.length ?? 3]);
  const { loss, fractionPositive, counts } = batchAllTripletLoss(points, labels, options);
  const pull = tf.grad((moved: tf.Tensor) =>
    batchAllTripletLoss(moved as tf.Tensor2D, labels, options).loss
  )(points);
  const number = async (scalar: tf.Tensor): Promise<number> => (await scalar.data())[0];
  const result = {
    loss: await number(loss),
    fraction: await number(fractionPositive),
    counts: {
      valid: await number(counts.valid),
      positive: await number(counts.positive),
      easy: await number(counts.easy),
      semiHard: await number(counts.semiHard),
      hard: await number(counts.hard),
    },
    types: Object.values(counts).map(({ dtype }) => dtype),
    gradient: await pull.array() as number[][],
  };
  tf.dispose([points, loss, fractionPositive, Object.values(counts), pull]);
  return result;
}

/** The distances as the device has them. */
async function distancesOf(x: number[][], squared: boolean): Promise<ArrayLike<number>> {
  const points = tf.tensor2d(x);
  const distances = distancesOnWebgpu(points, squared);
  const d = await distances.data();
  tf.dispose([points, distances]);
  return d;
}

/**
 * Compares a batch with `lib/reference` in value and counts, and with loops in gradient. Where the
 * coordinates are of any size, float32 may round one distance past another, and a few triplets fall
 * elsewhere than in float64: with `rounded` they may, and equal the loops on the device's distances.
 */
async function compare(
  where: string,
  labels: number[],
  x: number[][],
  { margin, squared = false }: Options,
  { tolerance = 1e-6, rounded = false } = {},
): Promise<void> {
  const got = await onDevice(labels, x, { margin, squared });
  const wanted = reference.batchAllTripletLoss(x, labels, { margin, squared });
  const d = reference.pairwiseDistances(x, { squared }).flat();
  const looped = loopOverDistances(rounded ? await distancesOf(x, squared) : d, labels, margin);
  assertEquals(got.counts, looped.counts, where);
  const apart = Math.abs(got.counts.positive - wanted.counts.positive) +
    Math.abs(got.counts.hard - wanted.counts.hard);
  const share = rounded ? 1 + wanted.counts.valid * 1e-5 : 0;
  assert(apart <= share, `${where}: ${apart} triplets elsewhere than in float64`);
  assert(got.types.every((type) => type === "int32"), `${where}: counts are ${got.types}`);

  const { positive, valid } = got.counts;
  assertAlmostEquals(got.fraction, positive / Math.max(valid, 1), 1e-7, where);
  // A loss is a difference of distances, which float32 holds to their own last digits.
  const scale = d.reduce((x, y) => Math.max(x, y), 0) + margin;
  assertAlmostEquals(got.loss, looped.loss, tolerance * scale, where);
  assertAlmostEquals(got.loss, wanted.loss, (rounded ? 1e-4 : tolerance) * scale, where);
  const gradient = gradientOf(x, d, looped.slopes, squared)
    .map((row) => row.map((v) => v / Math.max(positive, 1)));
  const error = relativeError(got.gradient, gradient);
  assert(error <= tolerance, `${where}: gradient off by ${error}`);
}

const someLabels = (seed: number, rows: number, classes: number): number[] => {
  const next = randomNumbers(seed);
  return Array.from({ length: rows }, () => Math.floor((next() + 1) / 2 * classes) * 7 - 3);
};

const onGrid = (seed: number, rows: number, columns: number): number[][] =>
  randomBatch(seed, rows, columns).map((row) => row.map((v) => Math.round(v * 2)));

export const checks: Record<string, () => Promise<void>> = {
  "equals the reference for batches around the size of a workgroup": async () => {
    let seed = 1;
    for (const rows of [1, 2, 3, 31, 63, 64, 65, 130]) {
      for (const [columns, classes, margin] of [[1, 2, 0.2], [17, 5, 0.5], [128, rows, 0.2]]) {
        for (const squared of [false, true]) {
          const x = randomBatch(++seed, rows, columns);
          const where = `B = ${rows}, D = ${columns}, ${classes} classes, squared ${squared}`;
          const y = someLabels(seed, rows, classes);
          await compare(where, y, x, { margin, squared }, { rounded: true });
        }
      }
    }
  },

  "equals the reference on a grid, where everything ties": async () => {
    for (const [seed, rows, columns, classes] of [[1, 40, 1, 2], [2, 70, 2, 9], [3, 65, 3, 4]]) {
      for (const squared of [false, true]) {
        for (const margin of [0, 1, 2]) {
          const where = `B = ${rows}, D = ${columns}, margin ${margin}, squared ${squared}`;
          const x = onGrid(seed, rows, columns);
          await compare(where, someLabels(seed, rows, classes), x, { margin, squared });
        }
      }
    }
  },

  "gives nothing for no points, one point, one class and lone points": async () => {
    const x = randomBatch(4, 5, 3);
    const batches = { none: [], one: [3], "one class": [1, 1, 1, 1, 1], lone: [1, 2, 3, 4, 5] };
    for (const [where, labels] of Object.entries(batches)) {
      const points = x.slice(0, labels.length);
      const got = await onDevice(labels, points, { margin: 0.2 });
      assertEquals([got.loss, got.fraction], [0, 0], where);
      assertEquals(Object.values(got.counts), [0, 0, 0, 0, 0], where);
      assert(got.gradient.flat().every((v) => v === 0), where);
    }
  },

  "keeps its gradient on batches that collapse or lie far away": async () => {
    const labels = someLabels(5, 64, 16);
    const shrunk = (to: number, at: number): number[][] =>
      randomBatch(6, 64, 32).map((row) => row.map((v) => Math.fround(at + v * to)));
    const centres = randomBatch(7, 120, 32);
    const classes = randomBatch(8, 64, 32)
      .map((row, i) => row.map((v, k) => Math.fround(centres[labels[i] + 3][k] + v * 1e-4)));
    const options = { margin: 0.2 };
    await compare("within 1e-2", labels, shrunk(1e-2, 0), options, { tolerance: 1e-5 });
    await compare("within 1e-4", labels, shrunk(1e-4, 0), options, { tolerance: 1e-5 });
    await compare("within 1e-4 of 1", labels, shrunk(1e-4, 1), options, { tolerance: 1e-5 });
    await compare("within 1e-18", labels, shrunk(1e-18, 0), options, { tolerance: 1e-5 });
    await compare("around 1000", labels, shrunk(1, 1000), options, { tolerance: 1e-5 });
    await compare("collapsed classes", labels, classes, { margin: 20 }, { tolerance: 1e-5 });
    const twice = randomBatch(9, 32, 5).flatMap((row) => [row, row]);
    await compare("every point twice", labels, twice, options);
  },

  "gives whole numbers their whole distances": async () => {
    const x = tf.tensor2d([[0, 0], [3, 4], [-9, 40], [20, 21], [1e6, 0]]);
    const d = await distancesOnWebgpu(x, false).array();
    assertEquals(d[0], [0, 5, 41, 29, 1e6]);
    x.dispose();
  },

  "gives both ends of a pair the same distance, right to float32's last digits": async () => {
    for (const [rows, columns] of [[1, 1], [5, 2], [66, 19], [35, 300]]) {
      const x = randomBatch(rows, rows, columns);
      for (const squared of [false, true]) {
        const d = await distancesOf(x, squared);
        const wanted = reference.pairwiseDistances(x, { squared });
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            const [one, other] = [d[i * rows + j], d[j * rows + i]];
            assertEquals(one, other, `${i}, ${j} of ${rows}`);
            assertAlmostEquals(one, wanted[i][j], 1e-6 * wanted[i][j], `${i}, ${j} of ${rows}`);
          }
        }
      }
    }
  },

  "decides equality as float64 does on the same distances": async () => {
    // Tenths in float32, with margins that are tenths in float64: float32 sums go wrong on these.
    let apart = 0;
    for (const [seed, margin] of [[1, 0.7], [2, 0.2], [3, 0.3], [4, 1e-9], [5, 0], [6, 1.1]]) {
      const next = randomNumbers(seed);
      const rows = 48;
      const labels = someLabels(seed, rows, 5);
      const d = Float32Array.from({ length: rows * rows }, () => Math.round((next() + 1) * 8) / 10);
      for (const over of ["positive", "semi-hard"] as const) {
        const wanted = loopOverDistances(d, labels, margin, over);
        const got = tripletsOnWebgpu(
          tf.tensor2d(d, [rows, rows]),
          tf.tensor1d(labels, "int32"),
          { margin, over, valid: wanted.counts.valid },
        );
        const where = `margin ${margin}, ${over}`;
        for (const name of ["valid", "positive", "easy", "semiHard", "hard"] as const) {
          assertEquals((await got.counts[name].data())[0], wanted.counts[name], where + name);
        }
        assertEquals(Array.from(await got.slopes.data()), Array.from(wanted.slopes), where);
        const sum = Array.from(await got.sums.data()).reduce((a, b) => a + b, 0);
        assertAlmostEquals(sum, wanted.sum, 1e-6 * wanted.sum, where);
        tf.dispose([got.sums, got.slopes, Object.values(got.counts)]);
      }
      // What a sum in float32 would count instead: the batch must be able to tell.
      for (let a = 0; a < rows; a++) {
        for (let i = 0; i < rows * rows; i++) {
          const [dAp, dAn] = [d[a * rows + i % rows], d[a * rows + Math.floor(i / rows)]];
          const rounded = dAn < Math.fround(dAp + Math.fround(margin));
          if (rounded !== dAn < dAp + margin) apart++;
        }
      }
    }
    assert(apart > 1000, `float32 sums differ on ${apart} only`);
  },

  "gives counts that no int32 holds as float32 numbers": async () => {
    const [labels, x] = [someLabels(16, 50, 3), randomBatch(16, 50, 3)];
    const d = tf.tensor2d(reference.pairwiseDistances(x));
    const classes = tf.tensor1d(labels, "int32");
    const of = (valid: number) =>
      tripletsOnWebgpu(d, classes, { margin: 0.3, over: "positive", valid }).counts;
    const [whole, float] = [of(1e6), of(2 ** 31)];
    for (const kind of ["valid", "positive", "easy", "semiHard", "hard"] as const) {
      assertEquals([whole[kind].dtype, float[kind].dtype], ["int32", "float32"]);
      assertEquals((await whole[kind].data())[0], (await float[kind].data())[0], kind);
    }
    tf.dispose([d, classes, Object.values(whole), Object.values(float)]);
  },

  "takes labels that only the device knows": async () => {
    const x = randomBatch(12, 70, 6);
    const labels = someLabels(12, 70, 6);
    const tensor = tf.tensor1d(labels, "int32");
    const got = await onDevice(tensor, x, { margin: 0.3 });
    const wanted = await onDevice(labels, x, { margin: 0.3 });
    assertEquals(got, wanted);
    tensor.dispose();
  },

  "sums the semi-hard triplets alone for that loss": async () => {
    for (const squared of [false, true]) {
      const x = randomBatch(13, 67, 9);
      const labels = someLabels(13, 67, 7);
      const options = { margin: 0.4, squared };
      const points = tf.tensor2d(x);
      const { value, grad } = tf.valueAndGrad((moved: tf.Tensor) =>
        semiHardTripletLoss(moved as tf.Tensor2D, labels, options).loss.mul(3)
      )(points);
      const d = reference.pairwiseDistances(x, { squared }).flat();
      const { slopes, counts } = loopOverDistances(d, labels, options.margin, "semi-hard");
      const wanted = 3 * reference.semiHardTripletLoss(x, labels, options).loss;
      assertAlmostEquals((await value.data())[0], wanted, 1e-6 * wanted);
      const gradient = gradientOf(x, d, slopes, squared)
        .map((row) => row.map((v) => 3 * v / counts.semiHard));
      const error = relativeError(await grad.array() as number[][], gradient);
      assert(error <= 1e-6, `gradient off by ${error}`);
      tf.dispose([points, value, grad]);
    }
  },

  "sums every triplet's smooth loss, near and far, without blocks of triplets": async () => {
    for (const [rows, columns, margin, size] of [[67, 9, 0.4, 1], [130, 3, 0, 20], [3, 2, 2, 1]]) {
      const x = randomBatch(rows, rows, columns).map((row) => row.map((v) => v * size));
      const labels = someLabels(rows, rows, 7);
      const options = { margin, soft: true };
      const points = tf.tensor2d(x);
      const { value, grad } = tf.valueAndGrad((moved: tf.Tensor) =>
        batchAllTripletLoss(moved as tf.Tensor2D, labels, options).loss
      )(points);
      const d = reference.pairwiseDistances(x).flat();
      const { slopes, counts } = loopOverDistances(d, labels, margin, "soft");
      const wanted = reference.batchAllTripletLoss(x, labels, options).loss;
      assertAlmostEquals((await value.data())[0], wanted, 1e-6 * wanted);
      const gradient = gradientOf(x, d, slopes, false)
        .map((row) => row.map((v) => v / Math.max(counts.valid, 1)));
      const error = relativeError(await grad.array() as number[][], gradient);
      assert(error <= 1e-5, `gradient off by ${error}`);
      tf.dispose([points, value, grad]);
    }
  },

  "takes one negative a pair as the operator on the processor does": async () => {
    // On whole numbers squared distances are exact, ties and draws are the same.
    const x = randomBatch(15, 43, 5).map((row) => row.map((value) => Math.round(2 * value)));
    const labels = someLabels(15, 43, 6);
    for (const rule of ["nearest", "random"] as const) {
      for (const margin of [2, 40]) {
        const options = { margin, squared: true, rule, seed: 2 ** 32 - 5 };
        const points = tf.tensor2d(x);
        const flat = Float32Array.from(x.flat());
        const given = { ...options, dim: 5, gradient: true, engine: "plain" } as const;
        const wanted = semiHard(flat, Int32Array.from(labels), given);
        const { loss, fractionPositive, counts } = semiHardTripletLoss(points, labels, options);
        const pull = tf.grad((moved: tf.Tensor) =>
          semiHardTripletLoss(moved as tf.Tensor2D, labels, options).loss
        )(points);
        for (const [kind, count] of Object.entries(counts)) {
          const want = wanted.counts[kind as keyof typeof wanted.counts];
          assertEquals((await count.data())[0], want, `${rule}, ${kind}`);
        }
        assertAlmostEquals((await loss.data())[0], wanted.loss, 1e-5 * wanted.loss);
        assertAlmostEquals((await fractionPositive.data())[0], wanted.fractionPositive, 1e-6);
        const got = await pull.data();
        const largest = Math.max(...wanted.gradient!.map(Math.abs));
        wanted.gradient!.forEach((entry, at) =>
          assertAlmostEquals(got[at], entry, 1e-5 * largest, `${rule}, gradient`)
        );
        tf.dispose([points, loss, fractionPositive, Object.values(counts), pull]);
      }
    }
  },

  "lets an entry that is not finite reach the loss": async () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const x = randomBatch(14, 6, 3);
      x[4][1] = bad;
      const { loss } = await onDevice([1, 1, 2, 2, 3, 3], x, { margin: 0.2 });
      assert(Number.isNaN(loss), `${bad}: a loss of ${loss}`);
    }
  },

  "holds nothing larger than a matrix of the pairs, and leaves nothing behind": async () => {
    const [rows, columns] = [96, 32];
    const x = randomBatch(15, rows, columns);
    const labels = someLabels(15, rows, 8);
    const backend = tf.backend() as unknown as {
      runWebGPUProgram: (...args: unknown[]) => tf.TensorInfo;
    };
    const run = backend.runWebGPUProgram;
    let [largest, programs] = [0, 0];
    backend.runWebGPUProgram = function (...args) {
      const output = run.apply(this, args);
      largest = Math.max(largest, output.shape.reduce((product, n) => product * n, 1));
      programs++;
      return output;
    };
    const before = tf.memory().numTensors;
    try {
      await onDevice(labels, x, { margin: 0.2 });
    } finally {
      backend.runWebGPUProgram = run;
    }
    assertEquals(tf.memory().numTensors, before);
    assert(programs > 10, `${programs} programs ran`);
    assertEquals(largest, rows * rows);
  },
};

if (import.meta.main) await sayChecks(checks);

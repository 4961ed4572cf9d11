import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { batchAll, batchHard, circle } from "../../lib/operators/mod.ts";
import { batchAllTripletLoss } from "../../lib/reference/mod.ts";
import {
  type Batch,
  batchPlans,
  ENGINES,
  gaussianBatch,
  gradientError,
  loopBatchAll,
  makeBatch,
  MARGINS,
  random,
} from "./support.ts";

/** Holds one engine's answer against the loop's: counts equal, loss and gradient to float32. */
function compare(
  batch: Batch,
  margin: number,
  squared: boolean,
  engine: (typeof ENGINES)[number],
  tolerance: number,
): void {
  const { embeddings, labels, dim } = batch;
  const want = loopBatchAll(batch, margin, squared);
  const got = batchAll(embeddings, labels, { dim, margin, squared, gradient: true, engine });
  assertEquals(got.counts, want.counts);
  assertEquals(
    got.fractionPositive,
    want.counts.valid ? want.counts.positive / want.counts.valid : 0,
  );
  const lossScale = Math.max(Math.abs(want.loss), 1e-12);
  assertLess(Math.abs(got.loss - want.loss) / lossScale, 1e-5, "loss");
  assertLess(gradientError(got.gradient!, want.gradient), tolerance, "gradient");
}

for (const engine of ENGINES) {
  // The plain engine's own error is float64's, but its gradient is handed out in float32.
  const tolerance = engine === "plain" ? 1e-7 : 1e-5;

  Deno.test(`batchAll (${engine}) counts, values and pulls as the loop over all triplets does`, () => {
    fc.assert(
      fc.property(
        batchPlans(28, 12),
        fc.constantFrom(...MARGINS),
        fc.boolean(),
        (plan, margin, squared) => compare(makeBatch(plan), margin, squared, engine, tolerance),
      ),
      { seed: 51, numRuns: 4000 },
    );
  });

  Deno.test(`batchAll (${engine}) does so for batches of up to 300 and rows of up to 512`, () => {
    fc.assert(
      fc.property(
        batchPlans(300, 512),
        fc.constantFrom(...MARGINS),
        fc.boolean(),
        (plan, margin, squared) => compare(makeBatch(plan), margin, squared, engine, tolerance),
      ),
      { seed: 52, numRuns: 60 },
    );
  });

  Deno.test(`batchAll (${engine}) is right where one triplet loses next to nothing`, () => {
    // Three points at equal steps on a line: the middle one's positive is as far as its negative.
    for (let seed = 0; seed < 50; seed++) {
      const next = random(seed);
      const step = Float32Array.from({ length: 16 }, () => 6 * next() - 3);
      const embeddings = Float32Array.from({ length: 48 }, (_, i) => (i >> 4) * step[i & 15]);
      const labels = Int32Array.of(7, 7, 8);
      compare({ embeddings, labels, dim: 16, kind: "uniform" }, 1e-3, false, engine, tolerance);
    }
  });

  Deno.test(`batchAll (${engine}) counts right where all roundings go one way`, () => {
    // Positives a rounding from their anchor, at a margin just below half way between two numbers whose
    // square is nearly as far above one; negatives beyond them by coordinates that are rounded up.
    const ulp = 2 ** -23, wide = 64, dim = wide + 2, own = 40, near = 20, far = 40;
    const grid = 1 + 301056 * ulp, margin = grid + (1 - 2 ** -9) * ulp / 2;
    const place = -(2 ** -12 + (1 + 2 ** -6) * ulp / 16);
    const rows = Array.from({ length: own + near + far }, (_, row) => {
      if (row < own) return [...Array(wide).fill(place), (row % 2) * (1 - 2 ** -9) * ulp / 2, 0];
      if (row >= own + near) return [...Array(wide + 1).fill(0), 16];
      const beyond = (k: number) => (grid + Number(k < row - own + 20) * ulp) / 8 - 2 ** -12;
      return [...Array.from({ length: wide }, (_, k) => beyond(k)), 0, 0];
    });
    const embeddings = Float32Array.from(rows.flat());
    const labels = Int32Array.from(rows, (_, row) => Number(row < own));
    compare({ embeddings, labels, dim, kind: "uniform" }, margin, false, engine, tolerance);
  });

  Deno.test(`batchAll (${engine}) is right where pulls cancel`, () => {
    // Rows of five values and two classes by lot: of what pulls at a row, a hundredth is left.
    for (const seed of [4, 8]) {
      const next = random(seed);
      const [size, dim, values] = [186, 40, [0.1, 0.2, 0.3, 1, next()]];
      const labels = Int32Array.from({ length: size }, () => Math.floor(next() * 2));
      const embeddings = new Float32Array(size * dim);
      for (let i = 0; i < size; i++) {
        embeddings.fill(values[Math.floor(next() * 5)], i * dim, (i + 1) * dim);
      }
      const want = loopBatchAll({ embeddings, labels, dim, kind: "uniform" }, 100, true);
      const options = { dim, margin: 100, squared: true, gradient: true, engine } as const;
      assertLess(
        gradientError(batchAll(embeddings, labels, options).gradient!, want.gradient),
        1e-6,
      );
    }
  });

  Deno.test(`batchAll (${engine}) agrees with the reference layer`, () => {
    fc.assert(
      fc.property(batchPlans(14, 4), fc.constantFrom(...MARGINS), (plan, margin) => {
        const { embeddings, labels, dim } = makeBatch(plan);
        const rows = Array.from(labels, (_, i) => embeddings.subarray(i * dim, i * dim + dim));
        const want = batchAllTripletLoss(rows.map((row) => Array.from(row)), labels, { margin });
        const got = batchAll(embeddings, labels, { dim, margin, engine });
        assertEquals(got.counts, want.counts);
        assertEquals(got.fractionPositive, want.fractionPositive);
        assertLess(Math.abs(got.loss - want.loss), 1e-5 * Math.max(want.loss, 1e-12));
      }),
      { seed: 53, numRuns: 300 },
    );
  });

  Deno.test(`batchAll (${engine}) has the right gradient, to 1e-6, on ordinary batches`, () => {
    for (const [size, classes] of [[64, 16], [128, 32], [192, 10], [97, 2]]) {
      for (const unit of [true, false]) {
        const batch = gaussianBatch(size, 128, classes, size + classes, unit);
        compare(batch, 0.2, false, engine, 1e-6);
        compare(batch, unit ? 0.2 : 30, true, engine, 1e-6);
      }
    }
  });

  Deno.test(`batchAll (${engine}) has the right gradient, to 1e-5, on collapsing batches`, () => {
    for (const distance of [1e-2, 1e-4]) {
      for (const classes of [40, 8]) {
        const next = random(classes);
        const { embeddings: around, labels, dim } = gaussianBatch(160, 128, classes, 77, false);
        const centres = Float32Array.from({ length: classes * dim }, () => next() * 2 - 1);
        const all = around.map((value) => 0.7 + distance * value);
        const each = around.map((value, at) =>
          centres[labels[Math.floor(at / dim)] * dim + at % dim] + distance * value
        );
        const far = around.map((value) => 1000 + value);
        for (const embeddings of [all, each, far]) {
          for (const margin of [0.2, 20]) {
            compare({ embeddings, labels, dim, kind: "uniform" }, margin, false, engine, 1e-5);
          }
        }
      }
    }
  });

  Deno.test(`batchAll (${engine}) has the right gradient where points differ by far less than they are long`, () => {
    for (const spread of [1e-3, 1e-7, 1e-13, 1e-16, 1e-20]) {
      for (const site of [[1.2345678, 1.2345678], [12345, 12345], [-1000, 1000]]) {
        const { embeddings, labels, dim } = gaussianBatch(26, 3, 6, 5, false);
        const around = embeddings.map((value, at) =>
          at % dim === 0 ? site[Math.floor(at / dim) % 4 >> 1] : spread * value
        );
        const batch: Batch = { embeddings: around, labels, dim, kind: "uniform" };
        for (const margin of [0.2 * spread, 2 * spread, 3000]) {
          compare(batch, margin, false, engine, tolerance);
        }
        compare(batch, 2 * spread ** 2, true, engine, tolerance);
      }
    }
  });

  Deno.test(`batchAll (${engine}) pulls nothing where all points are one`, () => {
    const embeddings = new Float32Array(60 * 7).fill(0.3);
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 5);
    const got = batchAll(embeddings, labels, { dim: 7, margin: 0.5, gradient: true, engine });
    assertEquals(got.loss, 0.5);
    assertEquals(got.fractionPositive, 1);
    assertEquals(got.counts.hard, got.counts.valid);
    assert(got.gradient!.every((value) => value === 0));
  });

  Deno.test(`batchAll (${engine}) keeps its digits where coordinates are tiny or large`, () => {
    for (const scale of [1e-30, 1e-18, 1e-9, 1e9, 1e12]) {
      const { embeddings, labels, dim } = gaussianBatch(40, 5, 8, 3);
      const scaled = embeddings.map((value) => value * scale);
      const margin = 0.2 * scale;
      const want = loopBatchAll(
        { embeddings: scaled, labels, dim, kind: "uniform" },
        margin,
        false,
      );
      const got = batchAll(scaled, labels, { dim, margin, gradient: true, engine });
      assertEquals(got.counts, want.counts);
      assertLess(gradientError(got.gradient!, want.gradient), 1e-5);
      assertLess(Math.abs(got.loss - want.loss), 1e-5 * want.loss);
    }
  });

  Deno.test(`batchAll (${engine}) gives zeros for an empty batch and without a valid triplet`, () => {
    for (const labels of [[], [5], [5, 5, 5], [1, 2, 3]]) {
      const embeddings = Float32Array.from({ length: labels.length * 2 }, (_, i) => i);
      const got = batchAll(embeddings, Int32Array.from(labels), {
        dim: 2,
        margin: 1,
        gradient: true,
        engine,
      });
      assertEquals(got, {
        loss: 0,
        fractionPositive: 0,
        counts: { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 },
        gradient: new Float32Array(labels.length * 2),
        engine: got.engine,
      });
    }
  });

  Deno.test(`batchAll (${engine}) does not change its inputs and gives equal bits twice`, () => {
    const { embeddings, labels, dim } = gaussianBatch(300, 64, 30, 8);
    const before = [embeddings.slice(), labels.slice()];
    const options = { dim, margin: 0.2, gradient: true, engine };
    const first = batchAll(embeddings, labels, options);
    batchAll(embeddings.subarray(0, 64 * 20), labels.subarray(0, 20), options);
    assertEquals(batchAll(embeddings, labels, options), first);
    assertEquals([embeddings, labels], before);
  });

  Deno.test(`batchAll (${engine}) takes views into larger buffers`, () => {
    const { embeddings, labels, dim } = gaussianBatch(30, 6, 5, 9);
    const options = { dim, margin: 0.2, gradient: true, engine };
    const room = new Float32Array(500);
    room.set(embeddings, 3);
    const more = new Int32Array(90);
    more.set(labels, 7);
    const view = room.subarray(3, 3 + embeddings.length);
    assertEquals(
      batchAll(view, more.subarray(7, 37), options),
      batchAll(embeddings, labels, options),
    );
  });

  Deno.test(`batchAll, batchHard and circle (${engine}) write the gradient where they are told`, () => {
    const { embeddings, labels, dim } = gaussianBatch(60, 16, 12, 4);
    const into = new Float32Array(embeddings.length).fill(7);
    for (const one of [labels, labels.map(() => 1)]) {
      for (
        const compute of [
          (gradient: true | Float32Array) =>
            batchAll(embeddings, one, { dim, margin: 0.2, engine, gradient }),
          (gradient: true | Float32Array) =>
            batchHard(embeddings, one, { dim, margin: 0.2, engine, gradient }),
          (gradient: true | Float32Array) => circle(embeddings, one, { dim, engine, gradient }),
        ]
      ) {
        const got = compute(into);
        assert(got.gradient === into);
        assertEquals(got, compute(true));
      }
    }
  });

  Deno.test(`batchAll (${engine}) leaves out the gradient that nobody asked for`, () => {
    const { embeddings, labels, dim } = gaussianBatch(100, 6, 5, 9);
    const { gradient, ...rest } = batchAll(embeddings, labels, {
      dim,
      margin: 0.2,
      gradient: true,
      engine,
    });
    assertEquals(gradient!.length, embeddings.length);
    assertEquals(batchAll(embeddings, labels, { dim, margin: 0.2, engine }), rest);
  });
}

Deno.test("batchAll counts past 2^32 without losing one", () => {
  // Two points, each many times over, and one class of each: every distance is 0 or 1.
  const size = 2600;
  const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
  const embeddings = Float32Array.from(labels);
  const engine = ENGINES[0];
  const got = batchAll(embeddings, labels, { dim: 1, margin: 1.5, engine });
  const half = size / 2;
  const valid = 2 * half * (half - 1) * half;
  assert(valid > 2 ** 32);
  assertEquals(got.counts, { valid, positive: valid, easy: 0, semiHard: valid, hard: 0 });
  assertEquals(got.loss, 0.5);
});

Deno.test("batchAll gives equal counts on all engines, at sizes beyond the loop", () => {
  for (const [size, classes] of [[512, 128], [500, 10], [400, 3]]) {
    const { embeddings, labels, dim } = gaussianBatch(size, 32, classes, size);
    const options = { dim, margin: 0.2, gradient: true };
    const want = batchAll(embeddings, labels, { ...options, engine: "plain" });
    for (const engine of ENGINES) {
      const got = batchAll(embeddings, labels, { ...options, engine });
      assertEquals(got.counts, want.counts);
      assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
    }
  }
});

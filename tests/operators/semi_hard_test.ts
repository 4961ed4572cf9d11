import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { batchAll, semiHard } from "../../lib/operators/mod.ts";
import { semiHardTripletLoss } from "../../lib/reference/mod.ts";
import {
  allDistances,
  type Batch,
  batchPlans,
  ENGINES,
  gaussianBatch,
  gradientError,
  loopPulls,
  type LoopResult,
  makeBatch,
  MARGINS,
  random,
} from "./support.ts";

const RULES = ["all", "nearest", "random"] as const;
type Rule = (typeof RULES)[number];

/** The draw of a pair, from its definition, in integers of any size. */
function draw(seed: number, a: number, p: number, count: number): number {
  const mix = (x: bigint): bigint => {
    x = (x ^ x >> 16n) * 0x7feb352dn % 2n ** 32n;
    x = (x ^ x >> 15n) * 0x846ca68bn % 2n ** 32n;
    return x ^ x >> 16n;
  };
  const hash = mix(mix(mix(BigInt(seed)) ^ BigInt(a)) ^ BigInt(p));
  return Number(hash * BigInt(count) >> 32n);
}

/** Semi-hard as its definition reads: loops in float64, pulls added up triplet by triplet. */
function loopSemiHard(
  batch: Batch,
  margin: number,
  squared: boolean,
  rule: Rule,
  seed: number,
): LoopResult {
  const { labels } = batch;
  const size = labels.length;
  const d = allDistances(batch, squared);
  const counts = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  const weights = new Float64Array(size * size);
  let sum = 0;
  /** Takes a pair with one negative, or with several that are equally far and share. */
  const take = (a: number, p: number, tied: number[]): void => {
    const dAp = d[a * size + p], dAn = d[a * size + tied[0]];
    counts.valid++;
    if (dAn <= dAp) counts.hard++;
    else if (dAn < dAp + margin) counts.semiHard++;
    else counts.easy++;
    if (!(dAn < dAp + margin)) return;
    counts.positive++;
    sum += Math.max(dAp - dAn + margin, 0);
    weights[a * size + p]++;
    for (const n of tied) weights[a * size + n] -= 1 / tied.length;
  };
  for (let a = 0; a < size; a++) {
    const far = (n: number): number => d[a * size + n];
    const negatives = [...labels.keys()].filter((n) => labels[n] !== labels[a]);
    if (negatives.length === 0) continue;
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const inside = negatives.filter((n) => far(n) > far(p) && far(n) < far(p) + margin);
      if (rule === "all") { for (const n of inside) take(a, p, [n]); }
      if (rule === "random" && inside.length > 0) {
        take(a, p, [inside[draw(seed, a, p, inside.length)]]);
      }
      if (rule === "nearest") {
        const beyond = negatives.map(far).filter((distance) => distance > far(p));
        const wanted = beyond.length > 0 ? Math.min(...beyond) : Math.max(...negatives.map(far));
        take(a, p, negatives.filter((n) => far(n) === wanted));
      }
    }
  }
  const gradient = loopPulls(batch, d, weights, squared, counts.valid);
  return { loss: counts.valid ? sum / counts.valid : 0, counts, gradient };
}

/** Holds one engine's answer against the loop's: counts equal, loss and gradient to float32. */
function compare(
  batch: Batch,
  options: { margin: number; squared?: boolean; rule: Rule; seed?: number },
  engine: (typeof ENGINES)[number],
  tolerance: number,
): void {
  const { embeddings, labels, dim } = batch;
  const { margin, squared = false, rule, seed = 0 } = options;
  const want = loopSemiHard(batch, margin, squared, rule, seed);
  const got = semiHard(embeddings, labels, { ...options, dim, gradient: true, engine });
  assertEquals(got.counts, want.counts, rule);
  const { valid, positive } = want.counts;
  assertEquals(got.fractionPositive, valid ? positive / valid : 0);
  const lossScale = Math.max(Math.abs(want.loss), 1e-12);
  assertLess(Math.abs(got.loss - want.loss) / lossScale, 1e-5, `loss, ${rule}`);
  assertLess(gradientError(got.gradient!, want.gradient), tolerance, `gradient, ${rule}`);
}

/** Batches of a structure: codes of signs, one-hot rows, lattices, and points of very unlike size. */
function structuredBatch(kind: number, seed: number): Batch {
  const next = random(seed);
  const size = 6 + Math.floor(next() * 30);
  const dim = 1 + Math.floor(next() * 24);
  const labels = Int32Array.from({ length: size }, () => Math.floor(next() * 5));
  const scales = Float64Array.from({ length: size }, () => 10 ** (6 * next() - 3));
  const code = 1 / Math.sqrt(dim);
  const embeddings = new Float32Array(size * dim);
  for (let i = 0; i < size; i++) {
    const hot = Math.floor(next() * dim);
    for (let k = 0; k < dim; k++) {
      embeddings[i * dim + k] = [
        () => next() < 0.5 ? code : -code,
        () => k === hot ? 2 : 0,
        () => Math.round(next() * 2),
        () => scales[i] * (next() - 0.5),
        () => k === 0 ? 1.2345678 : 1e-13 * (next() - 0.5),
        () => 3 + Math.round(next() * 2) * 2 ** -20,
      ][kind]();
    }
  }
  return { embeddings, labels, dim, kind: "uniform" };
}

for (const engine of ENGINES) {
  const tolerance = engine === "plain" ? 1e-7 : 1e-5;
  const each = (size: number, dim: number, numRuns: number) =>
    fc.assert(
      fc.property(
        batchPlans(size, dim),
        fc.constantFrom(...MARGINS),
        fc.boolean(),
        fc.constantFrom(...RULES),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (plan, margin, squared, rule, seed) =>
          compare(makeBatch(plan), { margin, squared, rule, seed }, engine, tolerance),
      ),
      { seed: 71, numRuns },
    );

  Deno.test(`semiHard (${engine}) takes, counts and pulls as the loops of each rule do`, () =>
    each(28, 12, 4000));

  Deno.test(`semiHard (${engine}) does so for batches of up to 200 and rows of up to 300`, () =>
    each(200, 300, 60));

  Deno.test(`semiHard (${engine}) does so on batches of a structure`, () => {
    for (let seed = 0; seed < 150; seed++) {
      const batch = structuredBatch(seed % 6, seed);
      const unit = seed % 6 === 4 ? 1e-13 : seed % 6 === 5 ? 2 ** -20 : 1;
      for (const rule of RULES) {
        for (const margin of [0, 0.4 * unit, unit, 5 * unit]) {
          compare(batch, { margin, rule, seed }, engine, tolerance);
          compare(batch, { margin: margin * unit, rule, seed, squared: true }, engine, tolerance);
        }
      }
    }
  });

  Deno.test(`semiHard (${engine}) is the reference layer's`, () => {
    fc.assert(
      fc.property(
        batchPlans(18, 4),
        fc.constantFrom(...MARGINS),
        fc.constantFrom(...RULES),
        fc.boolean(),
        (plan, margin, rule, squared) => {
          const { embeddings, labels, dim } = makeBatch(plan);
          const rows = Array.from(
            labels,
            (_, i) => Array.from(embeddings.subarray(i * dim, i * dim + dim)),
          );
          const options = { margin, rule, squared, seed: plan.seed };
          const want = semiHardTripletLoss(rows, labels, options);
          const got = semiHard(embeddings, labels, { ...options, dim, engine });
          assertEquals(got.counts, want.counts);
          assertEquals(got.fractionPositive, want.fractionPositive);
          assertLess(Math.abs(got.loss - want.loss), 1e-5 * Math.max(want.loss, 1e-12));
        },
      ),
      { seed: 72, numRuns: 600 },
    );
  });

  Deno.test(`semiHard (${engine}) has the right gradient, to 1e-6, on ordinary batches`, () => {
    for (const [size, classes] of [[64, 16], [128, 32], [192, 10], [97, 2]]) {
      const batch = gaussianBatch(size, 128, classes, size + classes);
      for (const rule of RULES) {
        compare(batch, { margin: 0.2, rule, seed: size }, engine, 1e-6);
        compare(batch, { margin: 0.2, rule, squared: true }, engine, 1e-6);
      }
    }
  });

  Deno.test(`semiHard (${engine}) pulls nothing where the pulls of one negative a pair cancel`, () => {
    // Four points on a line: as many pull at a point from one side as push it to the other.
    const places = [0.1, 0.3, 0.7, 1.3].map(Math.fround);
    const embeddings = Float32Array.from({ length: 16 }, (_, at) => places[at >> 2]);
    for (const labels of [[0, 1, 1, 0], [0, 0, 0, 1], [0, 1, 0, 1]]) {
      const options = { margin: 161, rule: "nearest" } as const;
      const batch: Batch = { embeddings, labels: Int32Array.from(labels), dim: 4, kind: "uniform" };
      const want = loopSemiHard(batch, options.margin, false, options.rule, 0);
      const { gradient } = semiHard(embeddings, batch.labels, {
        ...options,
        dim: 4,
        gradient: true,
        engine,
      });
      want.gradient.forEach((pull, at) => assertLess(Math.abs(gradient![at] - pull), 1e-7));
      want.gradient.forEach((pull, at) => {
        if (Math.abs(pull) < 1e-12) assertLess(Math.abs(gradient![at]), 1e-12);
      });
    }
  });

  Deno.test(`semiHard (${engine}) shares among negatives that tie, under "nearest"`, () => {
    // Anchor and positive 1 apart; two negatives at 2 on either side, one of them twice.
    const embeddings = Float32Array.of(0, 1, -2, 2, 2);
    const labels = Int32Array.of(0, 0, 1, 2, 3);
    const { counts, gradient } = semiHard(embeddings, labels, {
      dim: 1,
      margin: 1.5,
      rule: "nearest",
      gradient: true,
      engine,
    });
    // (0, 1): all three at 2, with 1 - 2 + 1.5. (1, 0): at 1 both are hard, so the farther, 3 away.
    assertEquals(counts, { valid: 2, positive: 1, easy: 1, semiHard: 1, hard: 0 });
    const third = 1 / 3;
    const wanted = [-1 - third + 2 * third, 1, third, -third, -third].map((pull) => pull / 2);
    assertLess(gradientError(gradient!, wanted), 1e-6);
  });

  Deno.test(`semiHard (${engine}) gives zeros where there is nothing to take`, () => {
    for (const labels of [[], [5], [5, 5, 5], [1, 2, 3]]) {
      for (const rule of RULES) {
        const embeddings = Float32Array.from({ length: labels.length * 2 }, (_, i) => i);
        const options = { dim: 2, margin: 1, rule, gradient: true, engine };
        const got = semiHard(embeddings, Int32Array.from(labels), options);
        assertEquals(got, {
          loss: 0,
          fractionPositive: 0,
          counts: { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 },
          gradient: new Float32Array(labels.length * 2),
          engine: got.engine,
        });
      }
    }
  });

  Deno.test(`semiHard (${engine}) gives equal bits twice, and writes where it is told`, () => {
    const { embeddings, labels, dim } = gaussianBatch(300, 64, 30, 8);
    for (const rule of RULES) {
      const options = { dim, margin: 0.2, rule, seed: 9, engine };
      const into = new Float32Array(embeddings.length).fill(7);
      const first = semiHard(embeddings, labels, { ...options, gradient: true });
      semiHard(embeddings.subarray(0, 64 * 20), labels.subarray(0, 20), options);
      const second = semiHard(embeddings, labels, { ...options, gradient: into });
      assertEquals(second, first);
      assert(second.gradient === into);
      const { gradient: _, ...without } = first;
      assertEquals(semiHard(embeddings, labels, options), without);
    }
  });

  Deno.test(`semiHard (${engine}) 'all' takes what batchAll counts as semi-hard, at any size`, () => {
    for (const [size, classes] of [[700, 175], [600, 10], [500, 2]]) {
      const { embeddings, labels, dim } = gaussianBatch(size, 64, classes, size);
      const options = { dim, margin: 0.1, engine };
      const { counts } = batchAll(embeddings, labels, options);
      assertEquals(semiHard(embeddings, labels, options).counts.valid, counts.semiHard);
    }
  });
}

Deno.test("semiHard gives equal counts and losses on all engines, at sizes beyond the loop", () => {
  for (const [size, classes] of [[700, 175], [600, 10], [500, 2]]) {
    const { embeddings, labels, dim } = gaussianBatch(size, 64, classes, size);
    for (const rule of RULES) {
      const options = { dim, margin: 0.1, rule, seed: size, gradient: true };
      const want = semiHard(embeddings, labels, { ...options, engine: "plain" });
      for (const engine of ENGINES) {
        const got = semiHard(embeddings, labels, { ...options, engine });
        assertEquals(got.counts, want.counts);
        assertLess(Math.abs(got.loss - want.loss), 1e-5 * want.loss);
        assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
      }
    }
  }
});

Deno.test("semiHard gives equal counts and gradients where large classes tie, repeat or lie far out", () => {
  const size = 264, dim = 6;
  const next = random(5);
  const coordinates: Record<string, (row: number, column: number) => number> = {
    "a lattice": () => Math.round(next() * 2),
    "few sites": (row, column) => Math.sin(row % 7 * 31 + column),
    "collapsed": (_, column) => column + 1e-5 * next(),
    "one far out": (row) => (row === 9 ? 20 : 1) * (next() - 0.5),
    "one very far out": (row) => (row === 9 ? 1e4 : 1) * (next() - 0.5),
    "tiny and not": (row) => (row % 2 ? 1 : 1e-17) * (next() - 0.5),
  };
  for (const [kind, coordinate] of Object.entries(coordinates)) {
    const embeddings = Float32Array.from(
      { length: size * dim },
      (_, e) => coordinate(Math.floor(e / dim), e % dim),
    );
    const labels = Int32Array.from({ length: size }, () => Math.floor(next() * 4));
    for (const rule of ["nearest", "random"] as const) {
      for (const [margin, squared] of [[1e-5, false], [0.5, true]] as const) {
        const options = { dim, margin, squared, rule, seed: 3, gradient: true };
        const want = semiHard(embeddings, labels, { ...options, engine: "plain" });
        for (const engine of ENGINES) {
          const got = semiHard(embeddings, labels, { ...options, engine });
          assertEquals(got.counts, want.counts, `${kind}, ${rule}, ${margin}, ${engine}`);
          const off = gradientError(got.gradient!, want.gradient!);
          assertLess(off, 1e-5, `${kind}, ${rule}, ${margin}, ${engine}`);
        }
      }
    }
  }
});

Deno.test("semiHard 'random' draws each semi-hard negative as often as any other", () => {
  // Anchors and positives in place 0; negatives from 1 to 8, of which 1 to 5 lie inside the margin.
  const anchors = 40;
  const places = [...new Array(anchors).fill(0), 1, 2, 3, 4, 5, 6, 7, 8];
  const embeddings = Float32Array.from(places);
  const labels = Int32Array.from(places, (place) => place);
  for (const seed of [0, 1, 2 ** 32 - 1]) {
    const options = { dim: 1, margin: 5.5, rule: "random", seed, gradient: true } as const;
    const { counts, gradient } = semiHard(embeddings, labels, { ...options, engine: "plain" });
    const pairs = anchors * (anchors - 1);
    assertEquals(counts.valid, pairs);
    const drawn = [...gradient!.subarray(anchors)].map((pull) =>
      Math.round(Math.abs(pull) * pairs)
    );
    assertEquals(drawn.slice(5), [0, 0, 0]);
    // Chi-squared with 4 degrees of freedom: 23.5 is passed once in 10,000 seeds.
    const expected = pairs / 5;
    const deviation = drawn.slice(0, 5).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assertLess(deviation, 23.5);
    assertGreater(deviation, 0);
  }
});

Deno.test("semiHard 'random' draws anew with another seed, and the same with the same", () => {
  const { embeddings, labels, dim } = gaussianBatch(60, 8, 6, 4);
  const losses = [0, 1, 2, 3, 4, 0].map((seed) =>
    semiHard(embeddings, labels, { dim, margin: 0.5, rule: "random", seed }).loss
  );
  assertEquals(new Set(losses).size, 5);
  assertEquals(losses[5], losses[0]);
});

Deno.test("semiHard keeps the loss of near triplets beside distances that are far larger", () => {
  // The first class is 10 apart; of the second the anchors 0 and 1e-14 lose 0.5e-14 and 1.5e-14.
  const embeddings = Float32Array.of(10, 20, 0, 1e-14, 2.5e-14);
  const labels = Int32Array.of(0, 0, 1, 1, 2);
  for (const engine of ENGINES) {
    const { loss, counts } = semiHard(embeddings, labels, { dim: 1, margin: 2e-14, engine });
    assertEquals(counts.valid, 2);
    assertLess(Math.abs(loss - 1e-14), 1e-20, engine);
  }
});

Deno.test("semiHard keeps a loss far below the distances, of few rows and of many", () => {
  for (const [size, classes] of [[200, 40], [300, 60], [300, 3]]) {
    const { embeddings, labels, dim } = gaussianBatch(size, 32, classes, size);
    for (const margin of [1e-6, 1e-5, 1e-4, 1e-3]) {
      for (const squared of [false, true]) {
        const options = { dim, margin, squared };
        for (const engine of ENGINES) {
          for (const rule of RULES) {
            const want = semiHard(embeddings, labels, { ...options, rule, engine: "plain" });
            const got = semiHard(embeddings, labels, { ...options, rule, engine });
            assertEquals(got.counts, want.counts);
            const off = Math.abs(got.loss - want.loss);
            assert(off <= 1e-4 * want.loss, `${engine} ${rule} ${margin}: ${off / want.loss}`);
          }
        }
      }
    }
  }
});

Deno.test("semiHard refuses a rule and a seed that are none", () => {
  const embeddings = Float32Array.of(0, 1, 2);
  const labels = Int32Array.of(7, 7, 8);
  const given = { dim: 1, margin: 1 };
  const wrong = (options: Record<string, unknown>) => () =>
    semiHard(embeddings, labels, { ...given, ...options } as never);
  assertThrows(wrong({ rule: "hard" }), RangeError, `rule: expected "all" or "nearest" or "ran`);
  for (const seed of [-1, 2 ** 32, 0.5, NaN]) {
    assertThrows(wrong({ seed }), RangeError, "seed: expected");
  }
  assertThrows(wrong({ seed: "1" }), TypeError, "seed: expected");
  assertThrows(wrong({ squared: 1 }), TypeError, "squared");
});

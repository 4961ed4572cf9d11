import { assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { circle } from "../../lib/operators/mod.ts";
import {
  type Batch,
  batchPlans,
  ENGINES,
  gaussianBatch,
  gradientError,
  makeBatch,
} from "./support.ts";

/** The pooled circle loss and its gradient from the formula, pair by pair in float64. */
function loopCircle(
  { embeddings, labels, dim }: Batch,
  m: number,
  gamma: number,
): { loss: number; positivePairs: number; negativePairs: number; gradient: Float64Array } {
  const size = labels.length;
  const pairs: { i: number; j: number; same: boolean; logit: number; weight: number }[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      let s = 0;
      for (let k = 0; k < dim; k++) s += embeddings[i * dim + k] * embeddings[j * dim + k];
      const same = labels[i] === labels[j];
      const weight = same ? Math.max(1 + m - s, 0) : Math.max(s + m, 0);
      const logit = same ? -weight * (s - (1 - m)) * gamma : weight * (s - m) * gamma;
      pairs.push({ i, j, same, logit, weight });
    }
  }
  const gradient = new Float64Array(size * dim);
  const side = [pairs.filter((pair) => pair.same), pairs.filter((pair) => !pair.same)];
  const [positivePairs, negativePairs] = side.map((list) => list.length);
  if (!positivePairs || !negativePairs) return { loss: 0, positivePairs, negativePairs, gradient };
  const lse = side.map((list) => {
    const peak = list.reduce((most, { logit }) => Math.max(most, logit), -Infinity);
    return peak + Math.log(list.reduce((sum, { logit }) => sum + Math.exp(logit - peak), 0));
  });
  const z = lse[0] + lse[1];
  const loss = z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
  const slope = 1 / (1 + Math.exp(-z));
  for (const { i, j, same, logit, weight } of pairs) {
    const share = Math.exp(logit - lse[same ? 0 : 1]);
    const pull = (same ? -1 : 1) * slope * gamma * weight * share;
    for (let k = 0; k < dim; k++) {
      gradient[i * dim + k] += pull * embeddings[j * dim + k];
      gradient[j * dim + k] += pull * embeddings[i * dim + k];
    }
  }
  return { loss, positivePairs, negativePairs, gradient };
}

/** The same batch with rows of length 1; rows of zeros stay. */
function normalised(batch: Batch): Batch {
  const { dim } = batch;
  const embeddings = batch.embeddings.slice();
  for (let i = 0; i < batch.labels.length; i++) {
    const row = embeddings.subarray(i * dim, i * dim + dim);
    const length = Math.hypot(...row) || 1;
    for (let k = 0; k < dim; k++) row[k] /= length;
  }
  return { ...batch, embeddings };
}

/** The loss from its definition for rows of any length, at length 1, and its gradient, in float64. */
function loopNormalized(
  { embeddings, labels, dim }: Batch,
  rule: "pooled" | "per-anchor",
  m: number,
  gamma: number,
): { loss: number; gradient: Float64Array } {
  const size = labels.length;
  const rows = Array.from(
    labels,
    (_, i) => Array.from(embeddings.subarray(i * dim, (i + 1) * dim)),
  );
  const lengths = rows.map((row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
  const u = rows.map((row, i) => row.map((x) => lengths[i] > 0 ? x / lengths[i] : 0));
  const pairsOf = (a: number): number[][] =>
    [...labels.keys()].filter((j) => j !== a && (rule !== "pooled" || a < j)).map((j) => [a, j]);
  const groups = rule === "pooled"
    ? [[...labels.keys()].flatMap(pairsOf)]
    : [...labels.keys()].map(pairsOf);
  const pulls = u.map((row) => row.map(() => 0));
  let sum = 0, both = 0;
  const terms: [number, number, number][] = [];
  for (const group of groups) {
    const logits = group.map(([i, j]) => {
      const s = u[i].reduce((sum, x, k) => sum + x * u[j][k], 0);
      const same = labels[i] === labels[j];
      const weight = same ? Math.max(1 + m - s, 0) : Math.max(s + m, 0);
      return { i, j, same, weight, logit: gamma * weight * (same ? 1 - m - s : s - m) };
    });
    const log = (same: boolean): number => {
      const list = logits.filter((pair) => pair.same === same).map(({ logit }) => logit);
      const peak = Math.max(...list);
      return peak + Math.log(list.reduce((sum, logit) => sum + Math.exp(logit - peak), 0));
    };
    if (!logits.some(({ same }) => same) || logits.every(({ same }) => same)) continue;
    both++;
    const [p, n] = [log(true), log(false)];
    const z = p + n;
    sum += z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
    for (const { i, j, same, weight, logit } of logits) {
      const share = Math.exp(logit - (same ? p : n)) / (1 + Math.exp(-z));
      terms.push([i, j, (same ? -1 : 1) * gamma * weight * share]);
    }
  }
  for (const [i, j, pull] of terms) {
    for (let k = 0; k < dim; k++) {
      pulls[i][k] += pull * u[j][k] / both;
      pulls[j][k] += pull * u[i][k] / both;
    }
  }
  const gradient = new Float64Array(size * dim);
  pulls.forEach((pull, i) => {
    const along = pull.reduce((sum, g, k) => sum + g * u[i][k], 0);
    for (let k = 0; k < dim && lengths[i] > 0; k++) {
      gradient[i * dim + k] = (pull[k] - along * u[i][k]) / lengths[i];
    }
  });
  return { loss: both ? sum / both : 0, gradient };
}

for (const engine of ENGINES) {
  Deno.test(`circle (${engine}) brings rows of any length to length 1, both rules`, () => {
    const one = (size: number, dim: number, off: number, spread: number, scale: number): Batch => {
      const batch = gaussianBatch(size, dim, Math.max(2, size >> 2), size + dim, false);
      const embeddings = batch.embeddings.map((x, at) =>
        scale * (off * (1 + at % dim) + spread * x)
      );
      return { ...batch, embeddings };
    };
    const batches = [
      one(40, 24, 0, 1, 1),
      one(40, 24, 1, 1e-4, 1),
      one(90, 40, 1, 1e-2, 1e-9),
      one(60, 16, 0.1, 1, 1e6),
      one(60, 16, 0.4, 1, 1),
      one(50, 8, 1000, 1, 1),
    ];
    batches[0].embeddings.fill(0, 24, 48); // A row of zeros has no direction.
    for (const batch of batches) {
      for (const rule of ["pooled", "per-anchor"] as const) {
        for (const gamma of [1, 80, 256]) {
          const { embeddings: features, labels, dim } = batch;
          const want = loopNormalized(batch, rule, 0.25, gamma);
          const options = { dim, gamma, rule, normalize: true, gradient: true, engine };
          const got = circle(features, labels, options);
          assertLess(Math.abs(got.loss - want.loss), 1e-6 * want.loss);
          assertLess(gradientError(got.gradient!, want.gradient), 5e-6);
        }
      }
    }
  });

  Deno.test(`circle (${engine}) refuses rows whose gradient float32 cannot hold`, () => {
    const features = Float32Array.of(8e11, 9e11, 1e12);
    const options = { dim: 1, gamma: 1e9, gradient: true, engine };
    assertThrows(
      () => circle(features, Int32Array.of(1, 1, 2), options),
      RangeError,
      "normalize: true",
    );
    circle(features, Int32Array.of(1, 1, 2), { ...options, normalize: true });
  });

  Deno.test(`circle (${engine}) is article 5's pooled loss, and its gradient`, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 40, arbitrary: batchPlans(30, 12) },
          { weight: 1, arbitrary: batchPlans(200, 100) },
        ),
        fc.constantFrom(0, 0.25, 0.4),
        fc.constantFrom(1, 80, 256),
        (plan, m, gamma) => {
          const batch = normalised(makeBatch(plan));
          const { embeddings: features, labels, dim } = batch;
          const want = loopCircle(batch, m, gamma);
          const got = circle(features, labels, { dim, m, gamma, gradient: true, engine });
          assertEquals(
            [got.positivePairs, got.negativePairs],
            [want.positivePairs, want.negativePairs],
          );
          const scale = Math.max(want.loss, 1e-300);
          assertLess(Math.abs(got.loss - want.loss) / scale, engine === "plain" ? 1e-9 : 1e-6);
          const tolerance = engine === "plain" ? 1e-6 : 5e-6;
          assertLess(gradientError(got.gradient!, want.gradient), tolerance);
        },
      ),
      { seed: 71, numRuns: 1000 },
    );
  });

  Deno.test(`circle (${engine}) has the right gradient, to 1e-6, on ordinary batches`, () => {
    for (const [size, classes] of [[64, 16], [130, 10], [200, 50], [200, 2]]) {
      for (const [m, gamma] of [[0.25, 256], [0.25, 80], [0.4, 80]]) {
        const batch = gaussianBatch(size, 128, classes, size);
        const { embeddings, labels, dim } = batch;
        const want = loopCircle(batch, m, gamma);
        const got = circle(embeddings, labels, { dim, m, gamma, gradient: true, engine });
        assertLess(Math.abs(got.loss - want.loss) / want.loss, 1e-7);
        assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
      }
    }
  });

  Deno.test(`circle (${engine}) has the right gradient where all rows point one way`, () => {
    for (const distance of [1e-2, 1e-4]) {
      const batch = gaussianBatch(120, 64, 12, 6, false);
      const embeddings = batch.embeddings.map((value) => 0.5 + distance * value);
      const { embeddings: features, labels, dim } = normalised({ ...batch, embeddings });
      const want = loopCircle({ ...batch, embeddings: features }, 0.25, 256);
      const got = circle(features, labels, { dim, gradient: true, engine });
      assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
    }
  });

  Deno.test(`circle (${engine}) is right where rows are pulled along themselves`, () => {
    // Rows near one line, to either side: of a pull, what turns a row is a hundred-thousandth.
    const { embeddings: noise, labels, dim } = gaussianBatch(60, 16, 6, 8, false);
    const features = noise.map((value, e) =>
      (Math.floor(e / dim) % 4 < 2 ? 1 : -1) * (1 + 1e-5 * value)
    );
    const given = { dim, normalize: true, gradient: true } as const;
    const want = circle(features, labels, { ...given, engine: "plain" });
    const got = circle(features, labels, { ...given, engine });
    assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
  });

  Deno.test(`circle (${engine}) is right where only pairs of little weight pull`, () => {
    // Positives at a product of 4 weigh 0, as do negatives below -m: those at 0.2 are left, with e^-24.
    const s = 0.197;
    const features = Float32Array.of(
      2,
      0,
      0,
      2,
      0,
      0,
      s / 2,
      Math.sqrt(4 - s * s / 4),
      0,
      -0.5,
      0,
      1.9,
    );
    const labels = Int32Array.of(1, 1, 2, 3);
    const batch = { embeddings: features, labels, dim: 3, kind: "uniform" as const };
    const want = loopCircle(batch, 0.25, 1024);
    const got = circle(features, labels, { dim: 3, gamma: 1024, gradient: true, engine });
    assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
  });

  Deno.test(`circle (${engine}) is right where a row is short, and so has the largest gradient`, () => {
    // Its pairs have next to no share of the sum, and its length brings their pull a billion times up.
    const { embeddings, labels, dim } = gaussianBatch(24, 8, 6, 235, false);
    const features = embeddings.map((value, e) => Math.floor(e / dim) === 3 ? 1e-8 * value : value);
    const given = { dim, normalize: true, gamma: 80, gradient: true } as const;
    const want = circle(features, labels, { ...given, engine: "plain" });
    const got = circle(features, labels, { ...given, engine });
    assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
  });

  Deno.test(`circle (${engine}) computes rows that are not of length 1 too`, () => {
    const batch = gaussianBatch(40, 6, 8, 5, false);
    const { embeddings: features, labels, dim } = batch;
    const want = loopCircle(batch, 0.25, 16);
    const got = circle(features, labels, { dim, gamma: 16, gradient: true, engine });
    assertLess(Math.abs(got.loss - want.loss) / want.loss, 1e-9);
    assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
  });

  Deno.test(`circle (${engine}) is right where the loss is small`, () => {
    // A positive pair at 1 and two negative ones at 0: e^z = 2 e^(-2 gamma m^2), and 1 + e^z is rounded.
    const embeddings = Float32Array.of(1, 0, 1, 0, 0, 1);
    const { loss } = circle(embeddings, Int32Array.of(0, 0, 1), {
      dim: 2,
      m: 0.25,
      gamma: 256,
      engine,
    });
    assertLess(Math.abs(loss / (2 * Math.exp(-32)) - 1), 1e-9);
  });

  Deno.test(`circle (${engine}) is 0 without a pair of either kind`, () => {
    for (const labels of [[], [1], [1, 1, 1], [1, 2, 3]]) {
      const features = Float32Array.from({ length: labels.length * 2 }, (_, i) => i % 2);
      const got = circle(features, Int32Array.from(labels), { dim: 2, gradient: true, engine });
      assertEquals(got.loss, 0);
      assertEquals(got.gradient, new Float32Array(labels.length * 2));
    }
  });
}

import { assertEquals, assertLess } from "@std/assert";
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

for (const engine of ENGINES) {
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

  Deno.test(`circle (${engine}) computes rows that are not of length 1 too`, () => {
    const batch = gaussianBatch(40, 6, 8, 5, false);
    const { embeddings: features, labels, dim } = batch;
    const want = loopCircle(batch, 0.25, 16);
    const got = circle(features, labels, { dim, gamma: 16, gradient: true, engine });
    assertLess(Math.abs(got.loss - want.loss) / want.loss, 1e-9);
    assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
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

import fc from "fast-check";
import { nearestNeighbours, retrievalMetrics, rocCurve } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

/** Normal points, so that no two distances are equal, in a few classes with two samples or more. */
const points = fc.record({
  seed: fc.nat(1e6),
  count: fc.integer({ min: 6, max: 40 }),
  dim: fc.integer({ min: 1, max: 5 }),
  classes: fc.integer({ min: 2, max: 3 }),
}).map(({ seed, count, dim, classes }) => {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const embeddings = Float32Array.from({ length: count * dim }, random.normal);
  return { random, count, dim, labels, embeddings };
});

const runs = { seed: 11, numRuns: 40 };

Deno.test("retrievalMetrics() does not mind the order of the rows, the names of classes, or the scale", async () => {
  await fc.assert(
    fc.asyncProperty(points, async ({ random, count, dim, labels, embeddings }) => {
      const before = await retrievalMetrics(embeddings, labels, { dim });
      const order = random.shuffle(Int32Array.from({ length: count }, (_, i) => i));
      const moved = new Float32Array(embeddings.length);
      order.forEach((from, to) => {
        for (let d = 0; d < dim; d++) moved[to * dim + d] = 4 * embeddings[from * dim + d];
      });
      const renamed = order.map((from) => -7 * labels[from]);
      const after = await retrievalMetrics(moved, renamed, { dim });
      for (const key of ["rPrecision", "mapAtR", "map", "reciprocalRank"] as const) {
        assertAlmostEquals(after[key], before[key], 1e-12, key);
      }
      assertEquals(after.recall, before.recall);
    }),
    runs,
  );
});

Deno.test("retrievalMetrics() keeps its metrics in order", async () => {
  await fc.assert(
    fc.asyncProperty(points, async ({ dim, labels, embeddings }) => {
      const ks = [1, 2, 3, 5, 8, 100];
      const found = await retrievalMetrics(embeddings, labels, { dim, ks });
      assertEquals(found.recall[1], found.precision[1]);
      for (let i = 1; i < ks.length; i++) assert(found.recall[ks[i]] >= found.recall[ks[i - 1]]);
      assertEquals(found.recall[100], 1); // every query has a sample of its class
      assert(found.mapAtR <= found.rPrecision + 1e-12);
      assert(found.mapAtR <= found.map + 1e-12);
      assert(found.reciprocalRank >= found.recall[1] - 1e-12);
      for (const k of ks) assert(found.precision[k] >= 0 && found.precision[k] <= 1);
    }),
    runs,
  );
});

Deno.test("retrievalMetrics() on a gallery of copies finds each query's copy first", async () => {
  await fc.assert(
    fc.asyncProperty(points, async ({ dim, labels, embeddings }) => {
      const gallery = { embeddings, labels };
      const { recall, reciprocalRank } = await retrievalMetrics(embeddings, labels, {
        dim,
        gallery,
      });
      assertEquals([recall[1], reciprocalRank], [1, 1]);
      const { indices, distances } = await nearestNeighbours(embeddings, {
        dim,
        k: 1,
        gallery: embeddings,
      });
      assertEquals([...indices], [...labels.keys()]);
      assert(distances.every((distance) => distance === 0));
    }),
    runs,
  );
});

Deno.test("rocCurve() rises, and its rates lie on its curve", async () => {
  await fc.assert(
    fc.asyncProperty(points, async ({ dim, labels, embeddings }) => {
      const { auc, eer, tarAtFar, curve } = await rocCurve(embeddings, labels, {
        dim,
        fars: [0.1, 0.5],
      });
      for (let i = 1; i < curve.threshold.length; i++) {
        assert(curve.threshold[i] > curve.threshold[i - 1]);
        assert(curve.falseAccept[i] >= curve.falseAccept[i - 1]);
        assert(curve.trueAccept[i] >= curve.trueAccept[i - 1]);
      }
      let area = 0;
      for (let i = 1; i < curve.threshold.length; i++) {
        area += (curve.falseAccept[i] - curve.falseAccept[i - 1]) *
          (curve.trueAccept[i] + curve.trueAccept[i - 1]) / 2;
      }
      assertAlmostEquals(auc, area, 1e-9);
      assert(eer >= 0 && eer <= 1 && tarAtFar[0.1] <= tarAtFar[0.5]);
      assert([...curve.trueAccept].includes(tarAtFar[0.1]));
    }),
    runs,
  );
});

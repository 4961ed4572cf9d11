import * as tf from "@tensorflow/tfjs";
import { drawnRetrieval, mapAtR, nearestNeighbours, recallAtK } from "#lib/evaluation/mod.ts";
import { retrievalMetrics, rocCurve } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { cases, flat } from "./reference.ts";

/** Each recorded case twice: every row against the others, and the first half against the second. */
const searches = cases.flatMap((one) => {
  const { name, embeddings, labels, retrieval } = one;
  const dim = embeddings[0].length, whole = { name, dim, labels, rows: embeddings };
  const all = [{ ...whole, gallery: undefined, retrieval }];
  if (!one.split) return all;
  const n = one.split.queries;
  const gallery = { embeddings: flat(embeddings.slice(n)), labels: labels.slice(n) };
  const half = {
    name: `${name}, split`,
    dim,
    labels: labels.slice(0, n),
    rows: embeddings.slice(0, n),
  };
  return [...all, { ...half, gallery, retrieval: one.split.retrieval }];
});

Deno.test("retrievalMetrics() gives what pytorch-metric-learning gives", async () => {
  for (const { name, dim, labels, rows, gallery, retrieval } of searches) {
    const options = { dim, ...(gallery ? { gallery } : {}) };
    if (retrieval.queries === 0) {
      await assertRejects(
        () => retrievalMetrics(flat(rows), labels, options),
        RangeError,
        "labels",
      );
      continue;
    }
    const found = await retrievalMetrics(flat(rows), labels, options);
    const expected = retrieval["pytorch-metric-learning"];
    assertEquals(
      [found.queries, found.lone],
      [retrieval.queries, retrieval.loneQueries.length],
      name,
    );
    assertAlmostEquals(found.precision[1], expected.precision_at_1, 1e-12, name);
    assertAlmostEquals(found.rPrecision, expected.r_precision, 1e-12, name);
    assertAlmostEquals(found.mapAtR, expected.mean_average_precision_at_r, 1e-12, name);
    assertAlmostEquals(found.map, expected.mean_average_precision, 1e-12, name);
    assertAlmostEquals(found.reciprocalRank, expected.mean_reciprocal_rank, 1e-6, name);
    for (const k of [1, 5, 10]) {
      assertAlmostEquals(found.recall[k], retrieval[`at${k}`].recall, 1e-12, name);
      assertAlmostEquals(found.precision[k], retrieval[`at${k}`].precision, 1e-12, name);
    }
    assertEquals(await mapAtR(flat(rows), labels, options), found.mapAtR);
  }
});

Deno.test("recallAtK() gives the recorded recall, with lone queries left out or missed", async () => {
  for (const { name, dim, labels, rows, gallery, retrieval } of searches) {
    for (const k of [1, 5, 10]) {
      const options = { dim, k, ...(gallery ? { gallery } : {}) };
      const { recall, recallLoneAsMisses } = retrieval[`at${k}`];
      const miss = await recallAtK(flat(rows), labels, { ...options, lone: "miss" });
      assertAlmostEquals(miss, recallLoneAsMisses, 1e-12, name);
      if (retrieval.queries === 0) {
        await assertRejects(
          () => recallAtK(flat(rows), labels, options),
          RangeError,
          "without one",
        );
      } else {
        assertAlmostEquals(await recallAtK(flat(rows), labels, options), recall, 1e-12, name);
      }
    }
  }
});

Deno.test("nearestNeighbours() gives the recorded neighbours, ties to the lower row", async () => {
  for (const { name, dim, rows, gallery, retrieval } of searches) {
    const k = retrieval.nearest[0].length;
    const options = { dim, k, ...(gallery ? { gallery: gallery.embeddings } : {}) };
    const found = await nearestNeighbours(flat(rows), options);
    assertEquals([...found.indices], retrieval.nearest.flat(), name);
  }
});

Deno.test("retrievalMetrics() agrees with a sort of the whole gallery, ties included", async () => {
  const random = seededRandom(4);
  for (let trial = 0; trial < 20; trial++) {
    const count = 2 + random.integer(60), dim = 1 + random.integer(3);
    // Whole numbers from a small range: most distances come several times.
    const embeddings = Float32Array.from({ length: count * dim }, () => random.integer(3 + trial));
    const labels = Int32Array.from({ length: count }, () => random.integer(4));
    let atR = 0, queries = 0;
    for (let q = 0; q < count; q++) {
      const distance = (i: number) => {
        let sum = 0;
        for (let d = 0; d < dim; d++) {
          sum += (embeddings[q * dim + d] - embeddings[i * dim + d]) ** 2;
        }
        return sum;
      };
      const order = Array.from(labels.keys()).filter((i) => i !== q)
        .sort((a, b) => distance(a) - distance(b) || a - b);
      const R = order.filter((i) => labels[i] === labels[q]).length;
      if (R === 0) continue;
      queries++;
      let hits = 0;
      order.slice(0, R).forEach((i, place) => {
        if (labels[i] === labels[q]) atR += ++hits / (place + 1) / R;
      });
    }
    const expected = queries === 0 ? 0 : atR / queries;
    const found = await mapAtR(embeddings, labels, { dim, lone: queries === 0 ? "miss" : "skip" });
    assertAlmostEquals(found, expected, 1e-12);
  }
});

Deno.test("recallAtK() and retrievalMetrics() take a k above the gallery", async () => {
  const embeddings = Float32Array.of(0, 1, 3, 9), labels = [7, 7, 8, 8];
  assertEquals(await recallAtK(embeddings, labels, { k: 50, dim: 1 }), 1);
  const { precision } = await retrievalMetrics(embeddings, labels, { dim: 1 });
  assertEquals(precision[10], 0.1);
});

Deno.test("retrievalMetrics() names what it cannot take", async () => {
  const embeddings = Float32Array.of(0, 1, 3, 9), labels = [7, 7, 8, 8];
  const refused = (
    e: Float32Array,
    l: number[],
    options: Parameters<typeof recallAtK>[2],
    text: string,
  ) => assertRejects(() => recallAtK(e, l, options), RangeError, text);
  await refused(embeddings, [7, 7, 8], { k: 1, dim: 1 }, "labels: expected 4 entries");
  await refused(
    embeddings,
    labels,
    { k: 0, dim: 1 },
    "k: expected an integer of at least 1, got 0",
  );
  await refused(embeddings, labels, { k: 1, dim: 3 }, "embeddings: expected whole rows of dim = 3");
  await refused(Float32Array.of(0, NaN), [1, 1], { k: 1, dim: 1 }, "NaN");
  // deno-lint-ignore no-explicit-any
  const wrong = (call: (...all: any[]) => Promise<unknown>, options: unknown, text: string) =>
    assertRejects(() => call(embeddings, labels, options), TypeError, text);
  await wrong(retrievalMetrics, { dim: 1, ks: 5 }, "ks: expected a list of numbers, got 5");
  await wrong(drawnRetrieval, { dim: 1, queries: 2, ks: 5 }, "ks: expected a list of numbers");
  await wrong(rocCurve, { dim: 1, fars: 0.1 }, "fars: expected a list of numbers, got 0.1");
  await wrong((x) => nearestNeighbours(x, { k: 1 } as never), {}, "dim: expected an integer");
  await wrong((x) => nearestNeighbours([...x] as never, { dim: 1, k: 1 }), {}, "a Float32Array");
  await refused(
    embeddings,
    labels,
    { k: 1, dim: 1, gallery: { embeddings, labels: [1] } },
    "gallery.labels: expected 4 entries",
  );
  await refused(new Float32Array(0), [], { k: 1, dim: 1 }, "labels: expected at least one query");
});

Deno.test("nearestNeighbours() proves on a device what it finds without one", async () => {
  await tf.setBackend("cpu");
  const random = seededRandom(9);
  const sets: Record<string, (i: number) => number> = {
    ordinary: () => random.normal(),
    // Whole numbers: hundreds of rows at the same distance, so that no proof is possible at first.
    ties: () => random.integer(2),
    // All rows within 1e-4 of each other, far from the origin.
    collapsed: () => 1000 + 1e-4 * random.normal(),
    equal: () => 3,
  };
  for (const [name, draw] of Object.entries(sets)) {
    const dim = 4, k = 3;
    const embeddings = Float32Array.from({ length: 700 * dim }, (_, i) => draw(i));
    const gallery = Float32Array.from({ length: 650 * dim }, (_, i) => draw(i));
    for (const options of [{ dim, k }, { dim, k, gallery }]) {
      const [plain, device] = await Promise.all(
        (["plain", "device"] as const).map((engine) =>
          nearestNeighbours(embeddings, { ...options, engine })
        ),
      );
      assertEquals(device.indices, plain.indices, name);
      assertEquals(device.distances, plain.distances, name);
    }
  }
});

Deno.test("a gallery that is none is refused, and not taken for no gallery", async () => {
  const x = Float32Array.of(0, 1, 3, 9), labels = [7, 7, 8, 8];
  for (const gallery of [null, 0, NaN, false, ""] as unknown[] as undefined[]) {
    const given = { dim: 1, gallery };
    const calls = [
      () => recallAtK(x, labels, { ...given, k: 1 }),
      () => retrievalMetrics(x, labels, given),
      () => nearestNeighbours(x, { ...given, k: 1 }),
    ];
    for (const call of calls) await assertRejects(call, TypeError, "gallery: expected");
  }
});

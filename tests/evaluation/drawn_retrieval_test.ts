import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { drawnRetrieval, retrievalMetrics } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";

/** Heaps on a lattice, so that distances tie and rows lie on one another; the last row is lone. */
function lattice(count: number) {
  const random = seededRandom(8);
  const labels = Int32Array.from(
    { length: count },
    (_, i) => i === count - 1 ? 99 : random.integer(7),
  );
  const embeddings = Float32Array.from(
    { length: count * 3 },
    (_, i) => Math.round((labels[Math.floor(i / 3)] >> i % 3 & 1) + random.normal()),
  );
  return { embeddings, labels };
}

Deno.test("drawnRetrieval() of every row is retrievalMetrics(), ties and all", async () => {
  const { embeddings, labels } = lattice(400);
  const ks = [1, 3, 10];
  const all = await retrievalMetrics(embeddings, labels, { dim: 3, ks });
  const drawn = await drawnRetrieval(embeddings, labels, { dim: 3, ks, queries: 1000 });
  assertEquals([drawn.queries, drawn.lone], [all.queries, all.lone]);
  for (const k of ks) assertAlmostEquals(drawn.recall[k].mean, all.recall[k], 1e-12);
  assertAlmostEquals(drawn.mapAtR.mean, all.mapAtR, 1e-12);
});

Deno.test("drawnRetrieval() is retrievalMetrics() where few classes are large and many small", async () => {
  const { embeddings } = lattice(1200);
  // Half of the rows in one class, the others in pairs, each with a lone row between.
  const labels = Int32Array.from({ length: 1200 }, (_, i) => i % 2 * (1 + Math.floor(i / 5)));
  for (const distance of ["euclidean", "cosine"] as const) {
    const how = { dim: 3, ks: [1, 4], distance };
    const all = await retrievalMetrics(embeddings, labels, how);
    const shares: number[] = [];
    const progress = (share: number) => void shares.push(share);
    const drawn = await drawnRetrieval(embeddings, labels, { ...how, queries: 1200, progress });
    assertEquals([drawn.queries, drawn.lone], [all.queries, all.lone]);
    for (const k of how.ks) assertAlmostEquals(drawn.recall[k].mean, all.recall[k], 1e-12);
    assertAlmostEquals(drawn.mapAtR.mean, all.mapAtR, 1e-12);
    assertEquals(shares, shares.toSorted((a, b) => a - b));
    assertEquals(shares.at(-1), 1);
  }
});

Deno.test("drawnRetrieval() asks two classes of many rows, and a large k, as fast as many small ones", async () => {
  const rows = 60_000;
  const embeddings = Float32Array.from({ length: rows }, (_, i) => i % 2 + Math.sin(i) / 9);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const began = performance.now();
  const { recall, mapAtR } = await drawnRetrieval(embeddings, labels, {
    ...{ dim: 1, queries: 40, ks: [1, rows] },
  });
  assertEquals([recall[1].mean, recall[rows].mean, mapAtR.mean], [1, 1, 1]);
  // A list of 30,000 neighbours kept sorted took over a second a query.
  assert(performance.now() - began < 20_000);
});

Deno.test("drawnRetrieval()'s interval holds the collection's value about 95 times in 100", async () => {
  const { embeddings, labels } = lattice(3000);
  const { mapAtR } = await retrievalMetrics(embeddings, labels, { dim: 3 });
  let held = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const drawn = await drawnRetrieval(embeddings, labels, { dim: 3, queries: 40, seed });
    if (drawn.mapAtR.low <= mapAtR && mapAtR <= drawn.mapAtR.high) held++;
  }
  assert(held >= 51, `${held} of 60`);
  const one = await drawnRetrieval(embeddings, labels, { dim: 3, queries: 40, seed: 4 });
  assertEquals(one, await drawnRetrieval(embeddings, labels, { dim: 3, queries: 40, seed: 4 }));
});

Deno.test("drawnRetrieval()'s interval is as wide as what was not asked", async () => {
  const { embeddings, labels } = lattice(300);
  const all = await drawnRetrieval(embeddings, labels, { dim: 3, queries: 300 });
  assertEquals([all.mapAtR.low, all.mapAtR.high], [all.mapAtR.mean, all.mapAtR.mean]);
  // No query of ten finds one: that does not show that none of the thousand would.
  const apart = Float32Array.from({ length: 1000 }, (_, i) => i);
  const pairs = Int32Array.from(apart, (i) => i % 500);
  const { recall } = await drawnRetrieval(apart, pairs, { dim: 1, queries: 10, ks: [1, 999] });
  const width = 0.3 * Math.sqrt(0.99);
  const [none, every] = [recall[1], recall[999]];
  assertEquals([none.low, none.mean, every.mean, every.high], [0, 0, 1, 1]);
  assertAlmostEquals(none.high, width, 1e-12);
  assertAlmostEquals(every.low, 1 - width, 1e-12);
});

Deno.test("drawnRetrieval() refuses what it cannot ask", async () => {
  const ask = (options: object, labels = [1, 1, 2, 2]) =>
    drawnRetrieval(Float32Array.of(0, 1, 5, 6), labels, { dim: 1, queries: 4, ...options });
  await assertRejects(() => ask({ queries: 1 }), RangeError, "queries: expected");
  await assertRejects(() => ask({ ks: [0] }), RangeError, "ks[0]: expected");
  await assertRejects(() => ask({ ks: [] }), RangeError, "ks: expected one k or more, got none");
  await assertRejects(
    () => ask({}, [1, 2, 3, 4]),
    RangeError,
    "labels: expected at least one query",
  );
  await assertRejects(() => ask({ draws: 3 }), RangeError, "draws");
});

import { ami, clusterScores, kMeans, nmi } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cases } from "./reference.ts";

Deno.test("nmi() and ami() give what scikit-learn gives", () => {
  let compared = 0;
  for (const { name, labels, clustering } of cases) {
    for (const [kind, recorded] of Object.entries(clustering ?? {})) {
      // deno-lint-ignore no-explicit-any
      const { clusters, nmi: expectedNmi, ami: expectedAmi } = recorded as any;
      assertAlmostEquals(nmi(labels, clusters), expectedNmi, 1e-12, `${name}, ${kind}`);
      assertAlmostEquals(ami(labels, clusters), expectedAmi, 1e-10, `${name}, ${kind}`);
      compared++;
    }
  }
  assert(compared >= 12);
});

Deno.test("nmi() and ami() do not mind what classes and clusters are called, or which is which", () => {
  const random = seededRandom(1);
  for (let trial = 0; trial < 20; trial++) {
    const labels = Array.from({ length: 50 }, () => random.integer(4));
    const clusters = Array.from({ length: 50 }, () => random.integer(6));
    const renamed = clusters.map((c) => 100 - 3 * c);
    for (const score of [nmi, ami]) {
      assertAlmostEquals(score(labels, renamed), score(labels, clusters), 1e-12);
      assertAlmostEquals(score(clusters, labels), score(labels, clusters), 1e-12);
      assertAlmostEquals(score(labels, labels), 1, 1e-12);
    }
    assert(nmi(labels, clusters) > ami(labels, clusters));
  }
});

Deno.test("ami() has the mean 0 over random clusterings", () => {
  const random = seededRandom(2);
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 5);
  let sum = 0;
  for (let trial = 0; trial < 400; trial++) sum += ami(labels, random.shuffle(labels));
  assertAlmostEquals(sum / 400, 0, 0.01);
});

Deno.test("kMeans() finds heaps, by its seed, and ends where no row is nearer to another centre", () => {
  const random = seededRandom(3), count = 300, k = 4;
  const labels = Int32Array.from({ length: count }, () => random.integer(k));
  const embeddings = Float32Array.from(
    { length: count * 2 },
    (_, i) => 5 * (i % 2 ? labels[i >> 1] % 2 : labels[i >> 1] >> 1) + random.normal() * 0.7,
  );
  const options = { dim: 2, k, seed: 1 };
  const { clusters, centres, inertia } = kMeans(embeddings, options);
  assert(ami(labels, clusters) > 0.95);
  assertEquals(kMeans(embeddings, options).clusters, clusters);

  let sum = 0;
  for (let i = 0; i < count; i++) {
    const squares = Array.from(
      { length: k },
      (_, c) =>
        (embeddings[2 * i] - centres[2 * c]) ** 2 +
        (embeddings[2 * i + 1] - centres[2 * c + 1]) ** 2,
    );
    assertEquals(squares.indexOf(Math.min(...squares)), clusters[i]);
    sum += Math.min(...squares);
  }
  assertAlmostEquals(inertia, sum, 1e-9);
});

Deno.test("kMeans() keeps its clusters filled when rows coincide", () => {
  const embeddings = Float32Array.of(0, 0, 0, 0, 1, 2);
  const { clusters, inertia } = kMeans(embeddings, { dim: 1, k: 3, seed: 5 });
  assertEquals([new Set(clusters).size, inertia], [3, 0]);
  const same = kMeans(new Float32Array(6), { dim: 1, k: 3, seed: 5 });
  assertEquals(same.inertia, 0);
});

Deno.test("kMeans(), nmi() and ami() name what they cannot take", () => {
  const embeddings = Float32Array.of(0, 1, 2);
  assertThrows(
    () => kMeans(embeddings, { dim: 1, k: 4, seed: 1 }),
    RangeError,
    "k: expected an integer",
  );
  assertThrows(() => kMeans(embeddings, { dim: 2, k: 1, seed: 1 }), RangeError, "embeddings");
  assertThrows(
    () => nmi([1, 2], [1]),
    RangeError,
    "clusters: expected 2 entries, one a label, got 1",
  );
  assertThrows(() => ami([1, 0.5], [1, 2]), RangeError, "labels: expected integers");
});

Deno.test("clusterScores() clusters without the labels and scores with them", () => {
  for (const { name, embeddings, labels, clustering } of cases) {
    if (!clustering) continue;
    const dim = embeddings[0].length;
    const scores = clusterScores(Float32Array.from(embeddings.flat()), labels, { dim, seed: 1 });
    assertEquals(scores.nmi, nmi(labels, scores.clusters), name);
    assertEquals(scores.ami, ami(labels, scores.clusters), name);
    // scikit-learn's own k-means starts elsewhere, and ends about as well.
    assertAlmostEquals(scores.nmi, clustering.kmeans.nmi, 0.15, name);
  }
  assertThrows(
    () => clusterScores(Float32Array.of(0, 1), [1], { dim: 1, seed: 1 }),
    RangeError,
    "labels: expected 2 entries",
  );
});

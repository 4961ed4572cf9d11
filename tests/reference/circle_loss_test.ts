import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { batchCircleLoss, circleLoss, l2Normalize, similarityPairs } from "#lib/reference/mod.ts";
import { circleOracle, randomBatch } from "./oracles.ts";

const labels = [0, 0, 0, 1, 1, 2, 2, 3];

Deno.test("similarityPairs lists the upper triangle row by row", () => {
  const x = [[1], [2], [3], [5]];
  assertEquals(similarityPairs(x, [0, 1, 0, 1]), { sp: [3, 10], sn: [2, 5, 6, 15] });
});

Deno.test("circleLoss is eq. 6 of the paper", () => {
  const x = l2Normalize(randomBatch(1, 8, 4));
  const { sp, sn } = similarityPairs(x, labels);
  for (const [m, gamma] of [[0.25, 4], [0.4, 80], [0.25, 128], [0, 32]]) {
    const wanted = circleOracle(sp, sn, m, gamma);
    assertAlmostEquals(circleLoss(sp, sn, { m, gamma }), wanted, 1e-12 * wanted);
  }
  assertEquals(circleLoss(sp, sn), circleLoss(sp, sn, { m: 0.25, gamma: 256 }));
});

Deno.test("circleLoss at gamma 1000 on 180 points is finite, where the plain exponentials are not", () => {
  const x = l2Normalize(randomBatch(2, 180, 4));
  const { sp, sn } = similarityPairs(x, x.map((_, i) => i % 30));
  assertEquals(circleOracle(sp, sn, 0.25, 1000), Infinity);
  const loss = circleLoss(sp, sn, { gamma: 1000 });
  // The largest exponents rule: the loss lies between them and them plus the logarithm of the
  // counts.
  const top = Math.max(...sn.map((s) => 1000 * Math.max(s + 0.25, 0) * (s - 0.25))) +
    Math.max(...sp.map((s) => -1000 * (1.25 - s) * (s - 0.75)));
  assertGreater(loss, top);
  assertGreater(top + Math.log(sp.length) + Math.log(sn.length), loss);
});

Deno.test("circleLoss is 0 without positives or without negatives, and real for one pair of each", () => {
  assertEquals(circleLoss([], [0.5, 0.2]), 0);
  assertEquals(circleLoss([0.5], []), 0);
  assertEquals(circleLoss([], []), 0);
  assertAlmostEquals(circleLoss([0.5], [0.5], { gamma: 8 }), Math.log1p(Math.exp(3)), 1e-12);
});

Deno.test("circleLoss takes typed arrays as it takes lists", () => {
  assertEquals(
    circleLoss(new Float64Array([0.5]), new Float32Array([0.25]), { gamma: 8 }),
    circleLoss([0.5], [0.25], { gamma: 8 }),
  );
});

Deno.test("circleLoss shows that the printed sample of article 5 mixes several runs", () => {
  // It prints ap 0.3570 beside sp 0.4792; but ap = 1 + m - sp gives 0.7708, and 0.3570 needs
  // 0.8930.
  assertAlmostEquals(1 + 0.25 - 0.4792, 0.7708, 1e-12);
  assertAlmostEquals(1 + 0.25 - 0.357, 0.893, 1e-12);
  // And neither reading of the sample gives the loss that it prints, 239.7694.
  for (const sp of [0.4792, 0.893]) {
    const loss = circleLoss([sp], [0.7567, 0.7183]);
    assertGreater(Math.abs(loss - 239.7694), 1);
  }
});

Deno.test("batchCircleLoss 'pooled' is circleLoss of the normalised pairs", () => {
  const x = randomBatch(3, 8, 4);
  const { sp, sn } = similarityPairs(l2Normalize(x), labels);
  assertEquals(batchCircleLoss(x, labels), circleLoss(sp, sn));
});

Deno.test("batchCircleLoss 'per-anchor' is the mean over the anchors with both kinds of pairs", () => {
  const x = l2Normalize(randomBatch(4, 8, 4));
  const losses = labels.flatMap((label, a) => {
    const s = x.map((row) => row.reduce((sum, v, k) => sum + v * x[a][k], 0));
    const sp = s.filter((_, j) => j !== a && labels[j] === label);
    const sn = s.filter((_, j) => labels[j] !== label);
    return sp.length > 0 && sn.length > 0 ? [circleOracle(sp, sn, 0.4, 80)] : [];
  });
  assertEquals(losses.length, 7);
  const wanted = losses.reduce((a, b) => a + b) / 7;
  const loss = batchCircleLoss(x, labels, { m: 0.4, gamma: 80, rule: "per-anchor" });
  assertAlmostEquals(loss, wanted, 1e-11 * wanted);
});

Deno.test("batchCircleLoss 'pooled' is never below any anchor's own loss", () => {
  const x = randomBatch(5, 8, 4);
  const options = { m: 0.25, gamma: 64 };
  const perAnchor = batchCircleLoss(x, labels, { ...options, rule: "per-anchor" });
  assertGreater(batchCircleLoss(x, labels, options), perAnchor);
});

Deno.test("batchCircleLoss is 0 where a batch has no pair of one kind", () => {
  for (const rule of ["pooled", "per-anchor"] as const) {
    assertEquals(batchCircleLoss(randomBatch(6, 3, 2), [1, 1, 1], { rule }), 0);
    assertEquals(batchCircleLoss(randomBatch(6, 3, 2), [1, 2, 3], { rule }), 0);
    assertEquals(batchCircleLoss([], [], { rule }), 0);
  }
});

Deno.test("batchCircleLoss gives a row of zeros the similarity 0, never NaN", () => {
  const loss = batchCircleLoss([[0, 0], [1, 0], [0, 1]], [0, 0, 1], { gamma: 4 });
  assertAlmostEquals(loss, circleOracle([0], [0, 0], 0.25, 4), 1e-12);
});

import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import {
  batchHardTripletLoss,
  lpDistance,
  marginRankingLoss,
  naiveTripletLoss,
  reduceLosses,
  softplus,
  tripletMarginLoss,
} from "#lib/reference/mod.ts";
import { randomBatch } from "./oracles.ts";

const anchor = [[0, 0], [1, 1], [2, 0]];
const positive = [[0, 3], [1, 1], [2, 1]];
const negative = [[4, 0], [1, 2], [9, 0]];

Deno.test("lpDistance adds eps to each difference: a point is eps sqrt(D) away from itself", () => {
  assertAlmostEquals(lpDistance([1, 2, 3, 4], [1, 2, 3, 4]), 2e-6, 1e-20);
  assertAlmostEquals(lpDistance([5], [5], { p: 1 }), 1e-6, 1e-20);
  assertEquals(lpDistance([5, 6], [5, 6], { eps: 0 }), 0);
});

Deno.test("lpDistance adds eps with its sign, so it is not symmetric", () => {
  assertAlmostEquals(lpDistance([1], [0], { eps: 0.25 }), 1.25);
  assertAlmostEquals(lpDistance([0], [1], { eps: 0.25 }), 0.75);
});

Deno.test("lpDistance is the p-norm for p = 1, 1.5, 2, 3 and infinity", () => {
  const [x, y] = randomBatch(1, 2, 7);
  const v = x.map((xi, i) => Math.abs(xi - y[i]));
  for (const p of [1, 1.5, 2, 3]) {
    const wanted = Math.pow(v.map((vi) => Math.pow(vi, p)).reduce((a, b) => a + b), 1 / p);
    assertAlmostEquals(lpDistance(x, y, { p, eps: 0 }), wanted, 1e-12);
  }
  assertEquals(lpDistance(x, y, { p: Infinity, eps: 0 }), Math.max(...v));
});

Deno.test("lpDistance keeps large and small powers in range", () => {
  assertAlmostEquals(lpDistance([1e90, 0], [0, 1e90], { p: 8, eps: 0 }), 1e90 * 2 ** (1 / 8), 1e78);
  assertAlmostEquals(
    lpDistance([1e-90, 0], [0, 1e-90], { p: 8, eps: 0 }),
    1e-90 * 2 ** (1 / 8),
    1e-102,
  );
});

Deno.test("tripletMarginLoss is max(d(a, p) - d(a, n) + margin, 0), by hand", () => {
  // Distances 3, 0, 1 to the positives and 4, 1, 7 to the negatives.
  const losses = tripletMarginLoss(anchor, positive, negative, {
    margin: 1.5,
    eps: 0,
    reduction: "none",
  });
  assertEquals(losses, [0.5, 0.5, 0]);
});

Deno.test("tripletMarginLoss has torch's defaults: margin 1, p 2, eps 1e-6, mean", () => {
  const spelled = { margin: 1, p: 2, eps: 1e-6, swap: false, reduction: "mean" } as const;
  assertEquals(
    tripletMarginLoss(anchor, positive, negative),
    tripletMarginLoss(anchor, positive, negative, spelled),
  );
  // Equal points: d(a, p) = d(a, n), so the loss is the default margin.
  assertEquals(tripletMarginLoss([[3]], [[3]], [[3]]), 1);
});

Deno.test("tripletMarginLoss with swap measures the negative from where it is nearer", () => {
  // d(a, n) = 4, d(p, n) = 1, d(a, p) = 3: 3 - 1 + 1 = 3 rather than 3 - 4 + 1 = 0.
  const triplet = [[[0]], [[3]], [[4]]] as const;
  assertEquals(tripletMarginLoss(...triplet, { eps: 0 }), 0);
  assertEquals(tripletMarginLoss(...triplet, { eps: 0, swap: true }), 3);
});

Deno.test("tripletMarginLoss with soft is softplus of the violation", () => {
  const losses = tripletMarginLoss(anchor, positive, negative, {
    margin: 0.5,
    eps: 0,
    soft: true,
    reduction: "none",
  });
  [3 - 4 + 0.5, 0 - 1 + 0.5, 1 - 7 + 0.5].forEach((x, i) =>
    assertAlmostEquals(losses[i], Math.log(1 + Math.exp(x)), 1e-12)
  );
});

Deno.test("reduceLosses: mean, sum, none, mean over non-zero, and 0 for the mean of nothing", () => {
  assertEquals(reduceLosses([0, 2, 4]), 2);
  assertEquals(reduceLosses([0, 2, 4], "sum"), 6);
  assertEquals(reduceLosses([0, 2, 4], "none"), [0, 2, 4]);
  assertEquals(reduceLosses([0, 2, 4], "mean-non-zero"), 3);
  assertEquals(reduceLosses([], "mean"), 0);
  assertEquals(reduceLosses([0, 0], "mean-non-zero"), 0);
  assertEquals(reduceLosses([], "none"), []);
});

Deno.test("reduceLosses by mean over non-zero is not monotone: an easy triplet that leaves raises it", () => {
  assertGreater(reduceLosses([0, 4], "mean-non-zero"), reduceLosses([1, 4], "mean-non-zero"));
});

Deno.test("naiveTripletLoss takes squared distances without eps", () => {
  // 9 - 16, 0 - 1, 1 - 49, plus 8: 1, 7, 0.
  assertEquals(naiveTripletLoss(anchor, positive, negative, { margin: 8 }), 8 / 3);
  assertEquals(naiveTripletLoss([], [], [], { margin: 8 }), 0);
});

Deno.test("softplus neither overflows nor loses the small end", () => {
  assertEquals(softplus(1e300), 1e300);
  assertEquals(softplus(-1e300), 0);
  assertEquals(softplus(-Infinity), 0);
  assertAlmostEquals(softplus(-40) / Math.exp(-40), 1, 1e-12);
  assertAlmostEquals(softplus(3), Math.log(1 + Math.exp(3)), 1e-14);
  // The formula as it stands overflows, and has nothing left at the small end.
  assertEquals(Math.log(1 + Math.exp(1000)), Infinity);
  assertEquals(Math.log(1 + Math.exp(-40)), 0);
});

Deno.test("marginRankingLoss is max(-y (x1 - x2) + margin, 0), by hand and with torch's defaults", () => {
  assertEquals(marginRankingLoss([3, 1, 2], [1, 2, 2], 1, { reduction: "none" }), [0, 1, 0]);
  assertEquals(marginRankingLoss([3, 1, 2], [1, 2, 2], [-1, -1, 1], { margin: 0.5 }), 3 / 3);
  assertEquals(marginRankingLoss([3, 1], [1, 2], -1, { reduction: "sum" }), 2);
  assertEquals(marginRankingLoss([], [], 1), 0);
});

Deno.test("marginRankingLoss of the hardest distances is article 4's batch-hard loss", () => {
  // On a line: farthest positives 1, 1, 3, 3 and nearest negatives 3, 2, 2, 5.
  const loss = batchHardTripletLoss([[0], [1], [3], [6]], [0, 0, 1, 1], {
    margin: 0.3,
    rule: "pytorch",
  }).loss;
  assertEquals(marginRankingLoss([3, 2, 2, 5], [1, 1, 3, 3], 1, { margin: 0.3 }), loss);
});

import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  type BatchHardRule,
  batchHardTripletLoss,
  conform,
  semiHardTripletLoss,
} from "#lib/reference/mod.ts";
import { randomBatch } from "./oracles.ts";

const labels = [0, 0, 0, 1, 1, 2, 3];
const points = randomBatch(7, 7, 3);

function rowOf(rows: ReturnType<typeof conform>, loss: string, rule: string) {
  const row = rows.find((row) => row.loss === loss && row.rule === rule);
  assert(row, `no row ${loss} / ${rule}`);
  return row;
}

Deno.test("conform computes every named rule with the function of that rule, over its denominator", () => {
  const options = { margin: 0.5 };
  const { counts } = batchAllTripletLoss(points, labels, options);
  assert(new Set(Object.values(counts)).size === 5, "counts that cannot be taken for each other");
  const all = (more: object) => batchAllTripletLoss(points, labels, { ...options, ...more }).loss;
  const hard = (rule: BatchHardRule, more = {}) =>
    batchHardTripletLoss(points, labels, { ...options, rule, ...more }).loss;
  const semiHard = (rule: "all" | "nearest") =>
    semiHardTripletLoss(points, labels, { ...options, rule }).loss;
  const circle = (rule: "pooled" | "per-anchor") => batchCircleLoss(points, labels, { rule });
  // Of seven anchors two are alone in their class; the other five stand in eight ordered pairs.
  assertEquals(
    conform(points, labels, options).map((row) => [
      ...[row.loss, row.rule, row.value, row.denominator],
    ]),
    [
      ["batch all", "mean over non-zero", all({}), counts.positive],
      ["batch all", "mean", all({ reduction: "mean" }), counts.valid],
      ["batch all", "smooth", all({ soft: true }), counts.valid],
      ["batch hard", "tensorflow", hard("tensorflow"), 7],
      ["batch hard", "pytorch", hard("pytorch"), 7],
      ["batch hard", "valid", hard("valid"), 5],
      ["batch hard", "soft margin", hard("valid", { margin: 0, soft: true }), 5],
      ["semi-hard", "all", semiHard("all"), counts.semiHard],
      ["semi-hard", "nearest", semiHard("nearest"), 8],
      ["circle", "pooled", circle("pooled"), 1],
      ["circle", "per-anchor", circle("per-anchor"), 5],
      ["sentence-transformers", "BatchAllTripletLoss", all({}), counts.positive],
      ["sentence-transformers", "BatchHardTripletLoss", hard("tensorflow"), 7],
      [
        "sentence-transformers",
        "BatchHardSoftMarginTripletLoss",
        hard("tensorflow", { margin: 0, soft: true }),
        7,
      ],
      ["sentence-transformers", "BatchSemiHardTripletLoss", semiHard("nearest"), 8],
    ],
  );
});

Deno.test("conform explains a batch with lone anchors: 7/5 between the two denominators", () => {
  const rows = conform(points, labels, { margin: 5 });
  const all = rowOf(rows, "batch hard", "tensorflow");
  const valid = rowOf(rows, "batch hard", "valid");
  assertEquals([all.denominator, valid.denominator], [7, 5]);
  // With a margin beyond all distances nothing is clipped: the two sums differ by the lone
  // anchors'.
  assertStringIncludes(all.why, "all 7 anchors");
  assertStringIncludes(all.why, "2 of them");
  assertStringIncludes(valid.why, "the 5 anchors");
});

Deno.test("conform's sums agree where only the denominator differs", () => {
  const rows = conform(points, labels, { margin: 0.5 });
  const nonZero = rowOf(rows, "batch all", "mean over non-zero");
  const mean = rowOf(rows, "batch all", "mean");
  assertAlmostEquals(nonZero.value! * nonZero.denominator, mean.value! * mean.denominator, 1e-12);
});

Deno.test("conform on one class: the margin, no value, and 0, each with its reason", () => {
  const rows = conform([[0], [1]], [4, 4], { margin: 0.5 });
  assertEquals(rowOf(rows, "batch hard", "tensorflow").value, 0.5);
  assertStringIncludes(rowOf(rows, "batch hard", "tensorflow").why, "collapsed");
  assertEquals(rowOf(rows, "batch hard", "pytorch").value, null);
  assertEquals(rowOf(rows, "batch hard", "valid").value, 0);
});

Deno.test("conform has a finite value or null on the ugliest batches", () => {
  const batches: [number[][], number[]][] = [
    [[], []],
    [[[1]], [0]],
    [[[1], [1]], [0, 1]],
    [[[2, 2], [2, 2], [2, 2], [2, 2]], [0, 0, 1, 1]],
    [[[0, 0], [0, 0]], [3, 3]],
  ];
  for (const [x, y] of batches) {
    for (const { value, why } of conform(x, y, { margin: 0 })) {
      assert(value === null || Number.isFinite(value));
      assert(why.endsWith("."));
    }
    const { why } = rowOf(conform(x, y, { margin: 0 }), "batch hard", "tensorflow");
    assertEquals(why.includes("an empty batch"), x.length === 0);
  }
});

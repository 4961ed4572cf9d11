import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  conform,
} from "#lib/reference/mod.ts";
import { randomBatch } from "./oracles.ts";

const labels = [0, 0, 0, 1, 1, 2, 3];
const points = randomBatch(7, 7, 3);

function rowOf(rows: ReturnType<typeof conform>, loss: string, rule: string) {
  const row = rows.find((row) => row.loss === loss && row.rule === rule);
  assert(row, `no row ${loss} / ${rule}`);
  return row;
}

Deno.test("conform computes every named rule with the function of that rule", () => {
  const rows = conform(points, labels, { margin: 0.5 });
  const margin = 0.5;
  assertEquals(
    rowOf(rows, "batch all", "mean over non-zero").value,
    batchAllTripletLoss(points, labels, { margin }).loss,
  );
  for (const rule of ["tensorflow", "pytorch", "valid"] as const) {
    assertEquals(
      rowOf(rows, "batch hard", rule).value,
      batchHardTripletLoss(points, labels, { margin, rule }).loss,
    );
  }
  for (const rule of ["pooled", "per-anchor"] as const) {
    assertEquals(rowOf(rows, "circle", rule).value, batchCircleLoss(points, labels, { rule }));
  }
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
  }
});

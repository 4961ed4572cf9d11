import process from "node:process";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  bestTime,
  followTraining,
  grownMemory,
  raceOperators,
  rowsOf,
  shrinkingClasses,
} from "#lib/lessons/mod.ts";
import type { StepRecord } from "#lib/training/mod.ts";

Deno.test("bestTime() leaves the first run out and keeps the shortest of the others", () => {
  const ends = [0, 9, 20, 22, 30, 37];
  let [asked, worked] = [0, 0];
  const best = bestTime(() => worked++, { runs: 3, now: () => ends[asked++] });
  assertEquals([best, worked], [2, 4]);
  assertThrows(() => bestTime(() => {}, { runs: 0 }), RangeError, "runs");
});

Deno.test("followTraining() keeps every record and lets an error through", async () => {
  async function* broken() {
    yield { step: 1, loss: 1, active: 1 } as StepRecord;
    throw new RangeError("diverged");
  }
  const output = { show() {}, interval: 0 };
  const caught = await followTraining(broken(), { total: 2, output }).catch((error) => error);
  assert(caught instanceof RangeError);
});

Deno.test("rowsOf() gives whole rows and refuses others", () => {
  assertEquals(rowsOf([], 3), []);
  assertThrows(() => rowsOf([1, 2, 3], 2), RangeError, "whole rows of 2 numbers, got 3");
});

Deno.test("shrinkingClasses() keeps centres and directions while the spread shrinks", () => {
  const [none, wide, wider] = [0, 0.5, 1].map((spread) => shrinkingClasses(spread).points);
  wide.forEach((x, i) =>
    x.forEach((value, k) => assertAlmostEquals(value, (none[i][k] + wider[i][k]) / 2, 1e-6))
  );
  none.forEach((x) => assertAlmostEquals(Math.hypot(...x), 1, 1e-6));
});

Deno.test("raceOperators() and grownMemory() refuse sizes that are none", () => {
  assertThrows(() => raceOperators({ sizes: [] }), RangeError, "sizes: expected at least one");
  assertThrows(() => raceOperators({ sizes: [8, 2.5] }), RangeError, "got 2.5");
  assertThrows(() => grownMemory([0]), RangeError, "got 0");
});

Deno.test("grownMemory() tells by how many megabytes the process has grown, at least one", () => {
  const measured = process.memoryUsage;
  const sizes = [500e6, 500.2e6, 507e6, 650e6]; // before, and after each batch
  process.memoryUsage = (() => ({ rss: sizes.shift() })) as unknown as typeof measured;
  try {
    assertEquals(grownMemory([4, 8, 12]), [[4, 1], [8, 7], [12, 150]]);
  } finally {
    process.memoryUsage = measured;
  }
});

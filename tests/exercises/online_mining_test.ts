import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as exercises from "#lib/exercises/online_mining.ts";

const hint = (verdict: true | string, words: string) => {
  assert(verdict !== true, "a wrong answer was taken");
  assertStringIncludes(verdict, words);
};

Deno.test("exercise 2.1 wants the smallest number of classes", () => {
  const { check } = exercises.classesForTriplets;
  assertEquals(check(47, undefined), true);
  hint(check(46, undefined), "fewer than 100,000");
  hint(check(48, undefined), "fewer are too");
  hint(check(46.5, undefined), "whole number");
});

Deno.test("exercise 2.2 takes one class and six classes, and nothing between", () => {
  const { check } = exercises.noTriplet;
  assertEquals(check([3, 3, 3, 3, 3, 3], undefined), true);
  assertEquals(check([1, 2, 3, 4, 5, 6], undefined), true);
  hint(check([0, 0, 1, 1, 2, 2], undefined), "24 triplets");
  hint(check([0], undefined), "six labels");
});

Deno.test("exercise 2.3 compares with where f is, under the lesson's margin", () => {
  const { check } = exercises.moveF;
  for (const margin of [0.5, 2, 4]) {
    assertEquals(check([9, 0], { margin }), true);
    hint(check([6, 8], { margin }), "the loss is");
  }
});

Deno.test("exercise 2.4 wants the row's maximum, not a large number", () => {
  const { check } = exercises.rowMaximum;
  const adding = (what: (row: number[]) => number): exercises.NearestNegatives => (d, labels) =>
    d.map((row, a) => Math.min(...row.map((v, n) => labels[n] === labels[a] ? v + what(row) : v)));
  assertEquals(check(adding((row) => Math.max(...row)), undefined), true);
  hint(check(adding(() => 0), undefined), "anchor 0");
  hint(check(adding(() => 1e9), undefined), "far apart");
  hint(check(adding(() => Infinity), undefined), "without a negative");
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { article1Case, article1Values } from "#lib/lessons/mod.ts";

Deno.test("article1Values() has numpy's and PyTorch's result for each case", () => {
  const { cases, triplets } = article1Values();
  assert(cases.length > 20, `${cases.length}`);
  for (const { numpy, pytorch, reduction } of cases) {
    assertEquals(numpy.length, reduction === "none" ? triplets.length : 1);
    numpy.forEach((value, i) => assert(Math.abs(value - pytorch[i]) < 1e-12 * (1 + value)));
  }
});

Deno.test("article1Values() adds up the gradients of a point in all its roles", () => {
  const { cases, points } = article1Values();
  for (const { gradient } of cases) {
    assertEquals(gradient.length, points.length);
    // A triplet loss moves points against each other: together, their gradients are zero.
    for (const axis of [0, 1]) {
      const sum = gradient.reduce((total, row) => total + row[axis], 0);
      assert(Math.abs(sum) < 1e-12, `${sum}`);
    }
  }
});

Deno.test("article1Case() finds a case by what differs from the defaults, and refuses others", () => {
  const values = article1Values();
  const { margin, p, eps, swap, reduction } = article1Case(values, {
    p: 3,
    eps: 1e-2,
    margin: 2,
    swap: true,
  });
  assertEquals({ margin, p, eps, swap, reduction }, {
    margin: 2,
    p: 3,
    eps: 1e-2,
    swap: true,
    reduction: "mean",
  });
  assertThrows(() => article1Case(values, { margin: 7 }), RangeError, 'got {"margin":7}');
});

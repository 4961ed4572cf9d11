import { tripletStatistics } from "#lib/mining/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";

/** The definition, in three nested loops. */
function slow(x: number[][], labels: number[], margin: number, squared: boolean) {
  const d = (i: number, j: number) => {
    const sum = x[i].reduce((total, value, k) => total + (value - x[j][k]) ** 2, 0);
    return squared ? sum : Math.sqrt(sum);
  };
  const counts = { easy: 0, semiHard: 0, hard: 0 };
  let valid = 0, sum = 0;
  for (let a = 0; a < x.length; a++) {
    for (let p = 0; p < x.length; p++) {
      sum += d(a, p);
      if (p === a || labels[p] !== labels[a]) continue;
      for (let n = 0; n < x.length; n++) {
        if (labels[n] === labels[a]) continue;
        valid++;
        if (d(a, n) <= d(a, p)) counts.hard++;
        else if (d(a, n) < d(a, p) + margin) counts.semiHard++;
        else counts.easy++;
      }
    }
  }
  return { ...counts, valid, meanDistance: sum / (x.length * (x.length - 1)) };
}

Deno.test("tripletStatistics() counts what three nested loops count, ties and duplicates included", () => {
  const random = seededRandom(2);
  for (let trial = 0; trial < 40; trial++) {
    const size = 2 + random.integer(25), dim = 1 + random.integer(3);
    const grid = trial % 2 === 0; // whole numbers and margin 1: many distances on the boundary
    const x = Array.from(
      { length: size },
      () => Array.from({ length: dim }, () => grid ? random.integer(4) : random.normal()),
    );
    const labels = x.map(() => random.integer(4));
    const margin = grid ? random.integer(3) : random.uniform();
    const squared = trial % 4 < 2;
    const found = tripletStatistics(x.flat(), labels, { dim, margin, squared });
    const expected = slow(x, labels, margin, squared);
    for (const kind of ["easy", "semiHard", "hard"] as const) {
      assertEquals(Math.round(found[kind] * expected.valid), expected[kind], `${kind} ${trial}`);
    }
    assertAlmostEquals(found.meanDistance, expected.meanDistance, 1e-12);
  }
});

Deno.test("tripletStatistics() gives percentiles as numpy does", () => {
  // One class at 0, 1, 3: distances 1, 2, 3; the other class at 10: distances 10, 9, 7.
  const found = tripletStatistics([0, 1, 3, 10], [0, 0, 0, 1], { dim: 1, margin: 1 });
  // numpy.percentile([1, 2, 3], [5, 25, 50, 75, 95]) and of [7, 9, 10]
  assertAlmostEquals(found.positive5, 1.1, 1e-12);
  assertEquals([found.positive25, found.positive50, found.positive75], [1.5, 2, 2.5]);
  assertAlmostEquals(found.positive95, 2.9, 1e-12);
  assertAlmostEquals(found.negative5, 7.2, 1e-12);
  assertEquals([found.negative25, found.negative50, found.negative75], [8, 9, 9.5]);
  assertAlmostEquals(found.negative95, 9.9, 1e-12);
});

Deno.test("tripletStatistics() has an answer for batches without triplets and for collapsed ones", () => {
  const alone = tripletStatistics([1, 2], [0, 1], { dim: 1, margin: 0.2 });
  assertEquals([alone.easy, alone.active, alone.collapsed], [0, 0, false]);
  assert(Number.isNaN(alone.positive50) && alone.negative50 === 1);
  const same = tripletStatistics(new Float32Array(8).fill(3), [0, 0, 1, 1], {
    dim: 2,
    margin: 0.2,
  });
  assertEquals([same.hard, same.meanDistance, same.collapsed], [1, 0, true]);
  const empty = tripletStatistics([], [], { dim: 2, margin: 0.2 });
  assertEquals([empty.active, empty.meanDistance, empty.collapsed], [0, 0, false]);
});

Deno.test("tripletStatistics() names what it cannot take", () => {
  assertThrows(
    () => tripletStatistics([1, 2, 3], [0, 1], { dim: 2, margin: 1 }),
    RangeError,
    "embeddings: expected whole rows of dim = 2 numbers, got 3 numbers",
  );
  assertThrows(
    () => tripletStatistics([1, 2], [0, 1], { dim: 1, margin: -1 }),
    RangeError,
    "margin: expected a finite number of at least 0",
  );
  assertThrows(
    () => tripletStatistics([0, 1, 2, NaN, 4, 5], [0, 0, 1], { dim: 2, margin: 1 }),
    RangeError,
    "embeddings: expected finite numbers, got NaN at row 1, column 1",
  );
});

Deno.test("tripletStatistics() agrees with the reference layer", () => {
  const random = seededRandom(8);
  for (let trial = 0; trial < 20; trial++) {
    const size = 2 + random.integer(20), dim = 2, margin = trial % 3 === 0 ? 0 : random.uniform();
    const x = Array.from({ length: size }, () => [random.integer(3), random.normal()]);
    const labels = x.map(() => random.integer(3));
    const squared = trial % 2 === 0;
    const found = tripletStatistics(x.flat(), labels, { dim, margin, squared });
    const expected = reference.tripletStatistics(x, labels, { margin, squared });
    for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
      if (typeof expected[name] !== "number") assertEquals(found[name], expected[name], name);
      else assertAlmostEquals(found[name] as number, expected[name], 1e-9, name);
    }
    assertEquals(Object.keys(found), Object.keys(expected));
  }
});

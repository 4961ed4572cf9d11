import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";

// Written down from one run: the same seed must give these on every runtime, for ever, because the
// recorded runs were made with them.
Deno.test("seededRandom() gives the recorded numbers for seed 42", () => {
  const random = seededRandom(42);
  assertEquals([random.uniform(), random.uniform()], [0.741498476752417, 0.6268343975396478]);
  assertEquals([random.normal(), random.normal()], [0.09973426901690448, -0.9936632509539063]);
  assertEquals(random.shuffle([0, 1, 2, 3, 4, 5, 6, 7]), [5, 7, 1, 4, 6, 2, 0, 3]);
  assertEquals([random.integer(1000), random.integer(1000)], [47, 282]);
});

Deno.test("seededRandom() gives streams of one seed, and neighbouring seeds, nothing in common", () => {
  const firsts = [];
  for (let seed = 0; seed < 50; seed++) {
    for (let stream = 0; stream < 4; stream++) firsts.push(seededRandom(seed, stream).uniform());
  }
  assertEquals(new Set(firsts).size, firsts.length);
  // 200 first numbers of neighbouring seeds fill [0, 1) like 200 independent ones.
  const mean = firsts.reduce((sum, x) => sum + x) / firsts.length;
  assertAlmostEquals(mean, 0.5, 0.08);
  for (let decile = 0; decile < 10; decile++) {
    const share = firsts.filter((x) => Math.floor(x * 10) === decile).length / firsts.length;
    assert(share > 0.03 && share < 0.2, `decile ${decile} holds ${share}`);
  }
});

Deno.test("seededRandom().normal() has the moments of the normal distribution", () => {
  const random = seededRandom(1);
  const draws = Array.from({ length: 40_000 }, () => random.normal());
  const moment = (n: number) => draws.reduce((sum, x) => sum + x ** n, 0) / draws.length;
  assertAlmostEquals(moment(1), 0, 0.02);
  assertAlmostEquals(moment(2), 1, 0.03);
  assertAlmostEquals(moment(3), 0, 0.06);
  assertAlmostEquals(moment(4), 3, 0.15);
});

Deno.test("seededRandom().integer() and shuffle() are even, and shuffle() copies", () => {
  const random = seededRandom(3);
  const counts = new Array(7).fill(0);
  for (let i = 0; i < 14_000; i++) counts[random.integer(7)]++;
  for (const count of counts) assertAlmostEquals(count, 2000, 200);

  const orders = new Map<string, number>();
  const values = new Int32Array([0, 1, 2]);
  for (let i = 0; i < 6000; i++) {
    const key = random.shuffle(values).join("");
    orders.set(key, (orders.get(key) ?? 0) + 1);
  }
  assertEquals(orders.size, 6);
  for (const count of orders.values()) assertAlmostEquals(count, 1000, 150);
  assertEquals([...values], [0, 1, 2]);
});

Deno.test("seededRandom() names what it cannot take", () => {
  assertThrows(() => seededRandom(-1), RangeError, "seed: expected an integer");
  assertThrows(() => seededRandom(0.5), RangeError, "seed");
  assertThrows(() => seededRandom(1, 2 ** 32), RangeError, "stream");
  assertThrows(() => seededRandom(1).integer(0), RangeError, "n: expected a positive integer");
});

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { readBatchHardClaims } from "#lib/experiments/mod.ts";

const claims = await readBatchHardClaims();

Deno.test("readBatchHardClaims() gives one number a seed, for each setting that was recorded", () => {
  const { facts, values, count } = claims;
  const { seeds, settings, configuration: { batches } } = facts;
  assertEquals(count, settings.length * seeds.length);
  for (const { margin, normalize, samples, steps } of settings) {
    const batch = samples * batches.classes;
    const found = values({ margin, normalize, batch, steps });
    assertEquals(found.length, seeds.length);
    assert(found.every((value) => value > 0 && value < 1));
  }
});

Deno.test("readBatchHardClaims() changes only what it is told, and knows both judges", () => {
  const { middle, values, untrained } = claims;
  assertEquals(values({}), values(middle));
  assert(values({ margin: 2 }).some((value, i) => value !== values({})[i]));
  assert(values({}, "mapAtR").every((value, i) => value < values({})[i]));
  assert(untrained.every((value, i) => value < values({})[i]), "training helps");
});

Deno.test("readBatchHardClaims() tells the way: distances and active shares, in order", () => {
  const way = claims.negatives(0.3);
  assert(way.length > 10);
  way.forEach(([step, d], i) => assert((i === 0 || step > way[i - 1][0]) && d > 0 && d < 2));
  assert(claims.leastActive(2) > claims.leastActive(0.3));
});

Deno.test("readBatchHardClaims() refuses what was not recorded", async () => {
  assertThrows(() => claims.values({ margin: 7 }), RangeError, "got margin 7, normalize true");
  await assertRejects(() => readBatchHardClaims({ folder: "tests" }), RangeError, "batch_hard");
});

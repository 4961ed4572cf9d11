import { assert, assertEquals, assertRejects } from "@std/assert";
import { readComparison } from "#lib/experiments/mod.ts";

Deno.test("readComparison() gives one number a seed, and the same untrained networks to all", async () => {
  const { strategies, steps, values, facts: { seeds } } = await readComparison();
  assertEquals(strategies.length, 5);
  assertEquals(steps[0], 0);
  for (const strategy of strategies) {
    for (const step of steps) {
      const found = values(strategy, "recall1", step);
      assertEquals(found.length, seeds.length, `${strategy} at step ${step}`);
      assert(found.every((value) => value > 0 && value < 1));
    }
    assertEquals(values(strategy, "eer", 0), values("offline", "eer", 0));
    assertEquals(values(strategy, "mapAtR"), values(strategy, "mapAtR", steps[steps.length - 1]));
  }
});

Deno.test("readComparison() gives shares that add up, in the order of the steps", async () => {
  const { onTheWay } = await readComparison();
  const way = onTheWay("batch hard");
  assert(way.length > 10);
  way.forEach(({ step, easy, semiHard, hard }, i) => {
    assert(Math.abs(easy + semiHard + hard - 1) < 1e-6, `step ${step}`);
    assert(i === 0 || step > way[i - 1].step);
  });
});

Deno.test("readComparison() refuses a folder without the recording", async () => {
  await assertRejects(() => readComparison({ folder: "tests" }), RangeError, "comparison");
});

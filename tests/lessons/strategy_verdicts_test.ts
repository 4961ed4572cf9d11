import { assertEquals } from "@std/assert";
import type { Comparison, Judge } from "#lib/experiments/mod.ts";
import { strategyVerdicts } from "#lib/lessons/mod.ts";
import type { StrategyName } from "#lib/experiments/studies/comparison.ts";

/** Three strategies, three seeds: one clearly first, two that take turns. */
const made: Partial<Record<StrategyName, number[]>> = {
  "offline": [0.5, 0.6, 0.4],
  "batch all": [0.6, 0.5, 0.5],
  "circle": [0.8, 0.81, 0.79],
};

const comparison: Comparison = {
  facts: {} as Comparison["facts"],
  strategies: Object.keys(made) as StrategyName[],
  steps: [0, 10],
  values: (strategy: StrategyName, _judge: Judge, step = 10) =>
    made[strategy]!.map((value) => step === 0 ? value - 0.3 : value),
  onTheWay: () => [],
};
const { apart, compare, fits, gained, ranking, standing } = strategyVerdicts(comparison);

Deno.test("strategyVerdicts() ranks by the means, the best first", () => {
  assertEquals(ranking("recall1"), ["circle", "batch all", "offline"]);
  assertEquals(ranking("eer"), ["offline", "batch all", "circle"]);
  assertEquals(ranking("milliseconds")[0], "offline");
});

Deno.test("strategyVerdicts() tells apart seed by seed", () => {
  assertEquals(apart("recall1"), [["offline", "circle"], ["batch all", "circle"]]);
  assertEquals(compare("recall1", "circle", "offline").verdict, "better");
  assertEquals(compare("eer", "circle", "offline").verdict, "worse");
  assertEquals(gained("recall1", "offline").verdict, "better");
  assertEquals(gained("recall1", "offline", 10).verdict, "not told apart");
});

Deno.test("strategyVerdicts() says where each stands, and who may be taken", () => {
  assertEquals(fits("recall1"), ["circle"]);
  assertEquals(fits("trainedEer"), ["offline", "batch all"]);
  assertEquals(standing("recall1", "circle"), "0.800 best");
  assertEquals(standing("recall1", "offline"), "0.500 worse");
  assertEquals(standing("milliseconds", "batch all"), "0.5 open");
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import { questionVerdict } from "#lib/evaluation/mod.ts";
import { readStrategies } from "#lib/experiments/mod.ts";
import { splitNumbers, splitProgram } from "#lib/live/class_splits/program.ts";
import { classSplits } from "#lib/live/mod.ts";
import { drawFigure } from "#lib/live/runtime/draw_figure.ts";
import { splitExample } from "./split_example.ts";

Deno.test("classSplits() says what the one rule says to the recorded differences", async () => {
  const { facts, names, values } = await readStrategies();
  const of = (judge: "map_at_r" | "recall_at_1") =>
    Object.fromEntries(names.map((name) => [name, values(name, judge)]));
  const recorded = { "MAP@R": of("map_at_r"), "recall@1": of("recall_at_1") };
  const splits = facts.splits.map(({ name }) => name);
  const { state } = classSplits({ splits, values: recorded });
  assert(JSON.stringify(state).length < 6000);
  const words = new Set<string>();
  for (const [judge, own] of Object.entries(recorded)) {
    for (const first of names) {
      for (const second of names) {
        for (const counted of [2, 5, splits.length]) {
          const differences = own[first].map((one, i) => one - own[second][i]);
          const effect = { name: "", values: differences.slice(0, counted) };
          const { verdict, effects: [{ mean, low, p }] } = questionVerdict([effect]);
          const shown = splitNumbers({ ...state, judge, first, second, counted });
          // The figure keeps four digits of each value, which may turn a p at the very edge.
          if (Math.abs(p - 0.05) > 0.002) assertEquals(shown.verdict, verdict);
          words.add(shown.verdict);
          assert(Math.abs(shown.mean - mean) < 1e-4);
          // A difference of such digits is off by 1e-4; of two, Student's t makes 13e-4 of it.
          assert(Math.abs(shown.low - low) < 1.5e-3);
          assert(shown.differences.every((one) => Math.abs(one) < shown.reach));
        }
      }
    }
  }
  assertEquals([...words].sort(), ["does not hold", "holds", "not decided"]);
});

Deno.test("turning a pair of strategies round turns the word", () => {
  const { state } = classSplits(splitExample);
  const word = (first: string, second: string) => splitNumbers({ ...state, first, second }).verdict;
  assertEquals(word("hard", "random"), "holds");
  assertEquals(word("random", "hard"), "does not hold");
  assertEquals([word("hard", "hard"), word("soft", "random")], Array(2).fill("not decided"));
});

Deno.test("every width, pair and count gives a picture of finite numbers", () => {
  const { state } = classSplits(splitExample);
  for (const width of [300, 390, 760]) {
    for (const first of ["random", "hard"]) {
      for (const counted of [2, 5]) {
        const { svg } = drawFigure(splitProgram, { ...state, first, counted }, {
          ...{ width, live: true, id: "x-" },
        });
        assert(!/NaN|Infinity|undefined/.test(JSON.stringify(svg)), `${first} ${counted}`);
      }
    }
  }
});

Deno.test("classSplits() refuses what it cannot show", () => {
  const wrong = (changed: object, type: typeof RangeError | typeof TypeError, message: string) =>
    assertThrows(() => classSplits({ ...splitExample, ...changed }), type, message);
  const { random, hard } = splitExample.values["MAP@R"];
  wrong({ values: {} }, RangeError, "values: expected one judge or more");
  wrong({ values: [random, hard] }, TypeError, "values: expected an object");
  wrong({ values: undefined }, TypeError, "values: expected an object");
  wrong({ values: { j: null } }, TypeError, "values of j: expected an object");
  wrong({ values: { j: { random, hard }, k: undefined } }, TypeError, "values of k: expected");
  wrong({ splits: undefined }, TypeError, "splits: expected an array of names");
  wrong({ splits: [1, 2, 3, 4, 5] }, TypeError, "splits: expected an array of names");
  wrong({ splits: "ABCDE" }, TypeError, "splits: expected an array of names");
  wrong({ title: 3 }, TypeError, "title: expected a text, got 3");
  wrong({ jugde: "MAP@R" }, RangeError, "options: expected splits, values");
  assertThrows(() => classSplits(null as never), TypeError, "options: expected an object");
  assertThrows(() => classSplits(undefined as never), TypeError, "splits: expected an array");
  wrong({ values: { "MAP@R": { hard } } }, RangeError, "values: expected two strategies");
  wrong(
    { splits: ["A"] },
    RangeError,
    "values of random, MAP@R: expected 2 numbers, one a split, got 5",
  );
  wrong({ values: { j: { random, hard }, k: { random } } }, RangeError, "values of hard, k");
  wrong({ values: { j: { random, hard: hard.with(2, NaN) } } }, RangeError, "values of hard, j");
  wrong({ values: { j: { random, hard: "abcde" } } }, TypeError, "values of hard, j");
  wrong({ judge: "F1" }, RangeError, "judge");
  wrong({ first: "none" }, RangeError, "first");
  wrong({ second: 1 }, TypeError, "second");
  wrong({ split: 5 }, RangeError, "split");
  wrong({ counted: 1 }, RangeError, "counted");
});

Deno.test("classSplits() begins with two strategies that differ, and takes arrays of any kind", () => {
  const { splits, values } = splitExample;
  const chosen = (options: { first?: string; second?: string }) => {
    const { first, second } = classSplits({ ...splitExample, ...options }).state;
    return [first, second];
  };
  const [one, other] = Object.keys(values["MAP@R"]);
  assertEquals(chosen({}), [one, other]);
  assertEquals(chosen({ first: other }), [other, one]);
  assertEquals(chosen({ second: one }), [other, one]);
  const { random, hard } = values["MAP@R"];
  const typed = { random: Float64Array.from(random), hard: Float64Array.from(hard) };
  const plain = classSplits({ splits, values: { j: { random, hard } } });
  assertEquals(classSplits({ splits, values: { j: typed } as never }).alt, plain.alt);
});

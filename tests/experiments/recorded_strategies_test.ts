import { readFileSync } from "node:fs";
import { meanInterval } from "#lib/evaluation/mod.ts";
import { answersOf, pairsOf, readStrategies, strategies } from "#lib/experiments/mod.ts";
import { sumOf } from "#lib/workspace/sum_beside.ts";
import { claimOfAnswer } from "#lib/lessons/mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";

const { facts, rows, names, values, answers, answer } = await readStrategies();

Deno.test("the recorded strategies: the contrasts are those of the file that was run", () => {
  assertEquals(sumOf(readFileSync(facts.file.name)), facts.file.sha256);
  assertMatch(String(facts.commit), /^[0-9a-f]{40}$/);
  assert(facts.versions.tfjs && facts.machine.backend && facts.date);
});

Deno.test("the recorded strategies: each setting once on each split with each seed", () => {
  const units = new Set(
    rows.map((row) =>
      [
        row.split,
        row.seed,
        row.strategy,
        row.margin,
        row.m,
        row.gamma,
        row.normalised,
        row.rate,
        row.p,
        row.k,
      ]
        .join()
    ),
  );
  const { splits, seeds, settings } = facts;
  assertEquals(units.size, splits.length * seeds.length * settings.length);
  const places = rows.map((row) =>
    [...Object.values({ ...row, milliseconds: 0 }).slice(0, 14)].join()
  );
  assertEquals(new Set(places).size, rows.length);
  assert(
    rows.every(({ map_at_r, recall_at_1 }) =>
      0 < map_at_r && map_at_r <= recall_at_1 && recall_at_1 <= 1
    ),
  );
  for (const { train, dev = [], test } of splits) {
    assertEquals(new Set([...train, ...dev, ...test]).size, 10);
  }
});

Deno.test("the recorded strategies: as many settings for each, and the dev classes have chosen", () => {
  const { p, k } = facts.settings[0];
  const tried = (name: string) =>
    facts.settings.filter((one) => one.strategy === name && one.p === p && one.k === k).length;
  const baselines = ["raw pixels", "PCA", "untrained"];
  const counts = names.filter((name) => !baselines.includes(name)).map(tried);
  assertEquals(new Set(counts).size, 1);
  assert(counts[0] >= 4);
  const chosen = rows.filter((row) => row.chosen);
  assertEquals(chosen.length, 2 * names.length * facts.splits.length * facts.seeds.length);
  const again = strategies.finish!({ evaluations: rows.map((row) => ({ ...row, chosen: false })) });
  assertEquals(again.evaluations.map((row) => row.chosen), rows.map((row) => row.chosen));
});

Deno.test("the recorded strategies: an effect is the mean over seeds, split by split", () => {
  const { effects: [{ values: deltas, low, high }] } = answer("4.18");
  const hard = values("batch hard"), random = values("random triplets");
  deltas.forEach((delta, i) => assertAlmostEquals(delta, hard[i] - random[i], 1e-12));
  assertEquals([low, high], [meanInterval(deltas).low, meanInterval(deltas).high]);
  const contrast = strategies.contrasts(facts.steps).find(({ question }) =>
    question.startsWith("4.18")
  )!;
  const { one, other } = pairsOf(rows, contrast, ["split", "seed"]);
  const mean = (list: readonly number[]) =>
    list.reduce((sum, value) => sum + value, 0) / list.length;
  assertAlmostEquals(mean(one) - mean(other), mean(deltas), 1e-12);
  assertThrows(() => values("batch soft"), RangeError, "strategy: expected one of raw pixels");
  assertThrows(() => answer("9.9"), RangeError, "start: expected the beginning of one of 1.15");
});

Deno.test("answersOf() names both sides by what sets them apart", () => {
  const rows = [1, 2, 3].flatMap((split) =>
    [[1, 0.1], [2, 0.3]].map(([k, margin]) => (
      { split: `${split}`, seed: 1, strategy: "hard", k, margin, r: split * k / 10 }
    ))
  );
  const one = { strategy: "hard", k: 2, margin: 0.3 },
    other = { strategy: "hard", k: 1, margin: 0.1 };
  const [{ effects: [{ name, values }], splits }] = answersOf(rows, [
    { question: "more", one, other, judge: "r" },
  ]);
  assertEquals([name, splits], ["hard: k 2, margin 0.3 − k 1, margin 0.1", 3]);
  values.forEach((value, i) => assertAlmostEquals(value, (i + 1) / 10, 1e-12));
});

Deno.test("claimOfAnswer() says no more than the answer", () => {
  for (const one of answers) {
    const { claim, verdict, evidence } = claimOfAnswer(one);
    assertEquals(verdict, one.verdict);
    assert(!/^\d/.test(claim) && one.question.endsWith(claim));
    for (const { name } of one.effects) assert(evidence.includes(name));
    assertMatch(
      evidence,
      new RegExp(`^${facts.splits.length} splits, [^]+;\\nseen in 8 of 10 such studies: `),
    );
  }
  assertEquals(claimOfAnswer(answers[0], "In words").claim, "In words");
});

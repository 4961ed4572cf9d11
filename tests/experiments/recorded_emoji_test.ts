import { readFileSync } from "node:fs";
import { meanInterval } from "#lib/evaluation/mod.ts";
import { emoji, pairsOf, readEmoji } from "#lib/experiments/mod.ts";
import { sumOf } from "#lib/workspace/sum_beside.ts";
import { claimOfAnswer } from "#lib/lessons/mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";

const { facts, rows, names, values, answers } = (await readEmoji())!;
const { splits, seeds, settings } = facts;

Deno.test("the recorded emoji: the questions and splits are those of the file that was run", async () => {
  assertEquals(sumOf(readFileSync(facts.file.name)), facts.file.sha256);
  assertMatch(String(facts.commit), /^[0-9a-f]{40}$/);
  assertEquals(splits, (await emoji.splits()).slice(0, splits.length));
  assert(splits.length >= 5 && seeds.length >= 3);
  assertEquals(JSON.parse(JSON.stringify(emoji.configuration)), facts.configuration);
});

Deno.test("the recorded emoji: no class and no near twin is on two sides of a split", () => {
  for (const { train, dev = [], test } of splits) {
    assertEquals(
      new Set([...train, ...dev, ...test]).size,
      train.length + dev.length + test.length,
    );
  }
  const hands = new Set(splits.map(({ name }) => name.split(" ")[1]));
  assertEquals(hands.size, Math.min(4, splits.length));
});

Deno.test("the recorded emoji: dev classes chose one of as many settings for each strategy", () => {
  assertEquals(names, settings.map((setting) => (setting as { strategy: string }).strategy));
  for (const { name } of splits) {
    for (const strategy of names) {
      const own = rows.filter((row) => row.split === name && row.strategy === strategy);
      const dev = own.filter(({ part, seed }) => part === "dev" && seed === seeds[0]);
      const fixed = ["raw pixels", "PCA", "untrained"].includes(strategy);
      assertEquals(dev.length, fixed ? 1 : 5, strategy);
      const best = dev.reduce((a, b) => b.map_at_r > a.map_at_r ? b : a);
      assertEquals(dev.filter(({ chosen }) => chosen), [best]);
      const wayOf = ({ margin, m, gamma, rate }: typeof best) => [margin, m, gamma, rate].join();
      const reported = own.filter(({ part, chosen }) => part === "test" && chosen);
      assertEquals(new Set(reported.map(wayOf)), new Set([wayOf(best)]));
      assertEquals(reported.length, 3 * seeds.length);
      assert(reported.every(({ k, left_out }) => k === (left_out ? 3 : 4)));
    }
  }
});

Deno.test("the recorded emoji: an effect is the mean over seeds, split by split, and the words are the rule's", () => {
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const contrasts = emoji.contrasts(facts.steps);
  for (const { question, verdict, effects, judge } of answers) {
    assertEquals(judge, "map_at_r");
    const own = contrasts.filter((contrast) => contrast.question === question);
    own.forEach((contrast, i) => {
      const { one, other } = pairsOf(rows, contrast, ["split", "seed"]);
      assertEquals(one.length, splits.length * seeds.length);
      assertAlmostEquals(mean(one) - mean(other), effects[i].mean, 1e-12);
      assertAlmostEquals(meanInterval(effects[i].values).low, effects[i].low, 1e-12);
    });
    const decided = effects.filter(({ p }) => p <= 0.05).map(({ mean }) => Math.sign(mean));
    const [only, ...more] = new Set(decided);
    const whole = decided.length === effects.length;
    const word = only && more.length === 0
      ? {
        "1": whole ? "holds" : "holds in part",
        "-1": whole ? "does not hold" : "fails in part",
      }[only]
      : undefined;
    assertEquals(verdict, word ?? "not decided");
    assertEquals(claimOfAnswer({ ...answers[0], question, verdict, effects }).verdict, verdict);
  }
});

Deno.test("the recorded emoji: what needs no training is the same with and without a hand", () => {
  for (const strategy of ["raw pixels", "untrained"]) {
    assertEquals(values(strategy, "a hand trained on"), values(strategy, "a hand left out"));
  }
  assert(values("PCA", "all drawings", "recall_at_1").every((value) => value > 0 && value < 1));
});

Deno.test("readEmoji() gives nothing where nothing was recorded", async () => {
  assertEquals(await readEmoji({ folder: "no-such-folder" }), undefined);
});

import { meanInterval, questionVerdict } from "#lib/evaluation/mod.ts";
import { studentQuantile, studentTail } from "#lib/evaluation/student_t.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";

Deno.test("Student's t has the quantiles and tails of the tables", () => {
  const table = [[1, 12.7062], [2, 4.30265], [4, 2.77645], [9, 2.26216], [30, 2.04227], [
    1000,
    1.96234,
  ]];
  for (const [df, t] of table) {
    assertAlmostEquals(studentQuantile(0.025, df), t, 6e-5 * t);
    assertAlmostEquals(studentTail(studentQuantile(0.01, df), df), 0.02, 1e-12);
  }
  assertEquals(studentTail(0, 3), 1);
  assertEquals(studentTail(Infinity, 3), 0);
  assertAlmostEquals(studentTail(1, 1), 0.5, 1e-12);
});

/** `count` contrasts of `n` repeats each: a common part, which correlates them, and one of their own. */
function drawn(random: ReturnType<typeof seededRandom>, effects: readonly number[], n: number) {
  const common = Array.from({ length: n }, () => random.normal());
  return effects.map((effect, i) => ({
    name: String(i),
    values: common.map((part) => effect + 0.7 * part + 0.7 * random.normal()),
  }));
}

Deno.test("questionVerdict() answers at most five of a hundred questions about nothing, either way", () => {
  const random = seededRandom(11), rounds = 3000;
  for (const [contrasts, n] of [[1, 10], [4, 10], [12, 5]]) {
    const words = Array.from(
      { length: rounds },
      () => questionVerdict(drawn(random, Array(contrasts).fill(0), n)).verdict,
    );
    const beyond = 3 * Math.sqrt(0.025 * 0.975 / rounds);
    for (const side of [["holds", "holds in part"], ["does not hold", "fails in part"]]) {
      const said = words.filter((word) => side.includes(word)).length;
      assert(said / rounds <= 0.025 + beyond, `${contrasts} of ${n}: ${side[0]} ${said}`);
      if (contrasts === 1) assert(words.filter((word) => word === side[0]).length > 45);
    }
  }
});

Deno.test("questionVerdict() decides the effect that it calls visible in eight of ten experiments", () => {
  const random = seededRandom(12), rounds = 2000;
  const sigma = Math.sqrt(0.7 ** 2 + 0.7 ** 2);
  for (const contrasts of [1, 3]) {
    const reach = studentQuantile(0.025 / contrasts, 9) + studentQuantile(0.2, 9);
    const effect = reach * sigma / Math.sqrt(10);
    let seen = 0;
    for (let i = 0; i < rounds; i++) {
      const { effects: [{ p, mean }] } = questionVerdict(
        drawn(random, [effect, ...Array(contrasts - 1).fill(0)], 10),
      );
      if (p <= 0.05 && mean > 0) seen++;
    }
    assert(seen / rounds > 0.77 && seen / rounds < 0.88, `${contrasts}: ${seen / rounds}`);
  }
  const [{ visible }] = questionVerdict([{ name: "", values: [1, 2, 3] }]).effects;
  assertAlmostEquals(visible, (4.30265 + 1.06066) / Math.sqrt(3), 1e-4);
});

Deno.test("questionVerdict() takes no side, and weighs all contrasts of a question", () => {
  const sure = [0.3, 0.31, 0.29, 0.3], open = [0.3, -0.3, 0.1, -0.1];
  const turned = (values: number[]) => values.map((value) => -value);
  const ask = (...all: number[][]) =>
    questionVerdict(all.map((values, i) => ({ name: `${i}`, values }))).verdict;
  assertEquals([ask(sure), ask(turned(sure)), ask(open)], [
    "holds",
    "does not hold",
    "not decided",
  ]);
  assertEquals([ask(sure, sure), ask(sure, open)], ["holds", "holds in part"]);
  assertEquals([ask(turned(sure), turned(sure)), ask(open, turned(sure))], [
    "does not hold",
    "fails in part",
  ]);
  assertEquals(ask(sure, turned(sure)), "not decided");
  assertEquals(ask(sure, open, turned(sure)), "not decided");
  assertEquals(ask([0, 0, 0]), "not decided");
  const random = seededRandom(13);
  for (let i = 0; i < 200; i++) {
    const effects = drawn(random, [0.5, -0.5, 1], 6);
    const swapped = effects.map(({ name, values }) => ({ name, values: turned(values) }));
    const words = {
      "holds": "does not hold",
      "holds in part": "fails in part",
      "fails in part": "holds in part",
      "does not hold": "holds",
      "not decided": "not decided",
    };
    const one = questionVerdict(effects), other = questionVerdict(swapped);
    assertEquals(other.verdict, words[one.verdict]);
    assertEquals(other.effects.map(({ p }) => p), one.effects.map(({ p }) => p));
  }
});

Deno.test("questionVerdict() corrects by Holm: the smallest times k, and in order", () => {
  // Of 4 values, t = mean / (deviation / 2): made to have these two-sided probabilities.
  const of = (p: number) => {
    const base = [-1, 1, -1, 1], { deviation } = meanInterval(base);
    const shift = studentQuantile(p / 2, 3) * deviation / 2;
    return { name: String(p), values: base.map((value) => value + shift) };
  };
  const { effects, verdict } = questionVerdict([0.03, 0.01, 0.04].map(of));
  effects.forEach(({ p }, i) => assertAlmostEquals(p, [0.06, 0.03, 0.06][i], 1e-9));
  assertEquals(verdict, "holds in part");
  assertEquals(questionVerdict([0.03, 0.02, 0.04].map(of)).verdict, "not decided");
});

Deno.test("questionVerdict() refuses no contrast, and one repeat", () => {
  assertThrows(() => questionVerdict([]), RangeError, "effects: expected at least one");
  assertThrows(() => questionVerdict([{ name: "", values: [1] }]), RangeError, "got 1");
});

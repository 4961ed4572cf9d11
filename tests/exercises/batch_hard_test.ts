import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as exercises from "#lib/exercises/batch_hard.ts";

const hint = (verdict: true | string, words: string) => {
  assert(verdict !== true, "a wrong answer was taken");
  assertStringIncludes(verdict, words);
};

Deno.test("exercise 4.1 counts an anchor's triplets", () => {
  assertEquals(exercises.oneInHowMany.check(168, undefined), true);
  hint(exercises.oneInHowMany.check(32 * 168, undefined), "K - 1 positives");
});

Deno.test("exercise 4.2 wants two anchors of six to have a positive", () => {
  const { check } = exercises.threeTimes;
  assertEquals(check([0, 0, 1, 2, 3, 4], undefined), true);
  hint(check([0, 0, 1, 1, 2, 3], undefined), "1.50 times");
  hint(check([0, 1, 2, 3, 4, 5], undefined), "both give 0");
  hint(check([0, 0], undefined), "six labels");
});

Deno.test("exercise 4.3 takes the word that the interval gives", () => {
  const { check } = exercises.anotherJudge;
  const eight = [0.5, 0.6, 0.7];
  const more = { sixteen: [0.6, 0.71, 0.8], eight };
  const alike = { sixteen: [0.6, 0.5, 0.7], eight };
  assertEquals(check(" Better ", more), true);
  assertEquals(check("worse", { sixteen: eight, eight: more.sixteen }), true);
  assertEquals(check("not told apart", alike), true);
  hint(check("better", alike), "hold 0");
});

Deno.test("exercise 4.4 wants a soft margin that survives large differences", () => {
  const { check } = exercises.softMargin;
  const mean = (of: (x: number) => number): exercises.SoftLoss => (dAp, dAn) =>
    dAp.reduce((sum, far, a) => sum + of(far - dAn[a]), 0) / dAp.length;
  const stable = mean((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
  assertEquals(check(stable, undefined), true);
  hint(check(mean((x) => Math.log(1 + Math.exp(x))), undefined), "for a difference of 1000");
  hint(check(mean((x) => Math.max(x, 0)), undefined), "on the six points");
});

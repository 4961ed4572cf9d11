import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AnswerProblem } from "#lib/exercises/answer_problem.ts";
import { compileAnswer } from "#lib/exercises/compile_answer.ts";
import { evaluateAnswer } from "#lib/exercises/evaluate_answer.ts";
import { spoiledBySwap } from "#lib/exercises/triplet_margin_loss.ts";
import { defineExercise } from "#lib/exercises/mod.ts";
import { exerciseBox } from "#lib/report/exercise_box.ts";
import { exerciseScript } from "#lib/report/exercise_script.ts";

const twice = defineExercise({
  id: "9.1",
  title: "twice",
  form: "code",
  scope: { two: 2, margin: 7 },
  check: (f: (x: number) => number) => f(3) === 6 || "3 gives 6",
});

Deno.test("an answer uses the library, the toy batch and the exercise's own names", () => {
  for (
    const typed of [
      "(x: number): number => two * x",
      "function double<T extends number>(x: T) {\n  return (x as number) * 2;\n};",
      "x => x + reference.pairwiseDistances([a, c])[0][1]",
      "x => x + labels.length / two - 0 * points.length + 0 * names.length",
      "x => x + margin - 4",
    ]
  ) assertEquals(evaluateAnswer(twice, typed), { right: true, message: "" }, typed);
});

Deno.test("an answer may spoil its points: the next one gets new ones", () => {
  evaluateAnswer(twice, "(x) => { a[0] = 99; points.length = 0; return 0; }");
  assertEquals(evaluateAnswer(twice, "x => x + c[0] + a[0]").right, true);
});

Deno.test("what is wrong is told with the reader's own line", () => {
  const lines: [typed: string, line: number, said: string][] = [
    ["(x: number): number =>\n  x +* 2", 2, "did not expect `*`"],
    ["(x) => {\n  const y = [1].map((z) => {\n    return z ** ;\n  });\n}", 3, "`;`"],
    ["[1, 2", 1, "something is missing at the end"],
    ["1); (2", 1, "did not expect `;`"],
    ["const f = x => x", 1, "without `const`"],
    ["x =>\n  y * x", 2, "ReferenceError"],
    ["x => {\n\n  return x.y.z;\n}", 3, "TypeError"],
    ["x =>\n  reference.pairwiseDistances(x)", 2, "embeddings: expected rows"],
  ];
  for (const [typed, line, said] of lines) {
    const verdict = evaluateAnswer(twice, typed);
    assertEquals([verdict.right, verdict.line], [false, line], typed);
    assertStringIncludes(verdict.message, said, typed);
  }
});

Deno.test("an error of the check itself names no line of the answer", () => {
  const { message, line } = evaluateAnswer(twice, "\n\n\n7");
  assertStringIncludes(message, "the check cannot use this answer (TypeError");
  assertEquals(line, undefined);
});

Deno.test("numbers and texts are read as people write them", () => {
  const asNumber = (typed: string) =>
    new Function(`return ${compileAnswer("number", typed, [])}`)();
  assertEquals([" 0.5 ", "-3", "1e-3", "1 / 4"].map((typed) => asNumber(typed)({})), [
    0.5,
    -3,
    0.001,
    0.25,
  ]);
  for (const [typed, said] of [["0,5", "0.5"], ["1.2.3", "one number"], ["", "write a number"]]) {
    assertStringIncludes(
      assertThrows(() => compileAnswer("number", typed, []), AnswerProblem).message,
      said,
    );
  }
  const asText = (typed: string) =>
    new Function(`return ${compileAnswer("text", typed, [])}`)()({});
  assertEquals(["hard", ' "hard" ', "it's \\ `so`", "'"].map(asText), [
    "hard",
    "hard",
    "it's \\ `so`",
    "'",
  ]);
});

Deno.test("a box escapes what a notebook says, and refuses another form", () => {
  const data = {
    id: '9.1"><b>',
    title: "<script>alert(1)</script>",
    form: "code" as const,
    starter: "</textarea><script>alert(2)</script>",
    given: "</section>",
  };
  const { text: html } = exerciseBox(data, "<i>line</i>");
  assertEquals(html.match(/<(?:script|b|i)\b/g), null);
  assertEquals(html.match(/<\/(?:section|textarea)>/g), ["</textarea>", "</section>"]);
  assertThrows(
    () => exerciseBox({ ...data, form: "essay" as "text" }),
    RangeError,
    "form: expected",
  );
});

Deno.test("a lesson without exercises has no script, and no name leads out of the folder", async () => {
  assertEquals(await exerciseScript("42_nothing"), "");
  assertEquals(await exerciseScript("../lessons/check"), "");
});

Deno.test("an answer is the same value each time that the check looks at it", () => {
  const turns =
    "[Symbol.iterator]() { return (this.n = !this.n) ? [9, 0].values() : [0, 1].values(); }";
  for (
    const typed of [
      `[[0, 0], [1, 0], Object.assign([0, 1], { ${turns} })]`,
      "[[0, 0], [1, 0], [0, { valueOf() { return (this.n = !this.n) ? 9 : 1; } }]]",
      "[[0, 0], [1, 0], new Proxy([0, 1], { get: (a, k) => k === '1' ? (a.n = !a.n) ? 9 : 1 : a[k] })]",
    ]
  ) {
    assertEquals(evaluateAnswer(spoiledBySwap, typed).right, false, typed);
  }
});

import { assert, assertEquals } from "@std/assert";
import { evaluateAnswer } from "#lib/exercises/evaluate_answer.ts";
import { SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lessons } from "./lessons.ts";

const all = await lessons();
const every = all.flatMap(({ name, exercises, shown }) =>
  exercises.map((exercise) => ({
    name,
    exercise,
    data: shown.find(({ id }) => id === exercise.id),
  }))
);

/** Files of lib/exercises that are no lesson's. */
const FRAME = [
  "answer_problem",
  "answer_scope",
  "compile_answer",
  "evaluate_answer",
  "exercise",
  "exercises_of",
  "judge_answer",
  "mod",
  "without_types",
];

Deno.test("each module of exercises belongs to a lesson", () => {
  const modules = readdirSync(fileURLToPath(new URL("../../lib/exercises", import.meta.url)))
    .filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
  const known = all.filter(({ exercises }) => exercises.length > 0)
    .map(({ name }) => name.replace(/^\d+_/, ""));
  assertEquals(modules.filter((name) => !FRAME.includes(name)).sort(), known.sort());
});

Deno.test("the exercises of a lesson are numbered from 1, after the lesson", () => {
  assert(every.length > 0);
  for (const { name, number, exercises } of all) {
    assertEquals(
      exercises.map(({ id }) => id),
      exercises.map((_, i) => `${number}.${i + 1}`),
      name,
    );
    for (const { id, title, form } of exercises) {
      assert(title.trim() !== "", `${id} has no title`);
      assert(["number", "text", "code"].includes(form), `${id} has the form ${form}`);
    }
  }
});

Deno.test("each exercise has one solution, and each solution its exercise", () => {
  assertEquals(
    Object.keys(SOLUTIONS).sort(),
    every.map(({ exercise }) => exercise.id).sort(),
  );
});

Deno.test("the notebooks show each exercise once, as its module has it", () => {
  for (const { name, exercises, shown } of all) {
    const stated = ({ id, title, form, starter = "" }: (typeof exercises)[number]) => ({
      id,
      title,
      form,
      starter,
    });
    assertEquals(
      shown.map(({ given: _, ...rest }) => rest).sort((x, y) => x.id.localeCompare(y.id)),
      exercises.map(stated),
      `${name}: run deno task notebooks --only ${name}`,
    );
  }
});

for (const { exercise, data } of every) {
  const { id, title, form, starter } = exercise;
  const given = data?.given ?? undefined;
  const judge = (typed: string) => evaluateAnswer(exercise, typed, given);

  Deno.test(`exercise ${id} (${title}): its solution is right`, () => {
    assertEquals(judge(SOLUTIONS[id]), { right: true, message: "" });
  });

  Deno.test(`exercise ${id} (${title}): other answers get a hint`, () => {
    const wrong = {
      number: ["", "-123456.75", "1e300", "'three'", "no idea"],
      text: ["", "no such word"],
      code: ["", "undefined", "'?'", "[]", "() => undefined", "() => NaN", "x =>", "nowhere()"],
    }[form];
    for (const typed of wrong) {
      const { right, message } = judge(typed);
      assert(!right, `${typed} is no answer`);
      assert(/\w{3}/.test(message), `${typed}: ${message}`);
    }
    if (starter) {
      const { right, message } = judge(starter);
      assert(!right, "the starter is right already");
      assert(!/check cannot use/.test(message) && /\w{3}/.test(message), `starter: ${message}`);
    }
  });
}

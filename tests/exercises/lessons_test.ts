import { assert, assertEquals, assertMatch } from "@std/assert";
import { exercise as judged } from "#lib/lessons/mod.ts";
import { solutionOf, SOLUTIONS } from "#lib/exercises/solutions/mod.ts";
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
const FRAME = ["exercise", "exercise_data", "exercises_of", "mod"];

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
    for (const { id, title } of exercises) assert(title.trim() !== "", `${id} has no title`);
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
    const stated = ({ id, title }: (typeof exercises)[number]) => ({ id, right: null, title });
    assertEquals(
      shown.map(({ given: _, ...rest }) => rest).sort((x, y) => x.id.localeCompare(y.id)),
      exercises.map(stated),
      `${name}: run deno task notebooks --only ${name}`,
    );
  }
});

/** What is no answer to any exercise. */
const WRONG = [NaN, -123456.75, 1e300, "?", [], {}, () => undefined, () => NaN, null];

for (const { exercise, data } of every) {
  const { id, title } = exercise;
  const judge = (answer: unknown) => judged(exercise, answer, data?.given ?? undefined).text;

  Deno.test(`exercise ${id} (${title}): its solution is right`, () => {
    assertEquals(judge(solutionOf(id)), `✓ Exercise ${id} (${title}): right`);
  });

  Deno.test(`exercise ${id} (${title}): other answers get a hint`, () => {
    for (const wrong of WRONG) assertMatch(judge(wrong), /^✗ .*\): .*\w{3}/, String(wrong));
  });
}

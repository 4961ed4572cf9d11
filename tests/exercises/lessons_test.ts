import { assert, assertEquals, assertMatch } from "@std/assert";
import { exercise as judged } from "#lib/lessons/mod.ts";
import sentences from "#lib/exercises/sentences.json" with { type: "json" };
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
const FRAME = ["code_exercise", "data_exercise", "exercise", "exercise_data", "exercises_of"]
  .concat("form", "judge", "lesson_modules", "mod", "value_exercise", "what_is");

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

Deno.test("each mistake has its sentence, and each sentence its mistake", () => {
  const known = Object.entries(sentences).map(([id, own]) => ({
    id,
    told: Object.keys(own).sort(),
  }));
  const own = every.map(({ exercise: { id, mistakes } }) => {
    const told = (sentences as Record<string, Record<string, string>>)[id] ?? {};
    const from = mistakes.filter(({ believes, says }) => told[believes] === says);
    for (const { says } of mistakes) assertMatch(says, /\w{3}/, id);
    return { id, told: from.map(({ believes }) => believes).sort() };
  });
  assertEquals(known, own.filter(({ told }) => told.length > 0));
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

/** What is no answer to any exercise, of many kinds; a function among them that gives odd things. */
const WRONG: readonly [name: string, answer: unknown][] = [
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["a number", -123456.75],
  ["a large number", 1e300],
  ["a text", "?"],
  ["a number as text", "3"],
  ["nothing", null],
  ["true", true],
  ["an empty array", []],
  ["an array with a hole", [1, , 3]], // deno-lint-ignore no-sparse-arrays
  ["an array of NaN", Array(6).fill(NaN)],
  ["rows of rows", [[[1]]]],
  ["a point of three", [1, 2, 3]],
  ["an object", {}],
  ["a promise", Promise.resolve(3)],
  ["a symbol", Symbol("x")],
  ["a date", new Date(0)],
  ["a function without value", () => undefined],
  ["a function of NaN", () => NaN],
  ["a function of text", () => "3"],
  ["a function that throws", () => {
    throw new Error("on purpose");
  }],
  ["a function that throws a text", () => {
    throw "on purpose";
  }],
  ["an async function", async () => await 3],
  ["a class", class {}],
  ["a measurement without numbers", { predicted: "rises", before: "1", after: 2 }],
  ["a measurement of nothing", { predicted: "rises", before: NaN, after: 1 }],
  [
    "an object that throws when it is read",
    new Proxy({}, {
      get() {
        throw new Error("on purpose");
      },
    }),
  ],
];

for (const { exercise, data } of every) {
  const { id, title } = exercise;
  const given = data?.given ?? undefined;
  const judge = (answer: unknown) => judged(exercise, answer, given).text;
  const told = (answer: unknown) => judge(answer).replace(/^✗ Exercise .*?\): /, "");

  Deno.test(`exercise ${id} (${title}): its solution is right`, () => {
    assertEquals(judge(solutionOf(id)), `✓ Exercise ${id} (${title}): right`);
  });

  Deno.test(`exercise ${id} (${title}): whatever else comes in gets a sentence`, () => {
    for (const [name, wrong] of WRONG) {
      const line = judge(wrong);
      assertMatch(line, /^✗ .*\): .*\w{3}/, name);
      assert(!/TypeError|undefined|\[object|not iterable|is not a function/.test(line), line);
    }
  });

  Deno.test(`exercise ${id} (${title}): three mistakes or more are known by their answers`, () => {
    assert(exercise.mistakes.length >= 3, `${exercise.mistakes.length}`);
    for (const { believes, says, example } of exercise.mistakes) {
      const answer = example(given);
      assert(exercise.form.fits(answer), `${believes}: of another form`);
      assertEquals(told(answer), says, believes);
    }
  });
}

Deno.test("a lesson has five exercises or more, in three levels, two that ask for code and two for data", () => {
  for (const { name, exercises } of all) {
    if (name === "00_start") continue;
    assert(exercises.length >= 5, name);
    const levels = new Set(exercises.map(({ level }) => level));
    assertEquals([...levels].sort(), [1, 2, 3], name);
    for (const kind of ["code", "data"]) {
      assert(exercises.filter(({ asks }) => asks === kind).length >= 2, `${name}: ${kind}`);
    }
  }
});

Deno.test("a page's text has no answer that is a value", () => {
  for (const { exercise } of every.filter(({ exercise }) => exercise.asks === "value")) {
    const solution = solutionOf(exercise.id) as number;
    const examples = exercise.mistakes.map(({ example }) => example(undefined));
    assert(!examples.includes(solution), exercise.id);
  }
});

Deno.test("what is hard to tell apart gets its own sentence", () => {
  const find = (id: string) => every.find(({ exercise }) => exercise.id === id)!.exercise;
  const said = (id: string, answer: unknown, given?: unknown) =>
    String(judged(find(id), answer, given).text);
  assertMatch(said("1.2", 5), /expected a point, such as \[1, 2\], got 5$/);
  assertMatch(said("1.3", [0, 0, 3, 4, 6, 8]), /expected three points.*got an array of 6$/);
  assertMatch(said("6.3", () => 5, {}), /expected an array of pairs of names, got 5$/);
  assertMatch(said("0.1", "3"), /expected a whole number, such as 12, got the text "3"$/);
  assertMatch(said("1.6", { predicted: "rises", before: 19, after: 17 }), /right$/);
  assertMatch(said("1.6", { predicted: "falls", before: 17, after: 19 }), /changed places$/);
  assertMatch(
    said("1.6", { predicted: "falls", before: 19, after: 16 }),
    /after the change is anoth/,
  );
  assertMatch(
    said("1.7", { predicted: "rises", before: 19, after: 23 }),
    /after the change is anoth/,
  );
  assertMatch(said("2.6", { predicted: "falls", before: 0.07, after: 0.02 }), /right$/);
  assertMatch(said("5.7", { predicted: "rises", before: 58.15, after: 449 }), /right$/);
  assertMatch(said("1.4", async () => await 0), /a promise, which is no value yet/);
  // One that loses nothing but the answer's last digits is told where.
  assertMatch(said("1.4", (x: number) => Math.log(1 + Math.exp(x)) + 1e-9), /for x = 0: expected/);
});

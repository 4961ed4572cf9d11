import { defineExercise } from "#lib/exercises/mod.ts";

/** A lesson of three exercises, one of each form, for the tests of the boxes. */
export const half = defineExercise({
  id: "9.1",
  title: "a half",
  form: "number",
  check: (x: number, given: { whole: number }) => x === given.whole / 2 || "half of the whole",
});

export const colour = defineExercise({
  id: "9.2",
  title: "the word",
  form: "text",
  check: (word: string) => word.toLowerCase() === "semi-hard" || "neither easy nor hard",
});

export const distance = defineExercise({
  id: "9.3",
  title: "a distance",
  form: "code",
  starter: "(x: number[], y: number[]): number => 0",
  scope: { square: (x: number) => x * x },
  check: (f: (x: number[], y: number[]) => number) =>
    f([0, 0], [3, 4]) === 5 || "from a to b it is 5",
});

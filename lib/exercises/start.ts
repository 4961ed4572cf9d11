import { valueExercise } from "./value_exercise.ts";

export const pairsOfOneClass = valueExercise({
  ...{ id: "0.1", title: "a first exercise", level: 1, hash: "650300538f38d869" },
  mistakes: [
    [6, "(a, b) and (b, a) are two pairs", "a pair is the same from both sides: count it once"],
    [15, "any two points make a pair of one class", "these are all pairs; of one class are fewer"],
    [12, "pairs of two classes were asked for", "these are the pairs of two classes"],
  ],
  hint: "each class has two points, so one pair",
});

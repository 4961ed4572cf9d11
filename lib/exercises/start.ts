import { valueExercise } from "./value_exercise.ts";

export const pairsOfOneClass = valueExercise({
  ...{ id: "0.1", title: "a first exercise", level: 1, hash: "1y82lfx" },
  mistakes: {
    "(a, b) and (b, a) are two pairs": 6,
    "any two points make a pair of one class": 15,
    "pairs of two classes were asked for": 12,
  },
  hint: "each class has two points, so one pair",
});

import { valueExercise } from "./value_exercise.ts";

/** The largest margin, squared, that three classes on the unit sphere have room for. */
export const roomOnTheSphere = valueExercise({
  ...{ id: "7.1", title: "room on the sphere", level: 1, hash: "88b64144fed5695b" },
  mistakes: [
    [4, "any two may be opposite", "two classes can be opposite each other; three cannot all be"],
    [2, "classes are at right angles", "at right angles there is room left: three share a circle"],
    [1, "the radius", "that is the radius; how long is a side of the triangle in the circle?"],
  ],
  hint: "an equilateral triangle in a circle of radius 1: its side, squared",
});

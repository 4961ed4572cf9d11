import type { Exercise } from "./exercise.ts";

/** What a cell of a notebook leaves of an exercise, for the page and the report. */
export interface ExerciseData extends Pick<Exercise, "id" | "title"> {
  /** Whether the answer is right; `null` without one. */
  readonly right: boolean | null;
  /** What the check needs from the lesson's run; `null` for nothing. */
  readonly given: unknown;
}

/** Whether it is one; a notebook may hold anything. */
export function isExerciseData(data: unknown): data is ExerciseData {
  const { id, title } = (data ?? {}) as Partial<ExerciseData>;
  return typeof id === "string" && typeof title === "string";
}

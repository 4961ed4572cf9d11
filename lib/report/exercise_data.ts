/** What a cell of a notebook leaves of an exercise, see `lib/lessons/exercise.ts`. */
export interface ExerciseData {
  /** Lesson and number, as in `1.2`. */
  readonly id: string;
  /** What it is about. */
  readonly title: string;
  /** How it is answered. */
  readonly form: "number" | "text" | "code";
  /** What the answer's box holds at first. */
  readonly starter: string;
  /** What the check needs from the lesson's run; `null` for nothing. */
  readonly given: unknown;
}

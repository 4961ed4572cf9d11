import { defineExercise, type Exercise, type Mistake } from "./exercise.ts";
import { FORMS } from "./form.ts";

/** A prediction, and what was seen: a number before a change and after it. */
export interface Measured {
  /** Said beforehand; wrong or right, it is kept. */
  readonly predicted: "rises" | "falls" | "stays";
  readonly before: number;
  readonly after: number;
}

export interface DataDefinition<Given> extends Pick<Exercise, "id" | "title" | "level"> {
  /** What is seen, about. */
  known: (given: Given) => readonly [before: number, after: number];
  /** How far off `before` may be, and half of how far `after` may, or 1 % where that is more. */
  within: number;
  /** What one reads who takes another number for it: its factor, what one believes, what is said. */
  misread: readonly [factor: number, believes: string, says: string];
}

/** A share that was given as percent. */
export const PERCENT = [100, "percent", "a share from 0 to 1 is asked for, not percent"] as const;

const wayOf = ({ before, after }: Omit<Measured, "predicted">) =>
  before < after ? "rises" : before > after ? "falls" : "stays";

/** An exercise that asks to change one thing, to predict, and to look. */
export function dataExercise<Given = undefined>(
  { known, within, misread: [factor, believes, says], ...rest }: DataDefinition<Given>,
): Exercise<Measured, Given> {
  const near = (one: number, other: number) => Math.abs(one - other) <= within;
  const example = (of: (before: number, after: number) => [number, number]) => (given: Given) => {
    const [before, after] = of(...known(given));
    return { predicted: "rises", before, after } as const;
  };
  const others: Mistake<Measured, Given>[] = [{
    believes: "the change did not reach what was measured",
    made: ({ before, after }, given) => near(before, known(given)[0]) && before === after,
    says: "twice the same number: was it computed again after the change?",
    example: example((before) => [before, before]),
  }, {
    believes: "before and after are exchanged",
    made: ({ before, after }, given) =>
      near(after, known(given)[0]) && near(before, known(given)[1]),
    says: "before and after seem to have changed places",
    example: example((before, after) => [after, before]),
  }, {
    ...{ believes, says },
    made: ({ before }, given) => near(before / factor, known(given)[0]),
    example: example((before, after) => [factor * before, factor * after]),
  }];
  return defineExercise<Measured, Given>({
    ...rest,
    ...{ asks: "data", form: FORMS.measured, others },
    check({ before, after }, given) {
      const [known0, known1] = known(given);
      if (!near(before, known0)) {
        return "the number before the change is another here: compute it with nothing changed";
      }
      const misreadAfter = Math.abs(known1) > within && near(after / factor, known1);
      if (misreadAfter && !near(after, known1)) return says;
      const [seen, way] = [{ before, after }, { before: known0, after: known1 }].map(wayOf);
      if (seen !== way) return `by your numbers it ${seen}; was anything else changed beside?`;
      return Math.abs(after - known1) <=
          Math.max(2 * within, 0.01 * Math.abs(known1)) ||
        "the number after the change is another here: was it computed with that change alone?";
    },
  });
}

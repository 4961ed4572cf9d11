import { checkChoice, checkNumber, expected } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { type ClassSplitsState, splitProgram } from "./class_splits/program.ts";
import { LiveFigure } from "./live_figure.ts";

/** What {@linkcode classSplits} is told: by default it begins with the first judge, strategies and split. */
export type ClassSplitsOptions =
  & Pick<ClassSplitsState, "splits" | "values">
  & Partial<Pick<ClassSplitsState, "title" | "judge" | "first" | "second" | "split" | "counted">>;

/**
 * Two strategies over splits of the classes: their difference in each split, the mean with its 95 %
 * interval, and the word of the one rule (`questionVerdict`) for the claim that the first is better.
 * Judge, strategies, a split to look at and how many splits count are switches in it.
 *
 * @param options `splits`, their names; `values`, by judge and strategy one number a split; and what it
 *   begins with: all splits count by default.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When a value is no number.
 * @throws {RangeError} When there are fewer than two splits or strategies, a strategy has not one finite
 *   value a split, or judge, strategy, split or count are not among those there are.
 *
 * @example
 * ```ts
 * import { classSplits } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const values = { "MAP@R": { hard: [0.5, 0.6, 0.7], random: [0.4, 0.5, 0.61] } };
 * const figure = classSplits({ splits: ["A", "B", "C"], values });
 * assertStringIncludes(figure.alt, "hard better than random, over 3 splits: holds");
 * ```
 */
export function classSplits(options: ClassSplitsOptions): LiveFigure<ClassSplitsState> {
  const { splits, values, title = "Two strategies over splits of the classes", split = 0 } =
    options;
  const judges = Object.keys(values);
  const { judge = judges[0], counted = splits.length } = options;
  checkChoice(judge, judges, "judge");
  const names = Object.keys(values[judge]);
  for (const [judge, of] of Object.entries(values)) {
    for (const name of names) {
      const where = `values of ${name}, ${judge}`;
      if (of[name]?.length !== splits.length || splits.length < 2) {
        const want = `${Math.max(2, splits.length)} numbers, one a split`;
        throw new RangeError(expected(where, want, String(of[name]?.length ?? "none")));
      }
      for (const value of of[name]) checkNumber(value, where);
    }
  }
  if (names.length < 2) throw new RangeError(expected("values", "two strategies", names.join()));
  const { first = names[0], second = names[1] } = options;
  checkChoice(first, names, "first");
  checkChoice(second, names, "second");
  checkNumber(split, "split", { min: 0, max: splits.length - 1, integer: true });
  checkNumber(counted, "counted", { min: 2, max: splits.length, integer: true });
  // Four digits: enough to be judged by, and small in a page.
  const rounded = JSON.parse(
    JSON.stringify(values),
    (_, value) => typeof value === "number" ? significant(value, 4) : value,
  );
  return new LiveFigure(splitProgram, {
    ...{ title, splits: [...splits], values: rounded, judge, first, second, split, counted },
  });
}

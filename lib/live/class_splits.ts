import { checkChoice, checkNumber, checkOptions, describe, expected } from "../checks/mod.ts";
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
 * @throws {TypeError} When a value is no number, or an option is another kind of thing.
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
  const {
    splits,
    values,
    title = "Two strategies over splits of the classes",
    split = 0,
    ...rest
  } = checkOptions(options, "splits values title judge first second split counted");
  if (!Array.isArray(splits) || !splits.every((name) => typeof name === "string")) {
    throw new TypeError(expected("splits", "an array of names", describe(splits)));
  }
  const judges = entriesOf(values, "values").map(([name]) => name);
  if (judges.length === 0) throw new RangeError(expected("values", "one judge or more", "none"));
  const { judge = judges[0], counted = splits.length } = rest;
  checkChoice(judge, judges, "judge");
  const names = entriesOf(values[judge], `values of ${judge}`).map(([name]) => name);
  const rounded = Object.fromEntries(
    Object.entries(values).map(([judge, of]) => [judge, roundedValues(of, judge, names, splits)]),
  );
  if (names.length < 2) {
    throw new RangeError(expected("values", "two strategies or more", names.join() || "none"));
  }
  const { first = names.find((name) => name !== rest.second) } = rest;
  checkChoice(first, names, "first");
  const { second = names.find((name) => name !== first) } = rest;
  checkChoice(second, names, "second");
  checkNumber(split, "split", { min: 0, max: splits.length - 1, integer: true });
  checkNumber(counted, "counted", { min: 2, max: splits.length, integer: true });
  return new LiveFigure(splitProgram, {
    ...{ title, splits: [...splits], values: rounded, judge, first, second, split, counted },
  });
}

/** What an object has; anything else is refused. */
function entriesOf<Value>(of: Readonly<Record<string, Value>>, name: string): [string, Value][] {
  if (typeof of === "object" && of !== null && !Array.isArray(of)) return Object.entries(of);
  throw new TypeError(expected(name, "an object", describe(of)));
}

/** One judge's values with four digits: enough to be judged by, and small in a page. */
function roundedValues(
  of: ClassSplitsState["values"][string],
  judge: string,
  names: readonly string[],
  splits: readonly string[],
): Record<string, number[]> {
  entriesOf(of, `values of ${judge}`);
  const rounded = names.map((name) => {
    const where = `values of ${name}, ${judge}`;
    if (of[name]?.length !== splits.length || splits.length < 2) {
      const want = `${Math.max(2, splits.length)} numbers, one a split`;
      throw new RangeError(expected(where, want, String(of[name]?.length ?? "none")));
    }
    const numbers = Array.from(of[name], (value) => {
      checkNumber(value, where);
      return significant(value, 4);
    });
    return [name, numbers];
  });
  return Object.fromEntries(rounded);
}

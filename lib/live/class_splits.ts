import { checkChoice, checkNumber, checkOptions, refuseKind, refuseValue } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { type ClassSplitsState, splitProgram } from "./class_splits/program.ts";
import { LiveFigure } from "./live_figure.ts";

export type ClassSplitsOptions =
  & Pick<ClassSplitsState, "splits" | "values">
  & Partial<Pick<ClassSplitsState, "title" | "judge" | "first" | "second" | "split" | "counted">>;

/**
 * Two strategies over splits of the classes: their difference in each split, the mean with its 95 %
 * interval, and the word of the one rule (`questionVerdict`) for the claim that the first is better.
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
    refuseKind(splits, "splits", "an array of names");
  }
  const judges = namesOf(values, "values");
  if (judges.length === 0) refuseValue("none", "values", "one judge or more");
  const { judge = judges[0], counted = splits.length } = rest;
  checkChoice(judge, judges, "judge");
  const names = namesOf(values[judge], `values of ${judge}`);
  const rounded = Object.fromEntries(
    Object.entries(values).map(([judge, of]) => [judge, roundedValues(of, judge, names, splits)]),
  );
  if (names.length < 2) refuseValue(names.join() || "none", "values", "two strategies or more");
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

function namesOf(of: Readonly<Record<string, unknown>>, name: string): string[] {
  if (typeof of === "object" && of !== null && !Array.isArray(of)) return Object.keys(of);
  refuseKind(of, name, "an object");
}

/** One judge's values with four digits: enough to be judged by, and small in a page. */
function roundedValues(
  of: ClassSplitsState["values"][string],
  judge: string,
  names: readonly string[],
  splits: readonly string[],
): Record<string, number[]> {
  namesOf(of, `values of ${judge}`);
  const rounded = names.map((name) => {
    const where = `values of ${name}, ${judge}`;
    if (of[name]?.length !== splits.length || splits.length < 2) {
      const want = `${Math.max(2, splits.length)} numbers, one a split`;
      refuseValue(of[name]?.length ?? "none", where, want);
    }
    const numbers = Array.from(of[name], (value) => {
      checkNumber(value, where);
      return significant(value, 4);
    });
    return [name, numbers];
  });
  return Object.fromEntries(rounded);
}

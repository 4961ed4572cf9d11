import { polars } from "../../host/polars.ts";
import type { DataFrame } from "../tfjs_types.ts";
import { readRun } from "./read_run.ts";

/** Several recorded runs in one table each, told apart by the column `run`. */
export interface RecordedRuns {
  /** A row for each step of each run. */
  steps: DataFrame;
  /** A row for each evaluation of each run. */
  evaluations: DataFrame;
  /** A row for each run: its last step and its last evaluation. */
  last: DataFrame;
}

/**
 * Reads recorded runs into one table of steps, one of evaluations and one of outcomes: a line to
 * compare them, a line to plot them.
 *
 * @param names The runs' names.
 * @param options `folder`: where runs are kept (`data/runs` of this project).
 * @returns The three tables, each with the column `run` first.
 * @throws {RangeError} When no name is given, there is no such run, or a file is cut short.
 *
 * @example A plot of losses, a line a run
 * ```ts ignore
 * const { steps, last } = await readRuns(["batch-all-1", "batch-hard-1"]);
 * Plot.plot({ marks: [Plot.line(steps.toRecords(), { x: "step", y: "loss", stroke: "run" })] });
 * last.select("run", "loss", "recall1");
 * ```
 */
export async function readRuns(
  names: readonly string[],
  options: { folder?: string } = {},
): Promise<RecordedRuns> {
  if (names.length === 0) throw new RangeError("names: expected one or more runs, got none");
  const runs = await Promise.all(names.map((name) => readRun(name, options)));
  const pl = await polars();
  const named = (table: DataFrame, name: string) =>
    table.withColumns(pl.lit(name).alias("run")).select("run", ...table.columns);
  const together = (kind: "steps" | "evaluations") => {
    const tables = runs.map((run, i) => ({ table: run[kind], name: names[i] }))
      .filter(({ table }) => table.height > 0)
      .map(({ table, name }) => named(table, name));
    return tables.length > 0
      ? pl.concat(tables, { how: "diagonal" })
      : pl.DataFrame({ run: [] as string[] });
  };
  const last = runs.map((run, i) => {
    const step = named(run.steps.tail(1), names[i]);
    if (run.evaluations.height === 0) return step;
    const evaluation = run.evaluations.tail(1);
    const fresh = evaluation.columns.filter((column) => !step.columns.includes(column));
    return fresh.length > 0
      ? pl.concat([step, evaluation.select(...fresh)], { how: "horizontal" })
      : step;
  });
  return {
    steps: together("steps"),
    evaluations: together("evaluations"),
    last: pl.concat(last, { how: "diagonal" }),
  };
}

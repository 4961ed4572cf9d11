import { refuseValue } from "../checks/mod.ts";
import { join, readFile } from "../host/node.ts";
import { readJson, runsFolder } from "../training/runs/run_folder.ts";
import type { Facts, RowsOf, Study, Tables } from "./study.ts";
import type { StudyPlan } from "./study_plan.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { tableRows } from "./table.ts";
import type { DoneUnit, UnitMachine } from "./unit_files.ts";

/** What a recorded study's `run.json` holds. */
export interface StudyFacts<Setting extends object = object, Configuration extends Facts = Facts>
  extends StudyPlan<Setting, Configuration> {
  device: string;
  /** The first machine, where there were several. */
  machine: UnitMachine;
  /** All machines, where there were several, with how many units each did. */
  machines?: (UnitMachine & Pick<DoneUnit, "versions"> & { units: number })[];
  versions: Record<string, string>;
  /** The day of the last unit; null where it was not kept. */
  date: string | null;
  sums: Record<string, string>;
}

/** Reads what `recordStudy` wrote, held against the sums in `run.json`. */
export async function readStudy<
  Setting extends object,
  T extends Tables,
  Configuration extends Facts,
>(
  study: Study<Setting, T, Configuration>,
  options: { folder?: string } = {},
): Promise<{ facts: StudyFacts<Setting, Configuration>; rows: RowsOf<T> }> {
  const path = join(options.folder ?? runsFolder(), study.name);
  const facts = await readFacts(path) as StudyFacts<Setting, Configuration> | undefined;
  if (!facts) {
    const mend = `deno task record ${study.name} makes one`;
    refuseValue(`none in ${path}`, "folder", `runs of ${study.name}`, mend);
  }
  const tables = Object.entries(study.tables).map(async ([table, columns]) => {
    const name = `${table}.parquet`, file = join(path, name), sum = facts.sums[name];
    const bytes = await readFile(file);
    if (sumOf(bytes) === sum) return [table, await tableRows(bytes, columns, file)];
    const mend = "git restore brings the committed one back";
    refuseValue(sumOf(bytes), file, `the file whose sum stands in run.json (${sum})`, mend);
  });
  return { facts, rows: Object.fromEntries(await Promise.all(tables)) };
}

export async function readFacts(path: string): Promise<StudyFacts | undefined> {
  const file = join(path, "run.json"), facts = await readJson<StudyFacts>(file);
  if (!facts || (facts.study && facts.sums)) return facts;
  refuseValue("others", file, "the facts of a study", "git restore brings the committed ones back");
}

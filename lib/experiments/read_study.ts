import { join, readFile } from "../host/node.ts";
import { readJson, runsFolder } from "../training/runs/run_folder.ts";
import type { Facts, RowsOf, Study, Tables } from "./study.ts";
import type { StudyPlan } from "./study_plan.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { tableRows } from "./table.ts";
import { type DoneUnit, refuseOther, type UnitMachine } from "./unit_files.ts";

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
  /** The SHA-256 of each table's file. */
  sums: Record<string, string>;
}

export interface RecordedStudy<
  Setting extends object,
  T extends Tables,
  Configuration extends Facts,
> {
  facts: StudyFacts<Setting, Configuration>;
  rows: RowsOf<T>;
}

/** Reads what `recordStudy` wrote, held against the sums in `run.json`. */
export async function readStudy<
  Setting extends object,
  T extends Tables,
  Configuration extends Facts,
>(
  study: Study<Setting, T, Configuration>,
  options: { folder?: string } = {},
): Promise<RecordedStudy<Setting, T, Configuration>> {
  const path = join(options.folder ?? runsFolder(), study.name);
  const facts = await readFacts(path) as StudyFacts<Setting, Configuration> | undefined;
  if (!facts) {
    throw new RangeError(
      `folder: expected a recording of ${study.name}, got none in ${path}; ` +
        `deno task record ${study.name} makes one`,
    );
  }
  const tables = Object.entries(study.tables).map(async ([table, columns]) => {
    const name = `${table}.parquet`;
    const bytes = await readFile(join(path, name));
    if (sumOf(bytes) !== facts.sums[name]) {
      throw new RangeError(
        `${join(path, name)}: expected the file whose sum stands in run.json ` +
          `(${facts.sums[name]}), got ${sumOf(bytes)}; git restore brings the committed one back`,
      );
    }
    return [table, await tableRows(bytes, columns, join(path, name))];
  });
  return { facts, rows: Object.fromEntries(await Promise.all(tables)) };
}

/** What `run.json` holds of a whole recording of this plan; one of another is refused. */
export async function isRecorded(path: string, plan: StudyPlan): Promise<StudyFacts | undefined> {
  const facts = await readFacts(path);
  if (!facts) return undefined;
  const known = Object.keys(plan).map((name) => [name, facts[name as keyof StudyPlan]]);
  refuseOther(path, Object.fromEntries(known), plan);
  return facts;
}

async function readFacts(path: string): Promise<StudyFacts | undefined> {
  const facts = await readJson<StudyFacts>(join(path, "run.json"));
  if (!facts || (facts.study && facts.sums)) return facts;
  throw new RangeError(
    `${join(path, "run.json")}: expected the facts of a study, got others; ` +
      `git restore brings the committed ones back`,
  );
}

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
  /** The devices that computed. */
  device: string;
  /** What computed; the first machine, where there were several. */
  machine: UnitMachine;
  /** All machines, where there were several, each with how many units it did. */
  machines?: (UnitMachine & Pick<DoneUnit, "versions"> & { units: number })[];
  /** Version by package or runtime. */
  versions: Record<string, string>;
  /** The day of the last unit; null where it was not kept. */
  date: string | null;
  /** The SHA-256 of each table's file. */
  sums: Record<string, string>;
}

/** A recorded study, read back. */
export interface RecordedStudy<
  Setting extends object,
  T extends Tables,
  Configuration extends Facts,
> {
  /** What `run.json` holds. */
  facts: StudyFacts<Setting, Configuration>;
  /** The rows of each table. */
  rows: RowsOf<T>;
}

/**
 * Reads what `recordStudy` wrote, of whatever size.
 *
 * @param study The study.
 * @param options `folder`: where studies are kept (`data/runs` of this project).
 * @returns The facts, and the rows of each table.
 * @throws {RangeError} When there is no such recording, or a table is not the one whose sum stands in
 * `run.json`.
 * @throws {TypeError} When a column is missing, or holds something else.
 *
 * @example
 * ```ts
 * import { readStudy, strategies } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { facts, rows } = await readStudy(strategies);
 * const { step, strategy } = rows.evaluations[0];
 * assertEquals([step, strategy], [0, facts.settings[0].strategy]);
 * ```
 */
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

/**
 * What `run.json` holds when a folder has a whole recording of this plan.
 *
 * @throws {RangeError} When it has one of another plan.
 */
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

import { groupBy } from "../host/mod.ts";
import { join, rm } from "../host/node.ts";
import { removeDrafts } from "../workspace/make_whole.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import { readFacts, type StudyFacts } from "./read_study.ts";
import type { RowsOf, Study, Tables } from "./study.ts";
import { type StudyPlan, unitsOf } from "./study_plan.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { tableBytes } from "./table.ts";
import { type DoneUnit, readUnit, refuseOther, unitsFolder } from "./unit_files.ts";

/** Makes a study's tables once all its units are there; two at once write the same bytes. */
export async function gatherUnits(study: Study, path: string, plan: StudyPlan) {
  const units: DoneUnit[] = [];
  for (const index of unitsOf(plan).keys()) {
    const unit = await readUnit(path, index);
    // What is missing may have been gathered by another process just now.
    if (!unit) return await recordedBefore(path, plan);
    units.push(unit);
  }
  const all = Object.fromEntries(
    Object.keys(study.tables).map((table) => [table, units.flatMap(({ rows }) => rows[table])]),
  ) as RowsOf<Tables>;
  const rows = study.finish?.(all) ?? all;
  const sums: Record<string, string> = {};
  for (const [table, columns] of Object.entries(study.tables)) {
    const bytes = await tableBytes(rows[table], columns, table);
    await writeAtomic(join(path, `${table}.parquet`), bytes);
    sums[`${table}.parquet`] = sumOf(bytes);
  }
  const facts: StudyFacts = { ...plan, ...whereabouts(units), sums };
  await writeAtomic(join(path, "run.json"), JSON.stringify(facts, null, 2) + "\n");
  await removeUnits(path);
  return facts;
}

/**
 * What `run.json` holds when the recording is whole, of this plan: one of another is refused. What is
 * left of its units then goes.
 */
export async function recordedBefore(path: string, plan: StudyPlan) {
  const facts = await readFacts(path);
  if (!facts) return undefined;
  const known = Object.keys(plan).map((name) => [name, facts[name as keyof StudyPlan]]);
  refuseOther(path, Object.fromEntries(known), plan);
  await removeUnits(path);
  return facts;
}

/** Another process may still be writing there, and will find the recording: its error is none. */
async function removeUnits(path: string): Promise<void> {
  await rm(unitsFolder(path), { recursive: true, force: true }).catch(() => {});
  await removeDrafts(path); // of one that was killed while it gathered
}

/** What the units ran on, told once where it was one machine. */
function whereabouts(units: readonly DoneUnit[]) {
  const groups = groupBy(units, ({ machine, versions }) => JSON.stringify([machine, versions]));
  const machines = [...groups.values()].map((own) => {
    const [{ machine, versions }] = own;
    return { ...machine, versions, units: own.length };
  });
  const [{ machine, versions }] = units;
  return {
    device: [...new Set(machines.map(({ device }) => device))].join(", "),
    machine,
    ...(machines.length > 1 ? { machines } : {}),
    versions,
    date: units.map(({ date }) => date).sort().at(-1)!,
  };
}

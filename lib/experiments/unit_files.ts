import { refuseValue } from "../checks/mod.ts";
import { join, mkdir, readFile } from "../host/node.ts";
import { difference, ignoreMissing } from "../training/runs/run_folder.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";
import type { RowsOf, Tables } from "./study.ts";
import type { StudyPlan } from "./study_plan.ts";
import { sumOf } from "../workspace/sum_beside.ts";

/** What a unit ran on, as `useBackend` tells it: the driver is that of its GPU. */
export interface UnitMachine {
  backend: string;
  device: string;
  gpu?: boolean;
  driver?: string | null;
  threads: number | null;
  operators: string;
}

export interface DoneUnit {
  machine: UnitMachine;
  versions: Record<string, string>;
  date: string;
  rows: RowsOf<Tables>;
  /** Its place among the units: a copy under another's name is none. */
  index?: number;
}

export const unitsFolder = (path: string): string => join(path, "units");

const planFile = (path: string) => join(unitsFolder(path), "plan.json");
const unitFile = (path: string, index: number) =>
  join(unitsFolder(path), `${String(index + 1).padStart(5, "0")}.json`);

/** Undefined when there is none, or its file is broken, which `told` is then told. */
export const readPlan = (path: string, told?: (file: string) => void) =>
  readChecked<StudyPlan>(planFile(path), told);

export async function openUnits(path: string, plan: StudyPlan): Promise<void> {
  await mkdir(unitsFolder(path), { recursive: true });
  const other = (there: object) => refuseOther(unitsFolder(path), there, plan);
  const there = await readPlan(path, () => other({ study: "a broken plan.json" }));
  return there ? other(there) : await writeChecked(planFile(path), plan);
}

export function refuseOther(path: string, there: object, plan: object): void {
  const changed = difference({ ...there }, { ...plan });
  if (changed === undefined) return;
  const mend = "record into another folder (--to), or delete that one";
  refuseValue(`those of another (${changed})`, path, "shares of this recording", mend);
}

export async function readUnit(path: string, index: number, told?: (file: string) => void) {
  const file = unitFile(path, index), unit = await readChecked<DoneUnit>(file, told);
  if (unit && (unit.index ?? index) !== index) return void told?.(file);
  return unit;
}

export const writeUnit = (path: string, index: number, unit: DoneUnit) =>
  writeChecked(unitFile(path, index), { ...unit, index });

async function writeChecked(path: string, content: object): Promise<void> {
  const text = JSON.stringify(content);
  await writeAtomic(path, `${sumOf(text)}\n${text}\n`);
}

async function readChecked<Content>(path: string, told = (_file: string) => {}) {
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  const [sum, content = ""] = text?.split("\n") ?? [];
  if (sum === sumOf(content)) return JSON.parse(content) as Content;
  if (text !== undefined) told(path);
}

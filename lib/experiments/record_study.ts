import { hostname, join, mkdir, rm } from "../host/node.ts";
import * as tf from "@tensorflow/tfjs";
import { checkNumber } from "../checks/mod.ts";
import { loadEngine } from "../operators/mod.ts";
import { type Claim, claimFolder, FolderTaken } from "../training/runs/claim_folder.ts";
import { runTraining } from "../training/runs/run_training.ts";
import type { StepRecord } from "../training/types.ts";
import { gatherUnits, recordedBefore } from "./gather_units.ts";
import { openStudy } from "./open_study.ts";
import type { StudyFacts } from "./read_study.ts";
import type { Split, Study, Tables, Unit } from "./study.ts";
import { type StudyPlan, type StudySize, unitName, unitsOf } from "./study_plan.ts";
import { checkRows } from "./table.ts";
import { type DoneUnit, readUnit, type UnitMachine, unitsFolder, writeUnit } from "./unit_files.ts";

export interface RecordStudyOptions extends StudySize {
  machine:
    & Omit<UnitMachine, "threads" | "operators">
    & { threads?: number; versions: DoneUnit["versions"] };
  folder?: string;
  /** Which part of the units to do: the `at`-th of `of` parts, from 1; all by default. */
  share?: { at: number; of: number };
  /** After how many minutes to stop, with what is done kept; never by default. */
  minutes?: number;
  say?: (line: string) => void;
  onStep?: (record: StepRecord, training: { name: string; steps: number }) => void | Promise<void>;
}

export interface StudyProgress {
  path: string;
  units: number;
  /** How many units of this share are not done: time was over, or another process is at them. */
  left: number;
  /** What `run.json` holds; undefined as long as units of other shares are missing. */
  facts: StudyFacts | undefined;
}

/** Thrown out of a training when the time is over; its checkpoint stays. */
class TimeIsOver extends Error {}

/**
 * Records a study, or a share of it: what is done is passed over, an interrupted training goes on,
 * and processes that record into one folder share the work; the last one gathers it.
 */
export async function recordStudy(
  study: Study,
  options: RecordStudyOptions,
): Promise<StudyProgress> {
  const { share = { at: 1, of: 1 }, minutes = Infinity, say = () => {} } = options;
  checkNumber(share.of, "share", { min: 1, integer: true });
  checkNumber(share.at, "share", { min: 1, max: share.of, integer: true });
  const end = performance.now() + 60_000 * minutes;
  const { plan, path, recorded } = await openStudy(study, options);
  const units = unitsOf(plan);
  if (recorded) return { path, units: units.length, left: 0, facts: recorded };

  const border = (at: number) => Math.floor(at * units.length / share.of);
  const job: Job = { study, plan, path, options, end };
  let prepared: { split: Split; data: unknown } | undefined;
  let left = 0;
  for (let index = border(share.at - 1); index < border(share.at); index++) {
    if (await readUnit(path, index, (file) => say(`${file}: broken, done again`))) continue;
    left++;
    if (performance.now() >= end) continue;
    const unit = units[index], name = `${index + 1} of ${units.length}: ${unitName(unit, plan)}`;
    if (prepared?.split !== unit.split) {
      say(`${study.name}: ${unit.split.dataset}, ${unit.split.name}, is being loaded`);
      prepared = { split: unit.split, data: await study.prepare(unit.split) };
    }
    if (await doUnit(job, index, name, unit, prepared.data)) left--;
  }
  return { path, units: units.length, left, facts: await gatherUnits(study, path, plan) };
}

interface Job {
  study: Study;
  plan: StudyPlan;
  path: string;
  options: RecordStudyOptions;
  end: number;
}

/** Does one unit and keeps its rows; false when another process is at it, or time is over. */
async function doUnit(
  job: Job,
  index: number,
  name: string,
  unit: Omit<Unit, "backend">,
  data: unknown,
): Promise<boolean> {
  const { study, plan, path, options: { machine, onStep, say = () => {} }, end } = job;
  // A machine's own: another one cannot tell whether the process that made a folder is alive.
  const place = join(unitsFolder(path), hostname() || "host", String(index + 1));
  const folder = join(place, "trainings");
  await mkdir(place, { recursive: true });
  let claim: Claim | undefined;
  try {
    claim = await claimFolder(place);
    // Done, or even gathered, while the data were loaded.
    if (await readUnit(path, index) || await recordedBefore(path, plan)) return true;
    const rows = await study.train(
      { ...unit, backend: machine.backend },
      data,
      (options) =>
        runTraining({
          ...options,
          name: options.name ?? "training",
          folder,
          configuration: { study: plan.study, split: unit.split.name, ...unit.setting },
          machine,
          warn: say,
          async onStep(record) {
            if (performance.now() >= end) throw new TimeIsOver();
            await claim!.beat();
            await options.onStep?.(record);
            await onStep?.(record, { name, steps: options.steps });
          },
        }),
    );
    await writeUnit(path, index, stamped(rows, study.tables, machine));
    await rm(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (error instanceof TimeIsOver) return false;
    if (error instanceof FolderTaken) {
      say(`${name}: another process is at it`);
      return false;
    }
    if (await recordedBefore(path, plan)) return true; // by another machine, in the meantime
    throw error;
  } finally {
    await claim?.release();
  }
}

function stamped(rows: DoneUnit["rows"], tables: Tables, machine: RecordStudyOptions["machine"]) {
  const { backend, device, gpu = false, driver = null, threads = null, versions } = machine;
  const checked = Object.entries(tables)
    .map(([table, columns]) => [table, checkRows(rows[table] ?? [], columns, table)]);
  return {
    machine: { backend, device, gpu, driver, threads, operators: loadEngine().name },
    versions: { "@tensorflow/tfjs": tf.version.tfjs, ...versions },
    date: new Date().toISOString().slice(0, 10),
    rows: Object.fromEntries(checked),
  };
}

import { fileURLToPath, readFile } from "../host/node.ts";
import { checkNumber } from "../checks/mod.ts";
import { commitOf } from "../workspace/commit_of.ts";
import { ROOT } from "../workspace/paths.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import type { Facts, Split, Study, Unit } from "./study.ts";

/** What is to be recorded: all that tells one recording of a study from another. */
export interface StudyPlan<Setting extends object = object, Configuration extends Facts = Facts> {
  study: string;
  file: { name: string; sha256: string };
  commit: string | null;
  steps: number;
  seeds: number[];
  splits: Split[];
  settings: Setting[];
  configuration: Configuration;
  data: Facts;
}

export interface StudySize {
  /** How many seeds; the study's own by default, more continue them upwards. */
  seeds?: number | undefined;
  steps?: number | undefined;
}

export async function planOf(study: Study, size: StudySize = {}): Promise<StudyPlan> {
  const { steps = study.steps, seeds = study.seeds.length } = size;
  checkNumber(steps, "steps", { min: 1, max: 1e7, integer: true });
  checkNumber(seeds, "seeds", { min: 1, max: 1e4, integer: true });
  const { seeds: own } = study, last = own[own.length - 1];
  const plan: StudyPlan = {
    study: study.name,
    file: {
      name: new URL(study.file).pathname.replace(/^.*\/(lib|tests)\//, "$1/"),
      sha256: sumOf(await readFile(fileURLToPath(study.file))),
    },
    commit: commitOf(`${ROOT}/lib`, { at: "lib/", among: "." }),
    steps,
    seeds: Array.from({ length: seeds }, (_, i) => own[i] ?? last + i + 1 - own.length),
    splits: [...await study.splits()],
    settings: [...study.settings(steps)],
    configuration: study.configuration,
    data: study.data,
  };
  return JSON.parse(JSON.stringify(plan)); // as it is read back, so that the two can be compared
}

/** The units of a recording in their order: settings in turns, so that each share has some of all. */
export function unitsOf({ splits, seeds, settings, steps }: StudyPlan): Omit<Unit, "backend">[] {
  return splits.flatMap((split) =>
    seeds.flatMap((seed) => settings.map((setting) => ({ setting, split, seed, steps })))
  );
}

/** A unit in words: `batch all, seed 1`. */
export function unitName({ setting, split, seed }: Omit<Unit, "backend">, plan: StudyPlan): string {
  const facts = Object.entries(setting).filter(([, value]) => value !== null)
    .map(([name, value]) => typeof value === "string" ? value : `${name} ${value}`);
  return [...facts, ...(plan.splits.length > 1 ? [split.name] : []), `seed ${seed}`].join(", ");
}

import { join, resolve } from "../host/node.ts";
import { runsFolder } from "../training/runs/run_folder.ts";
import { gatherUnits, recordedBefore } from "./gather_units.ts";
import { readFacts, type StudyFacts } from "./read_study.ts";
import type { StudyProgress } from "./record_study.ts";
import type { Study } from "./study.ts";
import { planOf, unitName, unitsOf } from "./study_plan.ts";
import type { Columns, RowOf } from "./table.ts";
import * as files from "./unit_files.ts";

/**
 * Takes in the shares of a study that other machines recorded, and gathers it if nothing is
 * missing. A unit that was done twice counts once, which is told when its rows differ; of longer
 * recordings only the first seeds may be taken.
 */
export async function takeShares(
  study: Study,
  from: readonly string[],
  options: { folder?: string; seeds?: number | undefined; say?: (line: string) => void } = {},
): Promise<StudyProgress> {
  const { say = () => {} } = options;
  const broken = (file: string) =>
    say(`${file}: cut short or changed since it was written; copy it again`);
  const path = join(options.folder ?? runsFolder(), study.name);
  const theirs = from.map((folder) => join(resolve(folder), study.name));
  const plans = await Promise.all(theirs.map(async (folder) => {
    const plan = await files.readPlan(folder, broken);
    if (plan) return plan;
    const wanted = `the folder that --to named, with shares of ${study.name}`;
    const got = await readFacts(folder) ? "a recording that is whole, to be copied," : "none";
    throw new RangeError(`from: expected ${wanted}, got ${got} in ${folder}`);
  }));
  const first = await files.readPlan(path) ?? plans[0];
  const plan = { ...first, seeds: first.seeds.slice(0, options.seeds ?? first.seeds.length) };
  // The code may have moved on since the shares were made; what it would record may not.
  const now = await planOf(study, { steps: plan.steps, seeds: plan.seeds.length });
  files.refuseOther(theirs[0], plan, { ...now, commit: plan.commit, file: plan.file });
  const { seeds } = plan;
  plans.forEach((other, i) =>
    files.refuseOther(files.unitsFolder(theirs[i]), { ...other, seeds }, plan)
  );
  const units = unitsOf(plan);
  const whole = (facts: StudyFacts) => ({ path, units: units.length, left: 0, facts });
  const before = await recordedBefore(path, plan);
  if (before) return whole(before);
  // Where the shares have another number of seeds, a unit has another number there.
  const nameOf = (unit: typeof units[0]) =>
    JSON.stringify([unit.setting, unit.split.name, unit.seed]);
  const places = plans.map((other) => new Map(unitsOf(other).map((unit, i) => [nameOf(unit), i])));
  const missing: string[] = [];
  try {
    await files.openUnits(path, plan);
    for (const [index, unit] of units.entries()) {
      let here = await files.readUnit(path, index);
      for (const [i, folder] of theirs.entries()) {
        const place = places[i].get(nameOf(unit));
        const there = place === undefined ? undefined : await files.readUnit(folder, place, broken);
        if (!there) continue;
        if (!here) await files.writeUnit(path, index, there);
        else if (repeatable(here, study) !== repeatable(there, study)) {
          say(
            `${unitName(unit, plan)}: recorded twice with different numbers, on ` +
              `${here.machine.device} and ${there.machine.device}; the first is kept`,
          );
        }
        here ??= there;
      }
      if (!here) missing.push(unitName(unit, plan));
    }
  } catch (error) {
    // Another that gathers at once may have ended, and removed the units, in the meantime.
    const facts = await recordedBefore(path, plan);
    if (facts) return whole(facts);
    throw error;
  }
  if (missing.length > 0) {
    const more = missing.length > 2 ? ` and ${missing.length - 2} more` : "";
    say(`missing: ${missing.slice(0, 2).join("; ")}${more}`);
  }
  const facts = await gatherUnits(study, path, plan);
  return { path, units: units.length, left: missing.length, facts };
}

/** A unit's rows without the times, which no two runs share, as text to compare. */
function repeatable({ rows }: files.DoneUnit, { tables }: Study): string {
  const kept = ([table, columns]: [string, Columns]) =>
    rows[table].map((row: RowOf<Columns>) =>
      Object.entries(row).filter(([name]) => columns[name] !== "time")
    );
  return JSON.stringify(Object.entries(tables).map(kept));
}

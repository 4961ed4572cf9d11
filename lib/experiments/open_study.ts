import { join } from "../host/node.ts";
import { runsFolder } from "../training/runs/run_folder.ts";
import { recordedBefore } from "./gather_units.ts";
import type { StudyFacts } from "./read_study.ts";
import type { Study } from "./study.ts";
import { planOf, type StudyPlan, type StudySize } from "./study_plan.ts";
import { openUnits } from "./unit_files.ts";

/** Makes a recording's folder, or holds its plan against the one that it is for. */
export async function openStudy(
  study: Study,
  options: StudySize & { folder?: string } = {},
): Promise<{ plan: StudyPlan; path: string; recorded: StudyFacts | undefined }> {
  const plan = await planOf(study, options);
  const path = join(options.folder ?? runsFolder(), study.name);
  const recorded = await recordedBefore(path, plan);
  if (!recorded) await openUnits(path, plan);
  return { plan, path, recorded };
}

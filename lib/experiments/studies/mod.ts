import type { Study } from "../study.ts";
import { emoji } from "./emoji.ts";
import { lessonRuns } from "./lesson_runs.ts";
import { replay } from "./replay.ts";
import { strategies } from "./strategies.ts";

/** All studies, for `deno task record`. */
export const studies: readonly Study[] = [strategies, emoji, replay, lessonRuns];

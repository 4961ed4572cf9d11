import type { Exercise } from "#lib/exercises/exercise.ts";
import { exercisesOf } from "#lib/exercises/exercises_of.ts";
import { readNotebook } from "#lib/notebooks/notebook.ts";
import { EXERCISE } from "#lib/workspace/mime_types.ts";
import type { ExerciseData } from "#lib/exercises/exercise_data.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** A lesson as its notebook and its module of exercises have it. */
export interface Lesson {
  /** As in `01_triplet_margin_loss`. */
  readonly name: string;
  /** Its number, without a leading zero: what its exercises' ids begin with. */
  readonly number: string;
  // deno-lint-ignore no-explicit-any
  readonly exercises: readonly Exercise<any, any>[];
  /** What the committed notebook's cells left of its exercises. */
  readonly shown: readonly ExerciseData[];
}

/** Every lesson; those without a module have no exercises. */
export async function lessons(): Promise<Lesson[]> {
  return await Promise.all((await listNotebooks()).map(async (path) => {
    const name = basename(path, ".ipynb");
    const [, digits, module] = /^(\d+)_(\w+)$/.exec(name)!;
    const file = new URL(`../../lib/exercises/${module}.ts`, import.meta.url);
    const there = await stat(fileURLToPath(file)).then(() => true, () => false);
    const { cells } = await readNotebook(path);
    const shown = cells.flatMap((cell) => cell.outputs ?? [])
      .flatMap((output) => EXERCISE in (output.data ?? {}) ? [output.data![EXERCISE]] : []);
    return {
      name,
      number: String(Number(digits)),
      exercises: there ? exercisesOf(await import(file.href)) : [],
      shown: shown as ExerciseData[],
    };
  }));
}

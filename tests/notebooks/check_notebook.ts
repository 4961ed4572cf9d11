import { checkHabits } from "./check_habits.ts";
import { checkTypes } from "./check_types.ts";
import { compareOutputs, type NotebookProblem } from "./compare_outputs.ts";
import { executeNotebook, type ExecuteOptions } from "#lib/notebooks/execute_notebook.ts";
import { isLesson } from "./is_lesson.ts";
import { readNotebook } from "#lib/notebooks/notebook.ts";

/**
 * Everything that must hold for a committed notebook: its cells run, its outputs are what they give,
 * its code type-checks, and it keeps the habits of a lesson.
 *
 * @param path The notebook; it is not changed.
 * @param options As for its execution.
 * @returns A sentence for each thing that is wrong; none when all is well.
 */
export async function checkNotebook(
  path: string,
  options: ExecuteOptions = {},
): Promise<NotebookProblem[]> {
  const committed = await readNotebook(path);
  const problems = [
    ...checkHabits(committed, { lesson: isLesson(path) }),
    ...await checkTypes(path, committed),
  ];
  const { notebook, problem } = await executeNotebook(path, options);
  if (problem) {
    // What comes after the cell that stopped was not computed, so there is nothing to compare.
    return [...problems, { cell: problem.cell, message: problem.message }];
  }
  return [...problems, ...compareOutputs(committed, notebook)];
}

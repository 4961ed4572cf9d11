import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { evaluateAnswer } from "../exercises/evaluate_answer.ts";
import { exercisesOf } from "../exercises/exercises_of.ts";
import { ROOT } from "../workspace/paths.ts";
import { escapeHtml } from "../workspace/escape_html.ts";
import type { ExerciseData } from "./exercise_data.ts";
import { highlight } from "./highlight.ts";

/**
 * What a teacher sees under the exercises of a lesson: an answer to each, and what the exercise's own
 * check says of it, with what the lesson handed over from this run.
 *
 * @param source The notebook's file name.
 * @returns A function from an exercise to HTML; empty for an exercise without a solution.
 */
export async function expectedAnswers(source: string): Promise<(data: ExerciseData) => string> {
  const name = source.replace(/^\d+_/, "").replace(/\.ipynb$/, "").replace(/\W/g, "");
  const module = join(ROOT, "lib/exercises", `${name}.ts`);
  const there = await stat(module).then(() => true, () => false);
  const exercises = there ? exercisesOf(await import(pathToFileURL(module).href)) : [];
  // Read for teachers only: no other page's making has the solutions in its reach.
  const { SOLUTIONS } = await import("../exercises/solutions/mod.ts");
  return ({ id, form, given }) => {
    const exercise = exercises.find((exercise) => exercise.id === id);
    const typed = SOLUTIONS[id];
    if (!exercise || typed === undefined) return "";
    const { right, message } = evaluateAnswer(exercise, typed, given);
    const answer = form === "code"
      ? `<pre class="listing"><code>${highlight(typed)}</code></pre>`
      : `<p><code>${escapeHtml(typed)}</code></p>`;
    const verdict = right
      ? `<p class="ran">✓ The check says: right.</p>`
      : `<p class="problem">✗ The check says: ${escapeHtml(message)}</p>`;
    return `<div class="expected"><p><strong>Expected answer</strong></p>${answer}${verdict}</div>`;
  };
}

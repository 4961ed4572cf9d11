import { exercisesOf } from "../exercises/exercises_of.ts";
import { LESSON_MODULES } from "../exercises/lesson_modules.ts";
import { exercise } from "../lessons/exercise.ts";
import { EXERCISE } from "../workspace/mime_types.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { ExerciseData } from "../exercises/exercise_data.ts";
import { highlight } from "../page/outputs/highlight.ts";

/** What a teacher sees under an exercise: an answer, and what its check says of it in this run. */
export async function expectedAnswers(source: string): Promise<(data: ExerciseData) => Markup> {
  const name = source.replace(/^\d+_/, "").replace(/\.ipynb$/, "");
  const exercises = exercisesOf(LESSON_MODULES[name] ?? {});
  // Read for teachers only: no other page's making has the solutions in its reach.
  const { SOLUTIONS, solutionOf } = await import("../exercises/solutions/mod.ts");
  return ({ id, given }) => {
    const asked = exercises.find((exercise) => exercise.id === id);
    const typed = SOLUTIONS[id];
    if (!asked || typed === undefined) return markup``;
    const { text, carried } = exercise(asked, solutionOf(id), given);
    const { right } = carried[EXERCISE] as ExerciseData;
    return markup`<div class="expected"><p><strong>Expected answer</strong></p>
<pre class="listing"><code>${highlight(typed)}</code></pre>
<p class="${right ? "ran" : "problem"}">${text}</p></div>`;
  };
}

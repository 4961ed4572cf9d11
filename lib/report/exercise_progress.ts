import { type Markup, markup } from "../workspace/markup.ts";
import type { ExerciseData } from "./exercise_data.ts";

/** An exercise of some page of the book. */
export interface ListedExercise {
  /** Its module in `lib/exercises`, as in `triplet_margin_loss`. */
  readonly lesson: string;
  /** The page it stands on, as the link to it. */
  readonly page: string;
  /** What its cell left. */
  readonly data: ExerciseData;
}

/**
 * "My progress": which exercises were answered, how, and when, as the reader's browser remembers it;
 * to be printed and to be cleared. `exerciseScript`, or `progressScript` on a cover, fills it;
 * without a script it stays out of sight.
 *
 * @param exercises Those of the whole book, for its cover. By default those of the page it stands on.
 * @returns HTML.
 */
export function progressBox(exercises?: readonly ListedExercise[]): Markup {
  const list = exercises && markup` data-exercises="${JSON.stringify(exercises)}"`;
  return markup`<section class="progress" id="my-progress" aria-labelledby="my-progress-title"${list} hidden>
<h2 id="my-progress-title">My progress</h2>
<p class="progress-count" role="status"></p>
<table><thead><tr><th scope="col">Exercise</th><th scope="col">State</th>
<th scope="col">My answer</th><th scope="col">Date</th></tr></thead><tbody></tbody></table>
<p class="progress-buttons"><button type="button" class="progress-print">Print</button>
<button type="button" class="progress-clear">Clear</button></p>
</section>`;
}

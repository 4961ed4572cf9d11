import type { ListedExercise } from "../page/asking/progress.ts";
import { type Markup, markup } from "../workspace/markup.ts";

/** "My progress", which the page's program fills with what the reader's browser remembers. */
export function progressBox(exercises: readonly ListedExercise[]): Markup {
  if (exercises.length === 0) return markup``;
  return markup`<section class="progress" id="my-progress" aria-labelledby="my-progress-title"
data-exercises="${JSON.stringify(exercises)}" hidden>
<h2 id="my-progress-title">My progress</h2>
<p class="progress-count" role="status"></p>
<div class="scroll"><table><thead><tr><th scope="col">Exercise</th><th scope="col">State</th>
<th scope="col">My answer</th><th scope="col">Date</th></tr></thead><tbody></tbody></table></div>
<p class="progress-buttons"><button type="button" class="progress-save">Save results</button>
<button type="button" class="progress-print">Print</button>
<button type="button" class="progress-clear">Clear</button></p>
</section>`;
}

import { checkChoice } from "../checks/mod.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { ExerciseData } from "./exercise_data.ts";

/** What the answer's field is called. */
const LABELS = {
  number: "Your answer, a number",
  text: "Your answer",
  code: "Your answer, an expression of TypeScript",
};

/**
 * An exercise as a page shows it: a field for the answer, buttons, and a line for the verdict.
 * `exerciseScript` brings it to life; without a script the notebook's own line stands there, and on
 * paper the field is room to write.
 *
 * @param data What the cell left under `EXERCISE`.
 * @param line The cell's own line. By default that it is not answered yet.
 * @returns HTML, everything in it escaped.
 * @throws {TypeError} When the form is no word.
 * @throws {RangeError} When it is another one.
 */
export function exerciseBox(
  data: ExerciseData,
  line: string = `… Exercise ${data.id} (${data.title}): not answered yet`,
): Markup {
  checkChoice(data.form, ["number", "text", "code"], "form");
  const id = `exercise-${data.id.replace(/[^\w-]/g, "-")}`;
  return markup`<section class="exercise" id="${id}" aria-labelledby="${id}-title"
data-exercise="${JSON.stringify(data)}">
<p class="exercise-title" id="${id}-title"><strong>Exercise ${data.id}</strong> ${data.title}</p>
<p class="exercise-line">${line}</p>
<form hidden>
<label for="${id}-answer">${LABELS[data.form]}</label>
${field(data, id)}
<div class="exercise-buttons">
<button type="submit">Check</button> <button type="reset">Reset</button>
</div>
<p class="exercise-verdict" role="status"></p>
</form>
</section>`;
}

function field({ form, starter }: ExerciseData, id: string): Markup {
  const common = markup`id="${id}-answer" name="answer" autocomplete="off" spellcheck="false"`;
  if (form !== "code") {
    const keys = form === "number" && markup` inputmode="decimal"`;
    return markup`<input type="text" ${common}${keys} autocapitalize="none" value="${starter}">`;
  }
  const rows = Math.max(3, starter.split("\n").length + 1);
  // A line break at a text area's beginning is not part of its text.
  return markup`<textarea ${common} autocapitalize="none" rows="${rows}" wrap="off"
aria-describedby="${id}-keys">
${starter}</textarea>
<p class="exercise-keys" id="${id}-keys">Ctrl + Enter checks. It may use <code>reference</code>,
<code>points</code>, <code>labels</code>, <code>a</code> to <code>f</code>,
<code>margin</code><span class="exercise-names"></span>.</p>`;
}

import { checkChoice } from "../checks/mod.ts";
import { escapeHtml } from "../workspace/escape_html.ts";
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
 *
 * @example
 * ```ts
 * import { exerciseBox } from "#lib/report/exercise_box.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const html = exerciseBox({ id: "0.1", title: "pairs", form: "number", starter: "", given: null });
 * assertStringIncludes(html, `<label for="exercise-0-1-answer">Your answer, a number</label>`);
 * ```
 */
export function exerciseBox(
  data: ExerciseData,
  line: string = `… Exercise ${data.id} (${data.title}): not answered yet`,
): string {
  checkChoice(data.form, ["number", "text", "code"], "form");
  const id = `exercise-${data.id.replace(/[^\w-]/g, "-")}`;
  return `<section class="exercise" id="${id}" aria-labelledby="${id}-title" data-exercise="${
    escapeHtml(JSON.stringify(data))
  }">
<p class="exercise-title" id="${id}-title"><strong>Exercise ${escapeHtml(data.id)}</strong> ${
    escapeHtml(data.title)
  }</p>
<p class="exercise-line">${escapeHtml(line)}</p>
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

function field({ form, starter }: ExerciseData, id: string): string {
  const common = `id="${id}-answer" name="answer" autocomplete="off" spellcheck="false"`;
  const text = escapeHtml(starter);
  if (form !== "code") {
    const keys = form === "number" ? ` inputmode="decimal"` : "";
    return `<input type="text" ${common}${keys} autocapitalize="none" value="${text}">`;
  }
  const rows = Math.max(3, starter.split("\n").length + 1);
  // A line break at a text area's beginning is not part of its text.
  return `<textarea ${common} autocapitalize="none" rows="${rows}" wrap="off"
aria-describedby="${id}-keys">
${text}</textarea>
<p class="exercise-keys" id="${id}-keys">Ctrl + Enter checks. It may use <code>reference</code>,
<code>points</code>, <code>labels</code>, <code>a</code> to <code>f</code>,
<code>margin</code><span class="exercise-names"></span>.</p>`;
}

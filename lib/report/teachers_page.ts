import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exercisesOf } from "../exercises/exercises_of.ts";
import { LESSON_MODULES } from "../exercises/lesson_modules.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { ROOT } from "../workspace/paths.ts";
import { proseToHtml } from "./prose_to_html.ts";

/**
 * A teacher's page of a lesson: how long it takes and what to ask, from `lib/exercises/teaching`, and of
 * each exercise its level and the mistakes that it knows.
 */
export function teachersPage(source: string): Markup {
  const name = source.replace(/^\d+_/, "").replace(/\.ipynb$/, "");
  const exercises = exercisesOf(LESSON_MODULES[name] ?? {});
  if (exercises.length === 0) return markup``;
  const path = join(ROOT, "lib/exercises/teaching", `${name}.md`);
  const rows = exercises.map(({ id, title, level, asks, mistakes }) =>
    markup`<tr><td>${id} ${title}</td><td>${level}</td><td>${asks}</td><td><ul>${
      mistakes.map(({ believes, says }) => markup`<li><em>${believes}</em>: ${says}</li>`)
    }</ul></td></tr>`
  );
  return markup`<section class="for-teachers">${proseToHtml()(readFileSync(path, "utf8"))}
<table><thead><tr><th scope="col">exercise</th><th scope="col">level</th><th scope="col">asks for</th>
<th scope="col">what one may believe, and what the page says then</th></tr></thead><tbody>${rows}</tbody></table>
</section>`;
}

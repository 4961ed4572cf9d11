import { join, readFileSync } from "../host/node.ts";
import { exercisesOf } from "../exercises/exercises_of.ts";
import { LESSON_MODULES } from "../exercises/lesson_modules.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { ROOT } from "../workspace/paths.ts";
import { proseToHtml } from "./prose_to_html.ts";
import { scrolledTable } from "../workspace/scrolled_table.ts";

/** A teacher's page of a lesson: time, questions, each exercise's level and known mistakes. */
export function teachersPage(source: string): Markup {
  const name = source.replace(/^\d+_/, "").replace(/\.ipynb$/, "");
  const exercises = exercisesOf(LESSON_MODULES[name] ?? {});
  if (exercises.length === 0) return markup``;
  const path = join(ROOT, "lib/exercises/teaching", `${name}.md`);
  const rows = exercises.map(({ id, title, level, asks, mistakes }) => [
    `${id} ${title}`,
    String(level),
    asks,
    markup`<ul>${
      mistakes.map(({ believes, says }) => markup`<li><em>${believes}</em>: ${says}</li>`)
    }</ul>`,
  ]);
  const believed = "what one may believe, and what the page says then";
  return markup`<section class="for-teachers">${proseToHtml()(readFileSync(path, "utf8"))}
${scrolledTable(["exercise", "level", "asks for", believed], rows)}
</section>`;
}

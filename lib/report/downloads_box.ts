import { join, readFileSync } from "../host/node.ts";
import { joined, type Notebook } from "../notebooks/notebook.ts";
import { normalized } from "../notebooks/normalized.ts";
import type { CarriedLesson } from "../page/asking/lesson_files.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { ROOT } from "../workspace/paths.ts";
import { pageOf } from "./lesson.ts";
import { packed } from "./packed.ts";

/** The buttons by which a reader takes a lesson along; out of sight until the page's script is there. */
export function downloadsBox(): Markup {
  return markup`<p class="downloads" hidden>Take this lesson along as it is now:
<button type="button" data-download="ipynb">Notebook (.ipynb)</button>
<button type="button" data-download="ts">Script (.ts)</button></p>
`;
}

/** What a page carries of its notebook, so that it can be taken along: prose and names. */
export function carriedLesson(
  source: string,
  notebook: Notebook,
  places: readonly { id: number }[],
): Markup {
  const { cells, metadata } = normalized(notebook);
  let code = 0;
  const lesson: CarriedLesson = {
    version: JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")).version,
    name: pageOf(source).replace(/\.html$/, ""),
    metadata,
    cells: cells.map(({ cell_type, id = "", metadata, source }) => ({
      ...{ cell_type, id, metadata },
      ...(cell_type === "code" ? { place: places[code++].id } : { source: joined(source) }),
    })),
  };
  return packed("notebook", JSON.stringify(lesson));
}

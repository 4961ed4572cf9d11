import { EXERCISE } from "#lib/workspace/mime_types.ts";
import { embeddingPlane } from "#lib/charts/mod.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { pairsOfOneClass } from "#lib/exercises/start.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { type Output, readNotebook } from "#lib/notebooks/notebook.ts";
import type { Lesson } from "#lib/report/lesson.ts";
import { basename } from "node:path";
import { code, prose, shown } from "../notebooks/notebook_builder.ts";
import { carrying, lesson } from "../report/small_book.ts";

const { points, labels, names } = toyBatch();

/** A chart's output, as the kernel leaves it. */
function chart(): Output {
  const figure = embeddingPlane(points, labels, { title: "The toy batch", names });
  return { output_type: "execute_result", data: figure.toMimeBundle() };
}

/** A lesson with a little of everything that a page can hold. */
export function smallLessons(): Lesson[] {
  const { id, title } = pairsOfOneClass;
  const long = Array.from(
    { length: 24 },
    (_, i) => `const x${i} = "${"a long line ".repeat(12)}";`,
  );
  return [
    lesson(
      "00_start.ipynb",
      prose(
        "# A small lesson\n\nWords, a [link](#figure-batch), and $d(a, b) = \\sqrt{x^2 + y^2}$.",
      ),
      prose(
        "## 1. A table\n\n| word | meaning |\n| --- | --- |\n| anchor | the point that looks |",
      ),
      code("// A comment.\nconst batch = toyBatch();\nbatch.points.length + 1;", [shown("7")]),
      code("charts.embeddingPlane(points, labels);", [chart()], ["figure:batch"]),
      prose("$$L = \\max(d(a,p) - d(a,n) + \\mathrm{margin}, 0) " + "+ 0 ".repeat(60) + "$$"),
      code(long.join("\n"), [shown("wide ".repeat(60))]),
      prose("### An exercise\n\n**Exercise 0.1 (a first exercise).** How many pairs are there?"),
      code("exercise(pairsOfOneClass, undefined);", [
        carrying(
          EXERCISE,
          { given: null, id, right: null, title },
          "… Exercise 0.1 (a first exercise): not answered yet",
        ),
      ]),
      prose("<details><summary>Solution</summary>\n\n3: one a class.\n\n</details>"),
    ),
    lesson("01_next.ipynb", prose("# The next one\n\nNothing here.")),
  ];
}

/** The lessons as they are committed. */
export async function committedLessons(): Promise<Lesson[]> {
  return await Promise.all((await listNotebooks()).map(async (path) => ({
    source: basename(path),
    notebook: await readNotebook(path),
    made: true,
    time: 1000,
  })));
}

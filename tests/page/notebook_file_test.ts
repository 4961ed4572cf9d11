/** What a reader takes along of a lesson: every cell is in it, and it runs where it says that it belongs. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { executeNotebook } from "#lib/notebooks/execute_notebook.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import {
  codeCells,
  joined,
  normalized,
  type Notebook,
  readNotebook,
} from "#lib/notebooks/notebook.ts";
import { type CarriedLesson, notebookFile } from "#lib/page/asking/notebook_file.ts";
import { carriedLesson } from "#lib/report/downloads_box.ts";
import { bytesOf } from "#lib/page/program/dense_text.ts";
import { NOTEBOOKS, VENV } from "#lib/workspace/paths.ts";

const FIRST = "Belongs into notebooks/ of a checkout of triplet-lab";

/** A lesson as its page carries it. */
function carried(source: string, notebook: Notebook): CarriedLesson {
  const places = notebook.cells.flatMap(({ cell_type }, id) =>
    cell_type === "code" ? [{ id }] : []
  );
  const [, packed] = />([^<]*)</.exec(carriedLesson(source, notebook, places).text)!;
  return JSON.parse(gunzipSync(bytesOf(packed)).toString());
}

async function filesOf(path: string) {
  const notebook = await readNotebook(path);
  const lesson = carried(basename(path), notebook);
  const textOf = (place: number) => joined(notebook.cells[place].source);
  return { notebook, ipynb: notebookFile(lesson, textOf) };
}

const paths = await listNotebooks();

for (const path of paths) {
  Deno.test(`${basename(path)} is whole in what a reader takes along`, async () => {
    const { notebook, ipynb } = await filesOf(path);
    const taken: Notebook = JSON.parse(ipynb);
    const plain = normalized(notebook).cells;
    assert(joined(taken.cells[0].source).startsWith(`_${FIRST}`), ipynb.slice(0, 300));
    taken.cells.forEach((cell, i) => {
      const { cell_type, id, metadata, source } = plain[i];
      const own = joined(cell.source).slice(i === 0 ? joined(cell.source).indexOf("\n\n") + 2 : 0);
      assertEquals(
        [cell.cell_type, cell.id, cell.metadata, own],
        [cell_type, id, metadata, joined(source)],
      );
    });
  });
}

const kernel = {
  ignore: "Bun" in globalThis || !existsSync(join(VENV, "share/jupyter/kernels/deno")),
};

Deno.test("a notebook that was taken along runs in notebooks/, cell by cell", kernel, async () => {
  const { ipynb, notebook } = await filesOf(paths[1]);
  const file = join(NOTEBOOKS, ".taken_along.ipynb");
  try {
    await writeFile(file, ipynb);
    const { notebook: run, problem } = await executeNotebook(file, { timeout: 120 });
    assertEquals(problem, undefined);
    const words = (one: Notebook) =>
      codeCells(one).filter(({ metadata: { tags = [] } }) => !tags.includes("varies"))
        .map(({ outputs = [] }) =>
          outputs.map(({ data = {} }) => joined(data["text/plain"] as string))
        );
    assertEquals(words(run), words(notebook));
  } finally {
    await rm(file, { force: true });
  }
});

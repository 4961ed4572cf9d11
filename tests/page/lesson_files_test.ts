/** What a reader takes along of a lesson: every cell is in it, and it runs where it says that it belongs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { executeNotebook } from "#lib/notebooks/execute_notebook.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { codeCells, joined, type Notebook, readNotebook } from "#lib/notebooks/notebook.ts";
import { normalized } from "#lib/notebooks/normalized.ts";
import { type CarriedLesson, notebookFile, scriptFile } from "#lib/page/asking/lesson_files.ts";
import { compileCell } from "#lib/page/cells/compile_cell.ts";
import { carriedLesson } from "#lib/report/downloads_box.ts";
import { bytesOf } from "#lib/page/program/dense_text.ts";
import { DENO, NOTEBOOKS, ROOT, VENV } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";

const FIRST = "Belongs into notebooks/ of a checkout of triplet-lab";

/** A lesson as its page carries it. */
function carried(source: string, notebook: Notebook): CarriedLesson {
  const places = notebook.cells.flatMap(({ cell_type }, id) =>
    cell_type === "code" ? [{ id }] : []
  );
  const [, packed] = />([^<]*)</.exec(carriedLesson(source, notebook, places).text)!;
  return JSON.parse(gunzipSync(bytesOf(packed)).toString());
}

function reads(source: string): boolean {
  try {
    return compileCell(source) !== undefined;
  } catch {
    return false;
  }
}

async function filesOf(path: string, change = (source: string) => source) {
  const notebook = await readNotebook(path);
  const lesson = carried(basename(path), notebook);
  const textOf = (place: number) => change(joined(notebook.cells[place].source));
  const ipynb = notebookFile(lesson, textOf);
  return { notebook, ipynb, ts: scriptFile(lesson, textOf, reads) };
}

const paths = await listNotebooks();

for (const path of paths) {
  Deno.test(`${basename(path)} is whole in what a reader takes along`, async () => {
    const { notebook, ipynb, ts } = await filesOf(path);
    const taken: Notebook = JSON.parse(ipynb);
    const plain = normalized(notebook).cells;
    assert(joined(taken.cells[0].source).startsWith(`_${FIRST}`), ipynb.slice(0, 300));
    assert(ts.startsWith(`// ${FIRST}`));
    taken.cells.forEach((cell, i) => {
      const { cell_type, id, metadata, source } = plain[i];
      const own = joined(cell.source).slice(i === 0 ? joined(cell.source).indexOf("\n\n") + 2 : 0);
      assertEquals(
        [cell.cell_type, cell.id, cell.metadata, own],
        [cell_type, id, metadata, joined(source)],
      );
    });
    const values = codeCells(notebook).filter(({ outputs = [] }) =>
      outputs.some(({ output_type }) => output_type === "execute_result")
    );
    assertEquals(
      ts.match(/^show\(/gm)?.length,
      values.length,
      "each value of the notebook is written out",
    );
  });
}

const deno = { ignore: "Bun" in globalThis };

Deno.test(
  "a script that was taken along runs in notebooks/, with what was changed",
  deno,
  async () => {
    const { ts } = await filesOf(
      paths[1],
      (text) => text.replace("({ margin: 2,", "({ margin: 0.5,"),
    );
    const file = join(NOTEBOOKS, ".taken_along.ts");
    try {
      await writeFile(file, ts);
      const imports = join(ROOT, "tests/support/import_map.json");
      const { code, output } = await runCommand(DENO, [
        ...["run", "-A", "--no-lock", "--quiet", "--import-map", imports, file],
      ], { cwd: NOTEBOOKS });
      assertEquals(code, 0, output);
      assertStringIncludes(output, "✓ From a: b is at 5, c at 3, d at 4, e at 6, f at 10");
      assertStringIncludes(
        output,
        "✗ 24 triplets: 17 are hard, 2 semi-hard, 5 easy: not with margin = 0.5",
      );
    } finally {
      await rm(file, { force: true });
    }
  },
);

const kernel = { ignore: deno.ignore || !existsSync(join(VENV, "share/jupyter/kernels/deno")) };

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

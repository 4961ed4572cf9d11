/**
 * `deno task notebooks`: executes the notebooks and writes their outputs back, or checks them.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { executeNotebook } from "#lib/notebooks/execute_notebook.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { notebookText } from "#lib/notebooks/notebook.ts";
import { ensureJupyter } from "#lib/tasks/ensure_setup.ts";
import { numberOf, options, refuse } from "#lib/tasks/options.ts";
import { stepLine } from "#lib/tasks/step_line.ts";
import { takePath } from "#lib/tasks/take_path.ts";
import { tryFolder } from "#lib/workspace/try_folder.ts";
import { writeFiles } from "#lib/workspace/write_files.ts";
import { checkNotebook } from "./check_notebook.ts";
import { picturesOf } from "./pictures_of.ts";

const HELP = `deno task notebooks [--check] [--only NAME] [--from FOLDER] [--timeout SECONDS]

Executes the notebooks in Jupyter, on the Deno kernel, and writes their outputs back into the files
(as they are to be committed).

  --check            changes no file: executes each notebook beside it and says where a cell throws,
                     where a committed output is not what its cell gives, where the code does not
                     type-check, and where a cell breaks the habits of a lesson
  --only NAME        one notebook, by number (2) or by the beginning of its name
  --from FOLDER      other notebooks than the project's own
  --timeout SECONDS  what one cell may take (600)
  --help             this text`;

const given = options(HELP, { check: false, only: "", from: "", timeout: "600" }, {
  paths: ["from"],
});
const timeout = numberOf("timeout", given.timeout, { above: 0 });
const { only, from: folder } = given;
const chosen = await listNotebooks({ ...(only && { only }), ...(folder && { folder }) })
  .catch((error: Error) => refuse(error.message));
if (!given.check) {
  for (const path of chosen) await takePath("notebooks", path, ", or --check it meanwhile");
  // A notebook and its pictures are written together.
  const place = dirname(chosen[0]);
  for (const folder of [place, join(place, "pictures")].filter(existsSync)) {
    await tryFolder("notebooks", folder, 3e6).catch((error) => refuse(error.message));
  }
}
await ensureJupyter();

let passed = 0;
let failed = 0;
for (const path of chosen) {
  const name = basename(path);
  const line = stepLine(name);
  const onCell = (cell: number, cells: number) =>
    line.update(`cell ${cell} of ${cells}`, (cell - 1) / cells);
  if (given.check) {
    const problems = await checkNotebook(path, { timeout, onCell });
    line.end(problems.length === 0 ? "✓" : "✗");
    for (const { cell, message } of problems) {
      console.error(`    ${name}${cell ? `, code cell ${cell}` : ""}: ${message}`);
    }
    if (problems.length === 0) passed++;
    else failed++;
    continue;
  }
  const { notebook, problem } = await executeNotebook(path, { timeout, onCell });
  if (problem) {
    line.end("✗", `code cell ${problem.cell}: ${problem.message}; the file was left as it is`);
    failed++;
  } else {
    const pictures = picturesOf(notebook, join(dirname(path), "pictures"));
    await writeFiles(new Map([[path, notebookText(notebook)], ...pictures]));
    line.end("✓");
    passed++;
  }
}
console.log(`notebooks: ${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

/**
 * `deno task report`: executes every notebook and writes the report.
 *
 * @module
 */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { executeNotebook } from "../notebooks/execute_notebook.ts";
import { readNotebook, titleOf } from "../notebooks/notebook.ts";
import { chosenNotebooks } from "./chosen_notebooks.ts";
import { ensureJupyter } from "./ensure_setup.ts";
import { options } from "./options.ts";
import { ROOT } from "./paths.ts";
import { runCommand } from "./run_command.ts";
import { seconds, StepLine } from "./step_line.ts";

const HELP =
  `deno task report [--only NAME] [--from FOLDER] [--to FOLDER] [--backend NAME] [--timeout SECONDS]

Sets up what is missing, executes every notebook in Jupyter on the Deno kernel, and writes
reports/index.html with one page a notebook. Ends with status 0 only when every cell ran; the pages
of notebooks that stopped are written too, and say where.

  --only NAME        one notebook, by number (2) or by the beginning of its name
  --to FOLDER        where the pages go (reports)
  --backend NAME     what TensorFlow.js computes on: tensorflow, webgpu, wasm, cpu
  --from FOLDER      other notebooks than the project's own
  --timeout SECONDS  what one cell may take (600)
  --help             this text`;

const given = options(HELP, { only: "", from: "", to: "reports", backend: "", timeout: "600" });
const timeout = Number(given.timeout);
if (!(timeout > 0)) {
  console.error(`timeout: expected seconds above 0, got ${given.timeout}`);
  Deno.exit(2);
}
const began = performance.now();
await ensureJupyter();
// These need the packages that set-up has fetched.
const { notebookPage } = await import("../report/notebook_page.ts");
const { indexPage } = await import("../report/index_page.ts");

const folder = resolve(ROOT, given.to);
await mkdir(folder, { recursive: true });

async function write(file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

const paths = await chosenNotebooks(given);
const pages = await Promise.all(paths.map(async (path) => ({
  path,
  file: basename(path).replace(/\.ipynb$/, ".html"),
  title: titleOf(await readNotebook(path)),
})));

const entries = [];
for (const [i, { path, file, title }] of pages.entries()) {
  const line = new StepLine(`${i + 1}/${pages.length} ${title}`);
  const start = performance.now();
  const { notebook, problem } = await executeNotebook(path, {
    timeout,
    onCell: (cell, cells) => line.update(`cell ${cell} of ${cells}`, (cell - 1) / cells),
    env: given.backend ? { TRIPLET_LAB_BACKEND: given.backend } : {},
  });
  const [previous, next] = [pages[i - 1], pages[i + 1]];
  const parts = { notebook, ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
  await write(file, notebookPage(problem ? { ...parts, problem } : parts));
  const time = seconds(performance.now() - start);
  entries.push({ file, notebook, time, ...(problem ? { problem } : {}) });
  if (problem) {
    line.end("✗", `${basename(path)}, code cell ${problem.cell}: ${problem.message}`);
  } else line.end("✓");
}

const { code, output: commit } = await runCommand("git", ["rev-parse", "--short", "HEAD"]);
const provenance = [
  ...(code === 0 ? [`commit ${commit.trim()}`] : []),
  `Deno ${Deno.version.deno}`,
  `${Deno.build.os} ${Deno.build.arch}`,
  `made in ${seconds(performance.now() - began)}`,
];
await write("index.html", indexPage(entries, provenance));
const failed = entries.filter(({ problem }) => problem).length;
console.log(
  `${given.to}/index.html: ${
    entries.length - failed
  } of ${entries.length} notebooks ran to their end ` +
    `(${seconds(performance.now() - began)})`,
);
Deno.exit(failed === 0 ? 0 : 1);

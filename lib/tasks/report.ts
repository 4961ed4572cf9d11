/**
 * `deno task report`: executes every notebook and makes a book of them, as pages or as a PDF.
 *
 * @module
 */
import { access } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { executeNotebook } from "../notebooks/execute_notebook.ts";
import { listNotebooks } from "../notebooks/list_notebooks.ts";
import { readNotebook, titleOf } from "../notebooks/notebook.ts";
import { PARAMETERS_VARIABLE } from "../lessons/parameters.ts";
import { changesOf, chosenParameters, declaredParameters } from "../report/declared_parameters.ts";
import { type Edition, EDITIONS, type Lesson } from "../report/lesson.ts";
import { findChromium } from "../report/pdf/find_chromium.ts";
import { printPdf } from "../report/pdf/print_pdf.ts";
import type { BookParts } from "../report/book.ts";
import { chosenNotebooks } from "./chosen_notebooks.ts";
import { ensureJupyter } from "./ensure_setup.ts";
import { options } from "./options.ts";
import { ROOT } from "../workspace/paths.ts";
import { readReference } from "../workspace/read_reference.ts";
import { runCommand } from "../workspace/run_command.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { tryFolder } from "../workspace/try_folder.ts";
import { writeFiles } from "../workspace/write_files.ts";
import { takePath } from "./take_path.ts";
import { seconds, StepLine } from "./step_line.ts";

const HELP =
  `deno task report [--format html|pdf|both] [--edition full|student|teacher] [--only NAME]
                 [--set NAME=VALUE] [--backend NAME] [--paper a4|letter] [--to FOLDER]
                 [--from FOLDER] [--timeout SECONDS]

Sets up what is missing, executes every notebook in Jupyter on the Deno kernel, and makes a book:
reports/index.html with a page a lesson, a glossary, and a verdict page with every number of the
articles beside ours. Each page is one file that needs nothing else and asks the network for nothing.

  --format html      pages (html), one PDF of the whole book (pdf), or both. The PDF,
                     reports/triplet-lab.pdf, is printed by Chromium, Chrome or Edge, found on the
                     path, in the usual places, or where CHROME_PATH says
  --edition full     full: solutions folded; student: without solutions, in the pages' source too;
                     teacher: solutions open, with each exercise's expected answer and its check
  --only NAME        one notebook, by number (2) or by the beginning of its name
  --set NAME=VALUE   changes a parameter in every notebook that declares it; may be repeated. What
                     there is, and its type, stands in each notebook's cell tagged "parameters"
  --backend NAME     what TensorFlow.js computes on: tensorflow, webgpu, wasm, cpu
  --paper a4         the PDF's paper: a4 or letter
  --to FOLDER        where it goes, inside this project (reports)
  --from FOLDER      other notebooks than the project's own
  --timeout SECONDS  what one cell may take (600)
  --help             this text

Ends with status 0 only when every cell ran, every link, figure and formula is whole, and the library
agrees with the frameworks' recorded values; with 1 when something is wrong with what was made, and with 2, having made nothing, when it was called wrongly.`;

const given = options(HELP, {
  format: "html",
  edition: "full",
  only: "",
  set: [] as string[],
  backend: "",
  paper: "a4",
  to: "reports",
  from: "",
  timeout: "600",
}, { paths: ["from", "to"] });

/** Room that a page, with what the book has beside the lessons, and a PDF may take. */
const PAGE_BYTES = 3e6;
const PDF_BYTES = 10e6;

/** Leaves before anything runs. */
function refuse(sentence: string): never {
  console.error(`${sentence}; nothing was made.`);
  Deno.exit(2);
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) refuse(`${name}: expected one of ${known.join(", ")}, got ${value}`);
}

oneOf("format", given.format, ["html", "pdf", "both"]);
oneOf("edition", given.edition, EDITIONS);
oneOf("paper", given.paper, ["a4", "letter"]);
if (given.backend) oneOf("backend", given.backend, ["tensorflow", "webgpu", "wasm", "cpu"]);
const timeout = Number(given.timeout);
if (!(timeout > 0)) refuse(`timeout: expected seconds above 0, got ${given.timeout}`);
const folder = resolve(ROOT, given.to);
if (relative(ROOT, folder).startsWith("..")) {
  refuse(
    `to: expected a folder in ${ROOT}, the only place that this task may write to, got ${folder}`,
  );
}

const chosen = await chosenNotebooks(given);
const all = await listNotebooks(given.from ? { folder: given.from } : {});
let set: Record<string, string>;
let recorded: string;
try {
  recorded = recordedBy();
  set = chosenParameters(
    given.set,
    await Promise.all(chosen.map(async (path) => ({
      source: basename(path),
      parameters: declaredParameters(await readNotebook(path)),
    }))),
  );
} catch (error) {
  refuse((error as Error).message);
}
const chromium = given.format === "html" ? undefined : await findChromium();
const noChromium =
  "no PDF was made, since there is no Chromium, Chrome or Edge to print it with; " +
  "install one, or set CHROME_PATH to it";
// Without a browser there are pages at least.
const pages = given.format !== "pdf" || !chromium;

const began = performance.now();
await tryFolder("to", folder, all.length * PAGE_BYTES + (chromium ? PDF_BYTES : 0))
  .catch((error: Error) => refuse(error.message));
await takePath("to", folder, ", or choose another");
await ensureJupyter();

const env = {
  ...(given.backend ? { TRIPLET_LAB_BACKEND: given.backend } : {}),
  ...(given.set.length > 0 ? { [PARAMETERS_VARIABLE]: JSON.stringify(set) } : {}),
};
const problems: string[] = [];
const lessons: Lesson[] = [];
for (const path of all) {
  const source = basename(path);
  const committed = await readNotebook(path);
  if (!chosen.includes(path)) {
    lessons.push({ source, notebook: committed, made: false });
    continue;
  }
  const line = new StepLine(`${chosen.indexOf(path) + 1}/${chosen.length} ${titleOf(committed)}`);
  const start = performance.now();
  const { notebook, problem } = await executeNotebook(path, {
    timeout,
    onCell: (cell, cells) => line.update(`cell ${cell} of ${cells}`, (cell - 1) / cells),
    env,
  });
  const time = performance.now() - start;
  const changed = changesOf(declaredParameters(committed), set);
  lessons.push({ source, notebook, made: true, time, changed, ...(problem ? { problem } : {}) });
  if (problem) {
    problems.push(`${source}, code cell ${problem.cell}: ${problem.message}`);
    line.end("✗", `${source}, code cell ${problem.cell}: ${problem.message}`);
  } else line.end("✓");
}

const line = new StepLine("The library beside numpy, TensorFlow and PyTorch");
// These need the packages that set-up has fetched.
const { agreement } = await import("../agreement/agreement.ts");
const { conform } = await import("../reference/mod.ts");
const { toyBatch } = await import("../datasets/toy_batch.ts");
const { bookDocument, bookPages } = await import("../report/book.ts");
const backends = given.backend ? [given.backend as "wasm"] : ["auto", "wasm", "cpu"] as const;
const agreed = await agreement(backends);
line.end(agreed.problems.length === 0 ? "✓" : "✗");
problems.push(...agreed.problems);

const files = new Set<string>();
if (given.only) {
  for (const { source } of lessons) {
    const file = source.replace(/\.ipynb$/, ".html");
    if (await access(join(folder, file)).then(() => true, () => false)) files.add(file);
  }
}
const git = await runCommand("git", ["rev-parse", "--short", "HEAD"]);
const changes = await runCommand("git", ["status", "--porcelain", "--untracked-files=no"]);
const { points, labels } = toyBatch();
const margin = 2;
const parts: BookParts = {
  lessons,
  edition: given.edition as Edition,
  run: {
    commit: git.code === 0
      ? git.output.trim() + (changes.output.trim() ? " with changes" : "")
      : "",
    runtime: `deno ${Deno.version.deno}`,
    system: `${Deno.build.os} ${Deno.build.arch}`,
    date: new Date().toISOString().slice(0, 10),
    time: seconds(performance.now() - began),
  },
  time: seconds,
  agreement: agreed,
  made: recorded,
  conformance: { rows: conform(points, labels, { margin }), margin },
  there: (file) => files.has(file),
};

const made: string[] = [];
if (pages) {
  const { pages: written, problems: found } = await bookPages(parts);
  problems.push(...found);
  await writeFiles(new Map([...written].map(([file, text]) => [join(folder, file), text])));
  made.push(
    `${relative(ROOT, folder)}/${given.only ? chosenPage() : "index.html"} (${weightOf(written)})`,
  );
}
if (given.format !== "html" && !chromium) problems.push(noChromium);
if (chromium) {
  const { html, problems: found } = await bookDocument(parts, given.paper as "a4" | "letter");
  if (!pages) problems.push(...found);
  const name = given.only ? basename(chosen[0]).replace(/\.ipynb$/, ".pdf") : "triplet-lab.pdf";
  const line = new StepLine(`${name}, printed by ${basename(chromium)}`);
  try {
    await using scratch = await scratchFolder("print", { written: [join(folder, name)] });
    await printPdf(chromium, html, join(folder, name), scratch.folder);
    line.end("✓");
    made.push(`${relative(ROOT, folder)}/${name}`);
  } catch (error) {
    line.end("✗");
    problems.push((error as Error).message);
  }
}

for (const problem of problems) console.error(`✗ ${problem}`);
const ran = lessons.filter(({ made }) => made);
const whole = ran.filter(({ problem }) => !problem).length;
console.log(
  `${
    made.length > 0 ? made.join(", ") : "Nothing was made"
  }: ${whole} of ${ran.length} notebooks ran ` +
    `to their end (${seconds(performance.now() - began)})`,
);
Deno.exit(problems.length === 0 ? 0 : 1);

function chosenPage(): string {
  return basename(chosen[0]).replace(/\.ipynb$/, ".html");
}

/** `10 files, 0.2 to 0.9 MB`. */
function weightOf(pages: ReadonlyMap<string, string>): string {
  const weights = [...pages.values()].map((text) => new TextEncoder().encode(text).length / 1e6);
  const [least, most] = [Math.min(...weights), Math.max(...weights)].map((mb) => mb.toFixed(1));
  return `${pages.size} files of ${least} to ${most} MB`;
}

/** What made the values that the library is held against. */
function recordedBy(): string {
  const { made } = readReference<{ made: { packages: Record<string, string> } }>(
    "losses",
    { evenIf: "damaged" },
  );
  const packages = Object.entries(made.packages).map(([name, version]) => `${name} ${version}`);
  return `recorded with ${packages.join(", ")}`;
}

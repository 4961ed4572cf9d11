import { access, basename, join, relative } from "../host/node.ts";
import { agreement } from "../agreement/agreement.ts";
import { toyBatch } from "../datasets/toy_batch.ts";
import { readEmoji } from "../experiments/mod.ts";
import { PARAMETERS_VARIABLE } from "../lessons/parameters.ts";
import { executeNotebook } from "../notebooks/execute_notebook.ts";
import { readNotebook, titleOf } from "../notebooks/notebook.ts";
import { conform } from "../reference/mod.ts";
import { ROOT } from "../workspace/paths.ts";
import { scratchFolder } from "../workspace/scratch_folder.ts";
import { seconds } from "../workspace/seconds.ts";
import { tryFolder } from "../workspace/try_folder.ts";
import { writeFiles } from "../workspace/write_files.ts";
import { bookDocument, bookPages } from "./book.ts";
import type { BookParts } from "./book_parts.ts";
import { DOCS_FILE } from "./cover_body.ts";
import { changesOf, declaredParameters, withChosen } from "./declared_parameters.ts";
import { readLedger } from "./ledger.ts";
import { type Lesson, pageOf } from "./lesson.ts";
import { noChinese } from "./pdf/no_chinese.ts";
import { printPdf } from "./pdf/print_pdf.ts";
import { planReport, type ReportOptions, type ReportPlan } from "./report_plan.ts";
import { recordedBy, runFacts } from "./run_facts.ts";

type Step = (title: string) => {
  update(message: string, fraction?: number): void;
  end(mark: "✓" | "✗", message?: string): void;
};

/** Who watches, and what may be replaced in tests. */
interface Watch {
  /** Called once the options were found in order, before any work, with the folder it goes to. */
  begin?: (folder: string) => Promise<void>;
  step?: Step;
  execute?: typeof executeNotebook;
  agree?: typeof agreement;
}

interface Report {
  /** What was made, each file with its weight: `reports/index.html (10 files of 0.2 to 0.9 MB)`. */
  made: string[];
  problems: string[];
  executed: number;
  /** How many of the executed notebooks ran to their end. */
  whole: number;
}

const SILENT = { update() {}, end() {} };
const NO_CHROMIUM =
  "no PDF was made, since there is no Chromium, Chrome or Edge to print it with; " +
  "install one, or set CHROME_PATH to it";

/** Room that a page, with what the book has beside the lessons, and a PDF may take. */
const PAGE_BYTES = 3e6;
const PDF_BYTES = 10e6;

/** The margin that the lessons' six points are put under every rule with. */
const MARGIN = 2;

/** Executes the notebooks and makes a book of them, as pages or as a PDF. */
export async function makeReport(
  options: ReportOptions = {},
  { begin, step = () => SILENT, execute = executeNotebook, agree = agreement }: Watch = {},
): Promise<Report> {
  const plan = await planReport(options);
  const made = recordedBy();
  const room = plan.all.length * PAGE_BYTES + (plan.chromium ? PDF_BYTES : 0);
  await tryFolder("to", plan.folder, room);
  await begin?.(plan.folder);
  const began = performance.now();
  const lessons = await executeAll(plan, step, execute);
  const line = step("The library beside numpy, TensorFlow and PyTorch");
  const agreed = await agree(plan.backend ? [plan.backend] : ["auto", "wasm", "cpu"]);
  line.end(agreed.problems.length === 0 ? "✓" : "✗");
  const { points, labels } = toyBatch();
  const there = await pagesThere(plan);
  const report = await written(plan, {
    lessons,
    edition: plan.edition,
    questions: plan.questions === "asked",
    run: { ...runFacts(), time: seconds(performance.now() - began) },
    time: seconds,
    agreement: agreed,
    made,
    conformance: { rows: conform(points, labels, { margin: MARGIN }), margin: MARGIN },
    ledger: readLedger(),
    emoji: await readEmoji(),
    there: (file) => there.has(file),
  }, step);
  const stopped = lessons.flatMap(({ source, problem }) => problem ? stop(source, problem) : []);
  const problems = [...stopped, ...agreed.problems, ...report.problems];
  const executed = plan.chosen.length;
  return { made: report.made, problems, executed, whole: executed - stopped.length };
}

/** All notebooks: those chosen as they came out, the others as they are committed. */
async function executeAll(
  { all, chosen, set, backend, timeout }: ReportPlan,
  step: Step,
  execute: typeof executeNotebook,
): Promise<Lesson[]> {
  const env = {
    ...(backend ? { TRIPLET_LAB_BACKEND: backend } : {}),
    ...(Object.keys(set).length > 0 ? { [PARAMETERS_VARIABLE]: JSON.stringify(set) } : {}),
  };
  const lessons: Lesson[] = [];
  for (const path of all) {
    const source = basename(path);
    const committed = await readNotebook(path);
    if (!chosen.includes(path)) {
      lessons.push({ source, notebook: committed, made: false });
      continue;
    }
    const line = step(`${chosen.indexOf(path) + 1}/${chosen.length} ${titleOf(committed)}`);
    const began = performance.now();
    const onCell = (cell: number, cells: number) =>
      line.update(`cell ${cell} of ${cells}`, (cell - 1) / cells);
    const { notebook, problem } = await execute(path, { timeout, onCell, env });
    lessons.push({
      ...{ source, notebook: withChosen(notebook, set), made: true },
      time: performance.now() - began,
      changed: changesOf(declaredParameters(committed), set),
      ...(problem ? { problem } : {}),
    });
    if (problem) line.end("✗", stop(source, problem));
    else line.end("✓");
  }
  return lessons;
}

const stop = (source: string, { cell, message }: { cell: number; message: string }) =>
  `${source}, code cell ${cell}: ${message}`;

/** The lessons' pages that an earlier report left where this one makes only some. */
async function pagesThere({ only, all, folder }: ReportPlan): Promise<Set<string>> {
  const files = [DOCS_FILE, ...(only ? all.map((path) => pageOf(basename(path))) : [])];
  const isThere = (file: string) => access(join(folder, file)).then(() => true, () => false);
  const found = await Promise.all(files.map(isThere));
  return new Set(files.filter((_, i) => found[i]));
}

async function written(
  { format, only, chosen, chromium, paper, folder }: ReportPlan,
  book: BookParts,
  step: Step,
): Promise<{ made: string[]; problems: string[] }> {
  const [made, problems]: string[][] = [[], []];
  const to = relative(ROOT, folder);
  const first = pageOf(basename(chosen[0]));
  // Without a browser there are pages at least.
  const hasPages = format !== "pdf" || !chromium;
  if (hasPages) {
    const { pages, problems: found } = await bookPages(book);
    problems.push(...found);
    await writeFiles(new Map([...pages].map(([file, text]) => [join(folder, file), text])));
    made.push(`${to}/${only ? first : "index.html"} (${weightOf(pages)})`);
  }
  if (format !== "html" && !chromium) problems.push(NO_CHROMIUM);
  if (!chromium) return { made, problems };
  const { html, problems: found } = await bookDocument(book, paper);
  if (!hasPages) problems.push(...found);
  const name = only ? first.replace(/html$/, "pdf") : "triplet-lab.pdf";
  const line = step(`${name}, printed by ${basename(chromium)}`);
  try {
    await using scratch = await scratchFolder("print");
    await printPdf(chromium, html, join(folder, name), scratch.folder);
    line.end("✓", await noChinese());
    made.push(`${to}/${name}`);
  } catch (error) {
    line.end("✗");
    problems.push((error as Error).message);
  }
  return { made, problems };
}

/** `10 files of 0.2 to 0.9 MB`. */
function weightOf(pages: ReadonlyMap<string, string>): string {
  const weights = [...pages.values()].map((text) => new TextEncoder().encode(text).length / 1e6);
  const [least, most] = [Math.min(...weights), Math.max(...weights)].map((mb) => mb.toFixed(1));
  return `${pages.size} files of ${least} to ${most} MB`;
}

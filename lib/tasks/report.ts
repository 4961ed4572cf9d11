/** `deno task report`: executes every notebook and makes a book of them, as pages or as a PDF. */
import { ensureJupyter } from "./ensure_setup.ts";
import { options, refuse } from "./options.ts";
import { seconds } from "../workspace/seconds.ts";
import { stepLine } from "./step_line.ts";
import { takePath } from "./take_path.ts";

const HELP = `deno task report [--format html|pdf|both] [--edition full|student|teacher]
                 [--handout] [--questions asked|none] [--only NAME]
                 [--set NAME=VALUE] [--backend NAME] [--paper a4|letter] [--to FOLDER]
                 [--from FOLDER] [--timeout SECONDS]

Sets up what is missing, executes every notebook in Jupyter on the Deno kernel, and makes a book:
reports/index.html with a page a lesson, the clinic, a glossary, a page of formulas, and a verdict
page with every number of the articles beside ours. Each page is one file that needs nothing else.

  --format html      pages (html), one PDF of the whole book (pdf), or both. The PDF,
                     reports/triplet-lab.pdf, is printed by Chromium, Chrome or Edge, found on the
                     path, in the usual places, or where CHROME_PATH says
  --edition full     full: solutions folded; student: without solutions, in the pages' source too;
                     teacher: solutions open, with each exercise's expected answer and its check, and a
                     page a lesson for the teacher: time, questions to ask, usual mistakes
  --handout          a PDF to read and to write on: without solutions and hints, code that only checks,
                     and what only a screen can follow; with lines under each exercise
  --questions asked  asked: what a cell shows is covered until its prediction was made, or skipped;
                     none: without questions
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
agrees with the frameworks' recorded values; with 1 when something is wrong with what was made, and
with 2, having made nothing, when it was called wrongly.`;

const given = options(HELP, {
  format: "",
  edition: "",
  handout: false,
  questions: "asked",
  only: "",
  set: [] as string[],
  backend: "",
  paper: "a4",
  to: "reports",
  from: "",
  timeout: "600",
}, { paths: ["from", "to"] });

const { timeout, set, handout, _, ...texts } = given;
if (handout) {
  if (texts.edition) refuse("handout: expected no edition beside it, it is one of its own");
  texts.edition = "handout";
}
const told = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
const began = performance.now();
let begun = false;
// It takes in all that a book is made of: `--help` does without.
const { makeReport } = await import("../report/make_report.ts");
const { made, problems, executed, whole } = await makeReport(
  { ...told, set, timeout: Number(timeout) },
  {
    async begin(folder) {
      begun = true;
      await takePath("to", folder, ", or choose another");
      await ensureJupyter();
    },
    step: stepLine,
  },
).catch((error: Error) => {
  if (begun) throw error;
  console.error(`${error.message}; nothing was made.`);
  Deno.exit(2);
});

for (const problem of problems) console.error(`✗ ${problem}`);
console.log(
  `${made.join(", ") || "Nothing was made"}: ${whole} of ${executed} notebooks ran to their end ` +
    `(${seconds(performance.now() - began)})`,
);
Deno.exit(problems.length === 0 ? 0 : 1);

/** `deno task report`: executes every notebook and makes a book of them, as pages or as a PDF. */
import { ensureJupyter } from "./ensure_setup.ts";
import { numberOf, options, refuse } from "./options.ts";
import { seconds } from "../workspace/seconds.ts";
import { stepLine } from "./step_line.ts";
import { takePath } from "./take_path.ts";
import HELP from "./help/report.txt" with { type: "text" };

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
  { ...told, set, timeout: numberOf("timeout", timeout, { above: 0 }) },
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

import { basename, isAbsolute, relative, resolve } from "../host/node.ts";
import { type BackendName, backendNames } from "../backend/names.ts";
import { checkChoice, checkNumber, refuseValue } from "../checks/mod.ts";
import { listNotebooks } from "../notebooks/list_notebooks.ts";
import { readNotebook } from "../notebooks/notebook.ts";
import { questionsOf } from "../notebooks/questions_of.ts";
import { ROOT } from "../workspace/paths.ts";
import { chosenParameters, declarationOf, declaredParameters } from "./declared_parameters.ts";
import { type Edition, EDITIONS } from "./lesson.ts";
import { findChromium } from "./pdf/find_chromium.ts";

/** What a report is made of, and how: what each is, and its default, `deno task report --help` tells. */
export interface ReportOptions {
  format?: "html" | "pdf" | "both";
  edition?: Edition;
  questions?: "asked" | "none";
  only?: string;
  set?: readonly string[];
  backend?: BackendName;
  paper?: "a4" | "letter";
  to?: string;
  from?: string;
  timeout?: number;
}

/** A report that can be made: options that were found in order, and what they stand for. */
export type ReportPlan = Awaited<ReturnType<typeof planReport>>;

/** Holds what was asked for against what there is, before any work. */
export async function planReport(options: ReportOptions) {
  const { edition = "full", format = edition === "handout" ? "pdf" : "html", backend } = options;
  const { questions = "asked", only = "", paper = "a4", to = "reports", timeout = 600 } = options;
  checkChoice(format, ["html", "pdf", "both"], "format");
  checkChoice(edition, EDITIONS, "edition");
  checkChoice(questions, ["asked", "none"], "questions");
  checkChoice(paper, ["a4", "letter"], "paper");
  if (backend !== undefined) checkChoice(backend, backendNames, "backend");
  checkNumber(timeout, "timeout", { above: 0 });
  const folder = resolve(ROOT, to), way = relative(ROOT, folder);
  if (isAbsolute(way) || /^\.\.(?:[\\/]|$)/.test(way)) { // absolute: on another drive
    refuseValue(folder, "to", `a folder in ${ROOT}, the only place that a report may go to`);
  }
  const from = options.from ? { folder: resolve(ROOT, options.from) } : {};
  const all = await listNotebooks(from);
  const chosen = only ? await listNotebooks({ ...from, only }) : all;
  const declared = chosen.map(async (path) => {
    const notebook = await readNotebook(path);
    questionsOf(notebook); // throws where one is not whole
    const { lesson } = declarationOf(notebook);
    return { source: basename(path), parameters: declaredParameters(notebook), lesson };
  });
  const set = chosenParameters(options.set ?? [], await Promise.all(declared));
  // Undefined where no PDF is asked for or there is nothing to print it with.
  const chromium = format === "html" ? undefined : findChromium();
  return {
    ...{ format, edition, questions, paper, timeout, only, backend },
    ...{ folder, all, chosen, set, chromium },
  };
}

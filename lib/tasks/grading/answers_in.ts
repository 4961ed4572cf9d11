import { codeCells, joined, type Notebook, notebookOf } from "../../notebooks/notebook.ts";
import { RESULTS, type Results } from "../../page/asking/results.ts";

export interface AnswersIn {
  module: string;
  /** The text of the cell that answers an exercise, by the name that its module exports. */
  cells: ReadonlyMap<string, string>;
}

const IMPORT = /["']\.\.\/lib\/exercises\/(\w+)\.ts["']/;
const CALL = /\bexercise\(\s*(?:exercises\.)?(\w+)\s*,/;

/** The answers in a notebook, or in the results that a page gave; refuses what is neither. */
export function answersIn(text: string): AnswersIn[] {
  const file = read(text);
  if ("cells" in file) {
    const sources = codeCells(file).map(({ source }) => joined(source));
    const [, module] = sources.map((source) => IMPORT.exec(source)).find(Boolean) ?? [];
    if (!module) throw new TypeError("expected a lesson with exercises, got another notebook");
    return [{ module, cells: called(sources) }];
  }
  const lessons = Object.entries(Object.groupBy(file.answers, ({ lesson }) => lesson));
  return lessons.map(([lesson, answers = []]) => ({
    module: lesson.replace(/^\d+_/, ""),
    cells: called(answers.map(({ answer }) => answer)),
  }));
}

function called(sources: readonly string[]): Map<string, string> {
  return new Map(sources.flatMap((source) => {
    const [, name] = CALL.exec(source) ?? [];
    return name ? [[name, source]] : [];
  }));
}

function read(text: string): Notebook | Results {
  let file;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new TypeError("expected JSON, got something else");
  }
  if (Array.isArray(file?.cells)) return notebookOf(text);
  if (file?.kind === RESULTS && Array.isArray(file.answers)) return file;
  throw new TypeError("expected a notebook or a page's results, got another file");
}

import { type Cell, joined, type Notebook, type Output } from "../notebooks/notebook.ts";
import { EXERCISE } from "../workspace/mime_types.ts";
import { withoutSolutions } from "./without_solutions.ts";

const HINT = /<details><summary>Hint \d+<\/summary>[\s\S]*?<\/details>\s*/g;

/** What only a screen can follow: a cell to run, a key, a mouse. */
const FOR_SCREENS =
  /\brun (?:the|all|it) (?:cells?|again)\b|\b[Rr]eplace `undefined`|\b[Pp]ress|\b[Dd]rag \$|\b[Cc]lick /;

/** A notebook on paper: without solutions, hints, cells of answers, and what needs a screen. */
export function handoutNotebook(notebook: Notebook): Notebook {
  const { cells, ...rest } = withoutSolutions(notebook);
  return {
    ...rest,
    cells: cells.map((cell) => cell.cell_type === "code" ? asked(cell) : said(cell)),
  };
}

function said(cell: Cell): Cell {
  const paragraphs = joined(cell.source).replace(HINT, "").split(/\n{2,}/).map((text) => {
    if (/^\s*(?:[|#`<]|\$\$)/.test(text)) return text; // a table, a heading, code, a formula
    return text.split(/(?<=[.!?])(?=\s)/).filter((part) => !FOR_SCREENS.test(part)).join("");
  });
  return { ...cell, source: paragraphs.filter((text) => text.trim() !== "").join("\n\n") };
}

/** A statement that only checks: from the beginning of a line to the line that closes it. */
const CHECK = /^checks?\((?:.*\);|[^]*?\n[)}\]]*\);)\n?/gm;

function asked(cell: Cell): Cell {
  const exercise = ({ data = {} }: Output) => EXERCISE in data;
  const outputs = cell.outputs?.filter(exercise) ?? [];
  if (outputs.length === 0) return { ...cell, source: joined(cell.source).replace(CHECK, "") };
  const bare = outputs.map((one) => ({ ...one, data: { [EXERCISE]: one.data![EXERCISE] } }));
  return { ...cell, source: "", outputs: bare };
}

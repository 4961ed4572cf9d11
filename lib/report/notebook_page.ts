import { joined, type Notebook, titleOf } from "../notebooks/notebook.ts";
import type { ExecutionProblem } from "../notebooks/execute_notebook.ts";
import { escapeHtml } from "./escape_html.ts";
import { highlight } from "./highlight.ts";
import { markdownToHtml } from "./markdown_to_html.ts";
import { outputToHtml } from "./output_to_html.ts";
import { page } from "./page.ts";

/** A page that another page links to. */
export interface Neighbour {
  /** Its file. */
  file: string;
  /** Its title. */
  title: string;
}

/** What a notebook's page is made of. */
export interface NotebookPageParts {
  /** The executed notebook. */
  notebook: Notebook;
  /** What stopped it, when it did not run to its end. */
  problem?: ExecutionProblem;
  /** The notebook before. */
  previous?: Neighbour;
  /** The notebook after. */
  next?: Neighbour;
}

/**
 * An executed notebook as one HTML page: prose, code, and what the code left.
 *
 * @param parts The notebook, what stopped it, its neighbours.
 * @returns The file's text.
 */
export function notebookPage({ notebook, problem, previous, next }: NotebookPageParts): string {
  let number = 0;
  const cells = notebook.cells.map(({ cell_type, source, outputs = [] }) => {
    if (cell_type === "markdown") return markdownToHtml(joined(source));
    if (cell_type !== "code") return "";
    number++;
    const stopped = problem?.cell === number ? problemBox(problem) : "";
    return `<div id="cell-${number}"><pre class="code"><code>${
      highlight(joined(source))
    }</code></pre>\n${outputs.map(outputToHtml).join("\n")}${stopped}</div>`;
  });
  const top = problem
    ? `<p class="problem">This notebook did not run to its end: <a href="#cell-${problem.cell}">` +
      `code cell ${problem.cell}</a>: ${escapeHtml(problem.message)}</p>`
    : "";
  const link = (to: Neighbour | undefined, arrow: (title: string) => string) =>
    to ? `<a href="${escapeHtml(to.file)}">${escapeHtml(arrow(to.title))}</a>` : "";
  return page({
    title: titleOf(notebook),
    navigation: [
      `<a href="index.html">Contents</a>`,
      link(previous, (title) => `← ${title}`),
      link(next, (title) => `${title} →`),
    ].join(""),
    body: top + cells.join("\n"),
  });
}

function problemBox({ kind, message }: ExecutionProblem): string {
  const what = { error: "This cell threw", timeout: "This cell", died: "Here", start: "" }[kind];
  return `<p class="problem">${what} ${escapeHtml(message)}. Nothing below it was computed.</p>`;
}

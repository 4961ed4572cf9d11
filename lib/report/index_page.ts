import type { ExecutionProblem } from "../notebooks/execute_notebook.ts";
import { joined, type Notebook, titleOf } from "../notebooks/notebook.ts";
import { escapeHtml } from "./escape_html.ts";
import { markdownToHtml } from "./markdown_to_html.ts";
import { page } from "./page.ts";

/** One line of the contents. */
export interface IndexEntry {
  /** The notebook's page. */
  file: string;
  /** The executed notebook. */
  notebook: Notebook;
  /** What stopped it, when it did not run to its end. */
  problem?: ExecutionProblem;
  /** How long it ran, as people say it: `9.4 s`. */
  time: string;
}

/**
 * The report's first page: each notebook with its opening words, and whether every cell ran.
 *
 * @param entries The notebooks in reading order.
 * @param provenance Where the numbers come from: commit, Deno, backend; shown at the bottom.
 * @returns The file's text.
 */
export function indexPage(entries: readonly IndexEntry[], provenance: readonly string[]): string {
  const items = entries.map(({ file, notebook, problem, time }) => {
    const state = problem
      ? `<p class="problem">Stopped in code cell ${problem.cell}: ${
        escapeHtml(problem.message)
      }</p>`
      : `<p class="ran quiet">✓ every cell ran, in ${escapeHtml(time)}</p>`;
    return `<li><a href="${escapeHtml(file)}">${escapeHtml(titleOf(notebook))}</a>
${markdownToHtml(openingOf(notebook))}${state}</li>`;
  });
  return page({
    title: "triplet-lab",
    navigation: "",
    body: `<h1>triplet-lab</h1>
<p>Triplet losses rebuilt step by step: executed notebooks, whose charts come from training on this
machine, or from recorded runs where a lesson says so.</p>
<ol class="contents">
${items.join("\n")}
</ol>
<p class="quiet">${provenance.map(escapeHtml).join(" · ")}</p>`,
  });
}

/** The first paragraph after the title. */
function openingOf(notebook: Notebook): string {
  const [first] = notebook.cells;
  const paragraphs = joined(first?.source).split(/\n\s*\n/);
  return paragraphs.find((paragraph) => paragraph.trim() && !paragraph.startsWith("#")) ?? "";
}

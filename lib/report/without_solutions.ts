import { type Cell, hasTag, joined, type Notebook } from "../notebooks/notebook.ts";

/** How a folded solution begins, after its `<details>`. */
export const SOLUTION_SUMMARY = /^\s*<summary\b[^>]*>\s*(?:<[^>]*>\s*)*(?:solution|answer)s?\b/i;

/** A notebook as students get it: solutions are cut out, so that no page's source has them. */
export function withoutSolutions(notebook: Notebook): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, "solution")).map((cell): Cell =>
    cell.cell_type === "markdown" ? { ...cell, source: cut(joined(cell.source)) } : cell
  );
  return { ...notebook, cells };
}

function cut(markdown: string): string {
  let kept = "";
  let from = 0;
  let depth = 0;
  for (const { 0: tag, index } of markdown.matchAll(/<(\/?)details\b[^>]*>/gi)) {
    const closes = tag.startsWith("</");
    if (depth === 0) {
      if (closes || !SOLUTION_SUMMARY.test(markdown.slice(index + tag.length))) continue;
      kept += markdown.slice(from, index);
      depth = 1;
    } else depth += closes ? -1 : 1;
    // A solution that is never closed goes to the end of its cell.
    from = depth === 0 ? index + tag.length : markdown.length;
  }
  return kept + markdown.slice(from);
}

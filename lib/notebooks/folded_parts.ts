import { type Cell, FOLDED, joined } from "./notebook.ts";

/** A folded part: the place of its heading's cell, and that behind its last cell. */
interface FoldedPart {
  from: number;
  to: number;
}

/** Folded parts: from a collapsed heading to the next cell with one of its level or above. */
export function foldedParts(cells: readonly Cell[]): FoldedPart[] {
  const parts: FoldedPart[] = [];
  for (let from = 0; from < cells.length; from++) {
    const level = levelOf(cells[from]);
    if (cells[from].metadata[FOLDED] !== true || level === Infinity) continue;
    const next = cells.findIndex((cell, i) => i > from && levelOf(cell) <= level);
    const to = next < 0 ? cells.length : next;
    parts.push({ from, to });
    from = to - 1;
  }
  return parts;
}

/** The level of the heading that a cell begins with; infinite without one. */
function levelOf({ cell_type, source }: Cell): number {
  const heading = cell_type === "markdown" && /^\s*(#{1,6})\s/.exec(joined(source));
  return heading ? heading[1].length : Infinity;
}

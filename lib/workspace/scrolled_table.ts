import { Markup, markup } from "./markup.ts";

type Cell = Markup | string | number | bigint;

/** A table in a box that scrolls where it is wider than the page; numbers stand to the right. */
export function scrolledTable(columns: readonly string[], rows: readonly (readonly Cell[])[]) {
  const cells = rows.map((row) => row.map(cellOf));
  const head = columns.map((name, i) => {
    const isNumber = cells.some((row) => row[i].text.startsWith('<td class="number"'));
    return markup`<th scope="col"${isNumber && markup` class="number"`}>${name}</th>`;
  });
  const body = cells.map((row) => markup`<tr>${row}</tr>`);
  return markup`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A cell with a class; one made so stays as it is in a row. */
export function classed(words: Cell, name: string): Markup {
  return markup`<td class="${name}">${words}</td>`;
}

export function rowHead(words: Cell): Markup {
  return markup`<th scope="row">${words}</th>`;
}

function cellOf(cell: Cell): Markup {
  if (typeof cell === "number" || typeof cell === "bigint") return classed(cell, "number");
  return cell instanceof Markup && /^<t[dh] /.test(cell.text) ? cell : markup`<td>${cell}</td>`;
}

import { type Markup, markup } from "../workspace/markup.ts";

/** A table in a box that scrolls where it is wider than the page; columns of numbers stand to the right. */
export function scrolledTable(
  columns: readonly string[],
  rows: readonly Markup[],
  numbers: readonly string[] = [],
): Markup {
  const head = columns.map((name) =>
    markup`<th scope="col"${numbers.includes(name) && markup` class="number"`}>${name}</th>`
  );
  return markup`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

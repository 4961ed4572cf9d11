import { type Markup, markup } from "../workspace/markup.ts";
import { inlineHtml } from "./inline_html.ts";
import { LEDGER_STATUSES, type LedgerRow } from "./ledger.ts";
import type { References } from "./references.ts";
import { classed, scrolledTable } from "../workspace/scrolled_table.ts";

const MARKS: Partial<Record<LedgerRow["status"], string>> = {
  ...{ "tested": "✓ ", "corrected": "✓ ", "holds": "✓ ", "holds in part": "✓ " },
  ...{ "fails in part": "✗ ", "does not hold": "✗ " },
};

/** Items of the articles as a table that is folded away, and open on paper. */
export function ledgerTable(
  rows: readonly LedgerRow[],
  from: string,
  references: References,
  title: string,
): Markup {
  if (rows.length === 0) return markup``;
  const body = rows.map((row) => [
    row.id,
    classed(inlineHtml(row.item), "item"),
    classed((MARKS[row.status] ?? "") + row.status, "nowrap"),
    classed(placeOf(row, from, references), "nowrap"),
    inlineHtml(row.note),
  ]);
  return markup`<details data-ledger${
    references.whole && " open"
  }><summary>${title} (${rows.length})</summary>${
    scrolledTable(["item", "what the article has", "status", "where", "what carries it"], body)
  }</details>`;
}

/** How many items of each article have which status, as a table. */
export function ledgerCounts(rows: readonly LedgerRow[]): Markup {
  const there = LEDGER_STATUSES.filter((status) => rows.some((row) => row.status === status));
  const body = [...Map.groupBy(rows, ({ article }) => article)].map(([article, own]) => [
    String(article),
    ...there.map((status) => own.filter((row) => row.status === status).length),
    own.length,
  ]);
  return scrolledTable(["article", ...there, "items"], body);
}

function placeOf({ lesson, anchor }: LedgerRow, from: string, references: References): Markup {
  const to = references.made.find(({ number }) => number === lesson);
  const place = [...to?.sections ?? [], ...to?.figures ?? []].find(({ id }) => id === anchor);
  if (!to || !place) return markup`lesson ${lesson}`;
  const kind = anchor.startsWith("figure-") && "Figure ";
  return markup`<a href="${references.href(from, to.file, anchor)}">${kind}${place.number}</a>`;
}

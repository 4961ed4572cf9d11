import { join, readFileSync } from "../host/node.ts";
import { ROOT } from "../workspace/paths.ts";

/** What may have become of an article's item. */
export const LEDGER_STATUSES = [
  ...["tested", "corrected", "holds", "holds in part", "fails in part", "does not hold"] as const,
  ...["not decided", "context", "not testable"] as const,
] as const;

/** A step, formula, line of code, figure, claim or number of an article, and where it stands. */
export interface LedgerRow {
  /** The article, and its place in it: `2.42`. */
  id: string;
  article: number;
  item: string;
  status: typeof LEDGER_STATUSES[number];
  lesson: number;
  /** The section or figure, as the page's id. */
  anchor: string;
  /** What carries it: words in “” are a check's or a claim's, or for `context` the lesson's own. */
  note: string;
}

export function readLedger(): LedgerRow[] {
  return JSON.parse(readFileSync(join(ROOT, "data/articles/ledger.json"), "utf8"));
}

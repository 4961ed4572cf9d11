import { refuseValue } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { ARTICLE_VALUES } from "../workspace/mime_types.ts";
import { changedParameters } from "./parameters.ts";
import { Table } from "./table.ts";

/** A number of an article, or of the program it is about, beside ours. */
export interface ArticleValue {
  what: string;
  /** Whose number it is compared with. */
  by: "article" | "numpy" | "TensorFlow" | "PyTorch" | "C" | "definition";
  theirs: number;
  ours: number;
  /** How far apart the two may be. Default 0. */
  tolerance?: number;
  /** Why the two differ, where the article's number cannot be reproduced; the difference then stands. */
  refuted?: string;
}

/** A number beside ours as the report's verdict page has it. */
export interface JudgedValue extends Required<Omit<ArticleValue, "refuted">> {
  difference: number;
  within: boolean;
  verdict: string;
}

/** A lesson's closing table, and the verdict page's: numbers of an article (0 for none), ours. */
export function articleValues(article: number, rows: readonly ArticleValue[]): Table {
  if (rows.length === 0) throw new RangeError("rows: expected at least one, got none");
  const changed = changedParameters();
  const judged = rows.map((row): JudgedValue => {
    const { what, by, theirs, ours, tolerance = 0, refuted } = row;
    const difference = Math.abs(ours - theirs);
    const within = difference <= tolerance;
    if (!within && refuted === undefined && changed === "") {
      refuseValue(`${ours}: ${difference} apart`, what, `${theirs} (${by}) within ${tolerance}`);
    }
    const failed = refuted === undefined ? `not with ${changed}` : `not reproduced: ${refuted}`;
    const verdict = within ? "reproduced" : failed;
    return { what, by, theirs, ours, difference, tolerance, within, verdict };
  });
  const shown = judged.map(({ what, by, theirs, ours, difference, verdict }) => ({
    ...{ what, by, theirs: significant(theirs, 8), ours: significant(ours, 8) },
    ...{ difference: significant(difference, 2), verdict },
  }));
  return new Table(shown, { [ARTICLE_VALUES]: { article, rows: judged } });
}

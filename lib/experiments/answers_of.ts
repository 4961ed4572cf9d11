import { type QuestionVerdict, questionVerdict } from "../evaluation/mod.ts";
import { pairsOf } from "./pairs_of.ts";
import type { Contrast } from "./study.ts";

/** A question of a study, as its file states it, with what its recording says to it. */
export interface Answer extends QuestionVerdict {
  readonly question: string;
  readonly judge: string;
  readonly splits: number;
}

/**
 * What a recording says to the questions of its study, in the order of its contrasts. The repeats
 * are the splits: seeds of one split share its classes, so their differences are averaged first.
 */
export function answersOf<Row extends { split: string; seed: number }>(
  rows: readonly Row[],
  contrasts: readonly Contrast<Row>[],
): Answer[] {
  const splits = [...new Set(rows.map(({ split }) => split))];
  const bySplit = splits.map((split) => rows.filter((row) => row.split === split));
  return [...new Set(contrasts.map(({ question }) => question))].map((question) => {
    const own = contrasts.filter((contrast) => contrast.question === question);
    const effects = own.map((contrast) => ({
      name: namesOf(contrast),
      values: bySplit.map((rows) => {
        const { one, other } = pairsOf(rows, contrast);
        return one.reduce((sum, value, i) => sum + value - other[i], 0) / one.length;
      }),
    }));
    return { question, judge: own[0].judge, splits: splits.length, ...questionVerdict(effects) };
  });
}

/** Both sides by what they differ in, after what names them both: `batch hard: margin 0.3 − margin 1`. */
function namesOf({ one, other }: Contrast): string {
  const keys = Object.keys(one).filter((key) => one[key] !== other[key])
    .sort((a, b) => Number(b === "strategy") - Number(a === "strategy"));
  const word = (key: string, value: unknown) => {
    if (key === "normalised") return value ? "length 1" : "any length";
    if (key === "left_out") return value ? "a hand left out" : "all hands";
    return typeof value === "string" ? value : `${key} ${value}`;
  };
  const sideOf = (side: Contrast["one"]) =>
    keys.filter((key) => side[key] !== null).map((key) => word(key, side[key])).join(", ");
  const shared = !keys.includes("strategy") && one.strategy ? `${one.strategy}: ` : "";
  return `${shared}${sideOf(one)} − ${sideOf(other)}`;
}

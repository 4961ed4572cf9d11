import { fixed } from "../../charts/numbers.ts";
import { LOSS_COLOR, ROLE_COLOR, tint } from "../../charts/palette.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { arrow } from "../runtime/arrow.ts";
import { element } from "../runtime/scene.ts";
import { BOLD, SOFT, TextColumn, type TextStyle } from "../runtime/text_column.ts";
import type { StrategyNumbers } from "./numbers.ts";
import type { MiningState } from "./state.ts";
import { choiceWords, termsOf } from "./words.ts";

/** Of so many points the anchor's slice of the cube of losses still fits in. */
const MOST_SLICED = 7;

/** The numbers beside the plane, from top to bottom. */
export function columnOf(
  state: MiningState,
  all: readonly StrategyNumbers[],
  shown: StrategyNumbers,
  place: { left: number; top: number; width: number },
): TextColumn {
  const column = new TextColumn(place);
  strategyRows(column, all, shown);
  column.y += 22;
  column.text(0, `Anchor ${state.names[state.anchor]}`, BOLD);
  column.note(`${choiceWords(state, shown, state.anchor)}.`, { height: 17 });
  column.y += 26;
  key(column, "pulled together: positive", ROLE_COLOR.positive);
  column.y += 18;
  key(column, "pushed apart: negative", ROLE_COLOR.negative, "6 4");
  column.y += 6;
  if (shown.name === "batch all" && state.names.length <= MOST_SLICED) slice(column, state);
  return column;
}

/** A row a strategy; the one that is shown stands out. */
function strategyRows(
  column: TextColumn,
  all: readonly StrategyNumbers[],
  shown: StrategyNumbers,
): void {
  const { left, width } = column;
  const [lossAt, termsAt] = [width - 102, width - 4];
  column.y += 4;
  column.text(6, "strategy", SOFT);
  column.textEnd(lossAt, "loss", SOFT);
  column.textEnd(termsAt, "mean over", SOFT);
  column.y += 7;
  for (const { name, loss, terms, choices } of all) {
    const chosen = name === shown.name;
    if (chosen) {
      const box = { x: left, y: column.y, width, height: 21, rx: 4 };
      column.elements.push(element("rect", { ...box, fill: tint(LOSS_COLOR, 0.13) }));
    }
    column.y += 15;
    column.text(6, name, chosen ? BOLD : {});
    column.textEnd(lossAt, fixed(loss), { "font-weight": 700, fill: LOSS_COLOR });
    column.textEnd(termsAt, termsOf(name, terms, choices.length), SOFT);
    column.y += 6;
  }
}

/** What an arrow means. */
function key(column: TextColumn, words: string, color: string, dashes?: string): void {
  const { left, y } = column;
  column.elements.push(
    arrow([left, y - 4], [left + 30, y - 4], color, dashes === undefined ? {} : { dashes }),
  );
  column.text(40, words, { fill: color, ...BOLD });
}

/** The anchor's slice of the cube of losses: positives down, negatives across, dots where not valid. */
function slice(column: TextColumn, { points, labels, names, anchor, ...of }: MiningState): void {
  const row = pairwiseDistances(points, { squared: of.squared })[anchor];
  const cell = (n: number, words: string, style: TextStyle) =>
    column.text((n + 1.5) * column.width / (names.length + 1), words, {
      "text-anchor": "middle",
      ...style,
    });
  column.y += 24;
  column.text(0, `Slice of ${names[anchor]}: positive down, negative across`, BOLD);
  column.y += 20;
  names.forEach((name, n) => cell(n, name, SOFT));
  names.forEach((name, p) => {
    column.y += 18;
    cell(-1, name, SOFT);
    labels.forEach((label, n) => {
      const valid = p !== anchor && labels[p] === labels[anchor] && label !== labels[anchor];
      const loss = valid ? Math.max(row[p] - row[n] + of.margin, 0) : 0;
      cell(n, valid ? fixed(loss) : "·", loss > 0 ? { ...BOLD, fill: LOSS_COLOR } : SOFT);
    });
  });
}

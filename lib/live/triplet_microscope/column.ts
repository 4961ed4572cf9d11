import { fixed, percent } from "../../charts/numbers.ts";
import { CATEGORY_COLOR, CATEGORY_WORD_COLOR, ROLE_COLOR } from "../../charts/palette.ts";
import { BIG, BOLD, SOFT, TextColumn } from "../runtime/text_column.ts";
import { amountOf, CATEGORIES, type MicroscopeNumbers, shareOf } from "./numbers.ts";
import type { MicroscopeState } from "./state.ts";

/** The numbers beside the plane, from top to bottom. */
export function columnOf(
  state: MicroscopeState,
  numbers: MicroscopeNumbers,
  place: { left: number; top: number; width: number },
): TextColumn {
  const column = new TextColumn(place);
  tripletLines(column, state, numbers);
  column.y += 12;
  ruleLines(column, state, numbers);
  column.y += 12;
  batchLines(column, numbers);
  column.y += 12;
  column.note(
    state.rule === "triplet"
      ? "Arrows: the positive pulls, the negative pushes (minus the gradient)."
      : "Arrows: where the loss moves each point (minus the gradient, × " +
        `${fixed(state.points.length / 3)}).`,
  );
  return column;
}

/** The chosen triplet and its loss. */
function tripletLines(
  column: TextColumn,
  { names, anchor, positive, margin, squared }: MicroscopeState,
  { chosen, dAp }: MicroscopeNumbers,
): void {
  const square = squared ? "²" : "";
  const [a, p, n, from] = [anchor, positive, chosen.at, chosen.from].map((i) => names[i]);
  column.line(4, [`Triplet (${a}, ${p}, ${n})`, BOLD]);
  column.line(26, [fixed(chosen.loss), BIG], "  ", [chosen.category, {
    fill: CATEGORY_WORD_COLOR[chosen.category],
    ...BOLD,
  }]);
  column.line(
    19,
    "max(",
    [fixed(dAp), { fill: ROLE_COLOR.positive, ...BOLD }],
    " − ",
    [fixed(chosen.distance), { fill: ROLE_COLOR.negative, ...BOLD }],
    ` + ${fixed(margin)}, 0)`,
  );
  column.line(16, [`d(${a}, ${p})${square} − d(${from}, ${n})${square} + margin`, SOFT]);
}

/** The loss that the rule asks for, and what its mean is over. */
function ruleLines(
  column: TextColumn,
  { names, anchor, positive, rule }: MicroscopeState,
  { counts, loss, used, negatives, pairLoss, pairActive }: MicroscopeNumbers,
): void {
  const [name, value, over] = {
    triplet: [
      `All negatives of (${names[anchor]}, ${names[positive]})`,
      pairLoss,
      `${pairActive} of ${negatives.length} with a loss`,
    ] as const,
    all: ["Batch all", loss, `${used} of ${plural(counts.valid, "triplet")}`] as const,
    hard: ["Batch hard", loss, plural(used, "anchor")] as const,
  }[rule];
  column.line(18, [name, BOLD]);
  column.line(26, [fixed(value), BIG]);
  column.line(17, [`mean over ${over}`, SOFT]);
}

/** All triplets of the batch by their categories. */
function batchLines(column: TextColumn, { counts }: MicroscopeNumbers): void {
  column.line(18, [`All ${plural(counts.valid, "triplet")} of the batch`, BOLD]);
  column.y += 8;
  column.bar(14, CATEGORIES.map((name) => [shareOf(counts, name), CATEGORY_COLOR[name]]));
  for (const name of CATEGORIES) {
    column.line(
      17,
      ["■ ", { fill: CATEGORY_COLOR[name] }],
      [`${name} `, { fill: CATEGORY_WORD_COLOR[name] }],
      [percent(shareOf(counts, name)), BOLD],
      [`  ${amountOf(counts, name)}`, SOFT],
    );
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

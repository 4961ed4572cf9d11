import { fixed } from "../../charts/numbers.ts";
import { classColor, INK, LOSS_COLOR, PAPER, ROLE_COLOR, tint } from "../../charts/palette.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { type Arrows, between } from "../runtime/arrows.ts";
import type { Dot, PlaneFigure } from "../runtime/figure.ts";
import { type Plane, toPixels } from "../runtime/plane.ts";
import { attributes, drawing, type Style } from "../runtime/scene.ts";
import { BOLD, SOFT, type TextColumn } from "../runtime/text_column.ts";
import { type MiningNumbers, miningNumbers, type MiningState, STRATEGIES } from "./numbers.ts";

/** Of so many points the anchor's slice of the cube of losses still fits in. */
const MOST_SLICED = 7;

/** Two points that chose each other show both arrows, as these bend; one's kind by how far. */
const BEND = { positive: 0.1, negative: 0.18 } as const;

export const mining: PlaneFigure<MiningState> = {
  name: "mining-strategies",
  help: "The point that is touched is the anchor whose choices stand out.",
  column: 292,
  bounds: ({ bounds }) => bounds,

  controls: (
    { strategy, margin, marginEnd, squared, names, anchor },
    { choice, slider, checkbox, button },
  ) => [
    choice("strategy", STRATEGIES, strategy),
    slider("margin", [0, marginEnd, marginEnd / 200], margin),
    checkbox("squared", squared),
    button("alone", `Leave ${names[anchor]} alone in its class`),
  ],

  set: {
    alone: (state) => ({ ...state, labels: state.labels.with(state.anchor, freeClass(state)) }),
  },

  move: (state, anchor, to) => ({ ...state, anchor, points: state.points.with(anchor, to) }),

  draw(state, plane, column) {
    const { points, labels, names, anchor, margin, strategy } = state;
    const numbers = miningNumbers(state);
    const { all } = numbers;
    const { loss, terms } = all.find(({ name }) => name === strategy)!;
    columnOf(column, state, numbers);
    const words = `${strategy}: loss ${fixed(loss)}, mean over ${
      termsOf(strategy, terms, points.length)
    }. Anchor ${names[anchor]}: ${choiceWords(state, numbers, anchor)}.`;
    return {
      alt: `${points.length} points of ${new Set(labels).size} classes, margin ${fixed(margin)}. ` +
        `${words} ` +
        all.map(({ name, loss, terms }) => `${name}: loss ${fixed(loss)} over ${terms}`)
          .join("; ") +
        ".",
      words,
      data: numbers,
      arrows: arrowsOf(state, numbers, plane),
      dots: points.map((_, i) => dotOf(state, numbers, i)),
    };
  },
};

function dotOf(state: MiningState, numbers: MiningNumbers, i: number): Dot {
  const { points: { [i]: [x, y] }, names, labels, anchor } = state;
  const rim = i === anchor ? { r: 8, stroke: INK, "stroke-width": 3 } : { r: 7, stroke: PAPER };
  const ring = numbers.choices[i].positives.includes(i) &&
    drawing`<circle r="12" fill="none" stroke="${ROLE_COLOR.positive}" stroke-width="2"/>`;
  return {
    at: [x, y],
    name: names[i],
    label: `${names[i]}, class ${labels[i]}`,
    text: `x ${fixed(x)}, y ${fixed(y)}; ${choiceWords(state, numbers, i)}`,
    look: drawing`<g><circle${attributes({ ...rim, fill: classColor(labels[i]) })}/>${ring}</g>`,
  };
}

function arrowsOf({ points, anchor }: MiningState, { choices }: MiningNumbers, plane: Plane) {
  const places = points.map((at) => toPixels(plane, at));
  return [false, true].flatMap((own) =>
    (["positive", "negative"] as const).map((role): Arrows => ({
      lines: choices.flatMap((choice, from) =>
        (from === anchor) !== own ? [] : choice[`${role}s`].filter((to) => to !== from)
          .map((to) => between(places[from], places[to], BEND[role]))
      ),
      color: own ? ROLE_COLOR[role] : tint(ROLE_COLOR[role], 0.55),
      width: own ? 2.5 : 1.5,
      dashes: role === "negative" ? "6 4" : undefined,
    }))
  );
}

function columnOf(column: TextColumn, state: MiningState, numbers: MiningNumbers): void {
  strategyRows(column, state, numbers);
  column.line(22, [`Anchor ${state.names[state.anchor]}`, BOLD]);
  column.note(`${choiceWords(state, numbers, state.anchor)}.`, {}, 17);
  column.y += 8;
  column.key("pulled together: positive", ROLE_COLOR.positive);
  column.key("pushed apart: negative", ROLE_COLOR.negative, { dashes: "6 4" });
  column.y += 6;
  if (state.names.length > MOST_SLICED) return;
  if (state.strategy === "batch all") slice(column, state);
  if (state.strategy.startsWith("batch hard")) maskedRow(column, state, numbers);
}

/** A class that no other point has: the point's own where it is alone already. */
function freeClass({ labels, anchor }: MiningState): number {
  const alone = labels.every((label, i) => i === anchor || label !== labels[anchor]);
  return alone ? labels[anchor] : Math.max(...labels) + 1;
}

function strategyRows(column: TextColumn, state: MiningState, { all }: MiningNumbers): void {
  const [lossAt, termsAt] = [column.width - 90, column.width - 4];
  column.y += 4;
  column.text(6, "strategy", SOFT);
  column.textEnd(lossAt, "loss", SOFT);
  column.textEnd(termsAt, "mean over", SOFT);
  column.y += 1;
  for (const { name, loss, terms } of all) {
    const chosen = name === state.strategy;
    column.y += 21;
    if (chosen) column.rect(0, 15, column.width, 21, tint(LOSS_COLOR, 0.13));
    column.text(6, name, chosen ? BOLD : {});
    column.textEnd(lossAt, fixed(loss), { "font-weight": 700, fill: LOSS_COLOR });
    column.textEnd(termsAt, termsOf(name, terms, state.points.length), SOFT);
  }
  column.y += 6;
}

/** A table with a column for each point, and one before them: its title, its head, and what writes a cell. */
function tableOf(column: TextColumn, { names }: MiningState, title: string) {
  const cell = (n: number, words: string, style: Style = SOFT) => {
    const at = (n + 1.5) * column.width / (names.length + 1);
    column.text(at, words, { "text-anchor": "middle", ...style });
  };
  column.line(24, [title, BOLD]);
  column.y += 20;
  names.forEach((name, n) => cell(n, name));
  return cell;
}

function maskedRow(column: TextColumn, state: MiningState, { choices }: MiningNumbers): void {
  const { points, labels, names, anchor, squared } = state;
  const cell = tableOf(column, state, `Row of ${names[anchor]}: distances, equal labels`);
  const { positives, negatives } = choices[anchor];
  const chosen = (n: number): Style =>
    positives.includes(n)
      ? { ...BOLD, fill: ROLE_COLOR.positive }
      : negatives.includes(n)
      ? { ...BOLD, fill: ROLE_COLOR.negative }
      : SOFT;
  column.y += 18;
  pairwiseDistances(points, { squared })[anchor].forEach((distance, n) =>
    cell(n, fixed(distance), chosen(n))
  );
  column.y += 18;
  labels.forEach((label, n) => cell(n, label === labels[anchor] ? "✓" : "·", chosen(n)));
}

function slice(column: TextColumn, state: MiningState): void {
  const { points, labels, names, anchor, margin, squared } = state;
  const row = pairwiseDistances(points, { squared })[anchor];
  const title = `Slice of ${names[anchor]}: positive down, negative across`;
  const cell = tableOf(column, state, title);
  names.forEach((name, p) => {
    column.y += 18;
    cell(-1, name);
    labels.forEach((label, n) => {
      const valid = p !== anchor && labels[p] === labels[anchor] && label !== labels[anchor];
      if (!valid) return cell(n, "·");
      const loss = marginRankingLoss([row[n]], [row[p]], 1, { margin });
      cell(n, fixed(loss), loss > 0 ? { ...BOLD, fill: LOSS_COLOR } : SOFT);
    });
  });
}

function termsOf(name: MiningState["strategy"], terms: number, anchors: number): string {
  const hard = name.startsWith("batch hard");
  const word = hard ? "anchor" : name === "semi-hard, nearest" ? "pair" : "triplet";
  const of = hard && terms < anchors ? ` of ${anchors}` : "";
  return `${terms}${of} ${word}${terms === 1 ? "" : "s"}`;
}

function choiceWords({ names, strategy }: MiningState, { choices }: MiningNumbers, anchor: number) {
  const { positives, negatives, terms, loss } = choices[anchor];
  if (terms === 0) return "learns from nobody";
  const list = (role: string, chosen: readonly number[]) => {
    const points = chosen.map((i) => i === anchor ? "itself" : names[i]).join(", ");
    return `${role}${chosen.length > 1 ? "s" : ""} ${
      chosen.length > 6 ? `${chosen.length} points` : points || "none"
    }`;
  };
  const many = strategy.startsWith("batch hard") || terms === 1 ? "" : `${terms} terms, mean `;
  return `${list("positive", positives)}, ${list("negative", negatives)}; ${many}loss ${
    fixed(loss)
  }`;
}

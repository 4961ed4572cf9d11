import { fixed } from "../../charts/numbers.ts";
import { INK, LOSS_COLOR, PAPER, QUIET, SOFT_INK } from "../../charts/palette.ts";
import { questionVerdict } from "../../evaluation/question_verdict.ts";
import type { Markup } from "../../workspace/markup.ts";
import type { PlaneFigure } from "../runtime/figure.ts";
import { lineIn, type Plane, toPixels } from "../runtime/plane.ts";
import { attributes, drawing } from "../runtime/scene.ts";
import { BIG, BOLD, type TextColumn } from "../runtime/text_column.ts";

/** Room for the names of the splits left of all points, as a share of how far these reach. */
const NAMES = 0.85;

export interface ClassSplitsState {
  readonly title: string;
  readonly splits: readonly string[];
  /** By judge and strategy one number a split. */
  readonly values: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly judge: string;
  readonly first: string;
  readonly second: string;
  readonly split: number;
  readonly counted: number;
}

/** The differences of the chosen strategies, first minus second, and what the rule says to them. */
export function splitNumbers({ values, judge, first, second, counted }: ClassSplitsState) {
  const [ones, others] = [first, second].map((name) => values[judge][name]);
  const differences = ones.map((one, i) => one - others[i]);
  const judged = (count: number) => {
    const effect = { name: `${first} − ${second}`, values: differences.slice(0, count) };
    const { verdict, effects: [{ mean, low, high, p }] } = questionVerdict([effect]);
    return { verdict, mean, low, high, p };
  };
  const { low, high } = judged(differences.length);
  // Of all splits, so that the axis stays while fewer are counted.
  const reach = 1.08 * Math.max(-low, high, ...differences.map(Math.abs)) || 0.1;
  return { ones, others, differences, ...judged(counted), reach };
}

type SplitNumbers = ReturnType<typeof splitNumbers>;

export const splitProgram: PlaneFigure<ClassSplitsState> = {
  name: "class-splits",
  help: "Choose a judge, two strategies and a split; fewer splits make the interval wider.",
  column: 252,
  axes: { x: "difference, first minus second", y: "" },

  bounds(state) {
    const { reach } = splitNumbers(state);
    return { left: -(1 + NAMES) * reach, right: reach, bottom: 0, top: state.splits.length + 2 };
  },

  controls({ values, judge, first, second, split, splits, counted }, { choice, menu, slider }) {
    const names = Object.keys(values[judge]);
    return [
      choice("judge", Object.keys(values), judge),
      menu("first", names, first),
      menu("second", names, second),
      menu("split", Object.fromEntries(splits.entries()), String(split)),
      slider("counted", [2, splits.length, 1], counted, {
        label: "splits counted",
        text: `${counted}`,
      }),
    ];
  },

  set: { split: (state, value) => ({ ...state, split: Number(value) }) },

  draw(state, plane, column) {
    const { judge, first, second, split, splits, counted } = state;
    const numbers = splitNumbers(state);
    const { differences, verdict, mean, low, high, p } = numbers;
    columnOf(column, state, numbers);
    const words = `${judge}, ${first} better than ${second}, over ${counted} splits: ${verdict}. ` +
      `Mean difference ${fixed(mean, 3)}, 95 % interval ${fixed(low, 3)} to ${fixed(high, 3)}, ` +
      `p ${fixed(p, 3)}. Split ${splits[split]}: ${fixed(differences[split], 3)}.`;
    const told = splits.map((name, i) => `${name} ${fixed(differences[i], 3)}`).join(", ");
    return {
      alt: `${words} Differences, split by split: ${told}.`,
      words,
      data: { judge, first, second, counted, differences, verdict, mean, low, high, p },
      ground: groundOf(state, numbers, plane),
    };
  },
};

function groundOf(
  { splits, split, counted }: ClassSplitsState,
  { differences, verdict, mean, low, high }: SplitNumbers,
  plane: Plane,
): Markup[] {
  const top = splits.length + 1;
  const color = verdict === "not decided" ? QUIET : INK;
  const dot = (at: number[], r: number, fill: string, stroke: string, width = 1.5) => {
    const [cx, cy] = toPixels(plane, at);
    return drawing`<circle${attributes({ cx, cy, r, fill, stroke, "stroke-width": width })}/>`;
  };
  const named = (y: number, words: string, style = {}) => {
    const at = { x: plane.left + 6, y: toPixels(plane, [0, y])[1] + 4 };
    const look = attributes({ ...at, "font-size": 11, fill: SOFT_INK, ...style });
    return drawing`<text${look}>${words}</text>`;
  };
  return [
    lineIn(plane, [0, 0], [0, top + 1], { stroke: INK, "stroke-width": 1.2 }),
    lineIn(plane, [low, top], [high, top], { stroke: color, "stroke-width": 3 }),
    dot([mean, top], 5.5, color, PAPER),
    named(top, "mean", BOLD),
    ...splits.flatMap((name, i) => {
      const y = splits.length - i - 0.5;
      const counts = i < counted;
      const rim = i === split ? LOSS_COLOR : counts ? PAPER : QUIET;
      return [
        dot([differences[i], y], i === split ? 6.5 : 5, counts ? INK : PAPER, rim, 2.5),
        named(y, name, i === split ? { ...BOLD, fill: LOSS_COLOR } : {}),
      ];
    }),
  ];
}

function columnOf(
  column: TextColumn,
  { judge, first, second, split, splits, counted }: ClassSplitsState,
  { ones, others, differences, verdict, mean, low, high, p }: SplitNumbers,
): void {
  const three = (value: number) => fixed(value, 3);
  column.line(4, [first, BOLD], " is better than");
  column.line(17, [second, BOLD], `, by ${judge}:`);
  column.line(28, [verdict, { ...BIG, fill: verdict === "not decided" ? SOFT_INK : INK }]);
  column.line(22, `mean difference ${three(mean)}`);
  column.line(17, `95 % interval ${three(low)} to ${three(high)}`);
  column.line(17, `p = ${three(p)}, decided at 0.05 or less`);
  const ahead = differences.slice(0, counted).filter((one) => one > 0).length;
  column.line(17, `first ahead in ${ahead} of ${counted} splits`);
  column.line(32, [`Split ${splits[split]}`, { ...BOLD, fill: LOSS_COLOR }]);
  column.note(`${first} ${three(ones[split])}, ${second} ${three(others[split])}`, {}, 17);
  const best = Math.sign(differences[split]);
  const named = best === 0 ? "neither" : best > 0 ? first : second;
  column.note(`This split alone would have named ${named}.`);
  column.y += 10;
  column.note(
    "The p is that of one question, asked once. Who tries many pairs finds some that are decided by " +
      "chance: then Holm's correction is due.",
  );
}

import { fixed } from "../../charts/numbers.ts";
import { axes } from "../runtime/axes.ts";
import { rim } from "../runtime/plane_parts.ts";
import type { Frame, Handle, View } from "../runtime/program.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { columnOf } from "./column.ts";
import { marks } from "./marks.ts";
import { miningNumbers, type StrategyNumbers } from "./numbers.ts";
import type { MiningState } from "./state.ts";
import { choiceWords, wordsOf } from "./words.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 680;

/** The column of numbers. */
const COLUMN = 292;

/** The picture of who chose whom under a strategy, beside the numbers of all. */
export function miningView(state: MiningState, frame: Frame): View {
  const { wide, side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 6,
    below: 42,
  });
  const { points, strategy } = state;
  const all = miningNumbers(state);
  const shown = all.find(({ name }) => name === strategy)!;
  const text = columnOf(state, all, shown, column);
  const handles = points.map((point, i): Handle => ({
    id: String(i),
    plane,
    at: [point[0], point[1]],
    label: `${state.names[i]}, class ${state.labels[i]}`,
    text: `x ${fixed(point[0])}, y ${fixed(point[1])}; ${choiceWords(state, shown, i)}`,
  }));
  const words = wordsOf(state, shown);
  return {
    width: frame.width,
    height: wide ? Math.max(side + 34, text.y + 10) : text.y + 14,
    alt:
      `${points.length} points of ${new Set(state.labels).size} classes, margin ${
        fixed(state.margin)
      }. ${words} ` +
      all.map(({ name, loss, terms }) => `${name}: loss ${fixed(loss)} over ${terms}`).join("; ") +
      ".",
    words,
    data: dataOf(state, all),
    handles,
    scene: [
      axes(plane),
      rim(plane),
      ...marks(state, shown, plane, frame, handles),
      ...text.elements,
    ],
  };
}

function dataOf(state: MiningState, all: readonly StrategyNumbers[]): unknown {
  const { points, labels, names, anchor, margin, squared, strategy } = state;
  const shown = all.find(({ name }) => name === strategy)!;
  return {
    points,
    labels,
    names,
    anchor,
    margin,
    squared,
    strategy,
    strategies: all.map(({ name, loss, terms }) => ({ name, loss, terms })),
    choices: shown.choices,
  };
}

import { fixed } from "../../charts/numbers.ts";
import type { Frame, Handle, Plane, View } from "../runtime/program.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { columnOf } from "./column.ts";
import { marks } from "./marks.ts";
import { type MicroscopeNumbers, microscopeNumbers } from "./numbers.ts";
import { links, regions } from "./regions.ts";
import { type MicroscopeState, roleOf } from "./state.ts";
import { altOf, wordsOf } from "./words.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 560;

/** The column of numbers. */
const COLUMN = 212;

/** The picture of a triplet, its regions, its numbers and what the loss would move. */
export function microscopeView(state: MicroscopeState, frame: Frame): View {
  const { wide, side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 6,
    below: 38,
  });
  const numbers = microscopeNumbers(state);
  const text = columnOf(state, numbers, column);
  const handles = state.points.map((_, i) => handleOf(state, numbers, plane, i));
  const height = wide ? Math.max(side + 34, text.y + 10) : text.y + 14;
  return {
    width: frame.width,
    height,
    alt: altOf(state, numbers),
    words: wordsOf(state, numbers),
    data: dataOf(state, numbers),
    handles,
    scene: [
      ...regions(state, numbers, plane, frame),
      ...links(state, numbers, plane),
      ...marks(state, numbers, plane, frame, handles),
      ...text.elements,
    ],
  };
}

function handleOf(
  state: MicroscopeState,
  { negatives, dAp }: MicroscopeNumbers,
  plane: Plane,
  i: number,
): Handle {
  const at: [number, number] = [state.points[i][0], state.points[i][1]];
  const judged = negatives.find((one) => one.at === i);
  const more = judged
    ? `; distance ${fixed(judged.distance)}, ${judged.category}`
    : i === state.positive
    ? `; distance ${fixed(dAp)}`
    : "";
  return {
    id: String(i),
    plane,
    at,
    label: `${state.names[i]}, ${roleOf(state, i)}`,
    text: `x ${fixed(at[0])}, y ${fixed(at[1])}${more}`,
  };
}

function dataOf(state: MicroscopeState, numbers: MicroscopeNumbers): unknown {
  const { points, names, labels, anchor, positive, margin, p, swap, squared, rule } = state;
  return { points, names, labels, anchor, positive, margin, p, swap, squared, rule, ...numbers };
}

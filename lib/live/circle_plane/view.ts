import { fixed, short } from "../../charts/numbers.ts";
import type { Frame, Handle, Plane, View } from "../runtime/program.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { background } from "./background.ts";
import { columnOf } from "./column.ts";
import { marks } from "./marks.ts";
import { type CirclePlaneNumbers, circlePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";
import { lossWords, pairWords } from "./words.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 560;

/** The column of numbers. */
const COLUMN = 212;

/** The picture of the plane: what lies under the points, the points with their arrows, the numbers. */
export function circlePlaneView(state: CirclePlaneState, frame: Frame): View {
  const { side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 22,
    below: 58,
  });
  const numbers = circlePlaneNumbers(state);
  const text = columnOf(state, numbers, column);
  const handles = state.pairs.map((_, i) => handleOf(state, numbers, plane, i));
  const { pairs, m, gamma, margin, gradient, chosen } = state;
  const inside = numbers.pairs.filter((pair) => pair.inside).length;
  return {
    width: frame.width,
    height: Math.max(plane.top + side + 40, text.y + 12),
    alt: `m ${fixed(m)}, gamma ${short(gamma)}: the boundary is a circle around (0, 1) of ` +
      `radius ${fixed(m * Math.SQRT2)} as far left as sn = ${
        fixed(-m)
      }, beside the line sp − sn = ` +
      `${fixed(margin)}. ${inside} of ${pairs.length} points inside. ` +
      pairs.map(({ name }, i) => `${name}: ${pairWords(state, numbers, i)}.`).join(" ") +
      ` ${lossWords(numbers)}`,
    words: `${pairs[chosen].name}: ${pairWords(state, numbers, chosen)}. ${lossWords(numbers)}`,
    data: { pairs, m, gamma, margin, gradient, numbers },
    handles,
    scene: [
      ...background(state, plane, frame),
      ...marks(state, numbers, plane, frame, handles),
      ...text.elements,
    ],
  };
}

function handleOf(
  state: CirclePlaneState,
  numbers: CirclePlaneNumbers,
  plane: Plane,
  i: number,
): Handle {
  const { name, sn, sp } = state.pairs[i];
  return {
    id: String(i),
    plane,
    at: [sn, sp],
    label: `point ${name}`,
    text: pairWords(state, numbers, i),
  };
}

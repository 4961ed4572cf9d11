import { FRAME, GROUND, INK, SOFT_INK } from "../../charts/palette.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import type { TextStyle } from "../runtime/text_column.ts";
import type { ReplayNumbers } from "./numbers.ts";
import { type Panel, panelsOf, type Scales } from "./panels.ts";
import type { ReplayState } from "./state.ts";

/** Above each picture its name and numbers; between them a gap; below the last the steps, in pixels. */
const [NAME, GAP, STEPS] = [20, 11, 32];

/** Room for the numbers of the axes. */
const LEFT = 34;

/** The axes' numbers. */
const SMALL: TextStyle = { "font-size": 11, fill: SOFT_INK };

/** Where the curves stand. */
export interface CurvesBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The panels, one above the other, over the same steps. */
export function curves(
  state: ReplayState,
  numbers: ReplayNumbers,
  { left, top, width, height }: CurvesBox,
): SceneElement[] {
  const { steps } = numbers.run;
  const last = steps.length - 1;
  const x = (at: number) => left + LEFT + (width - LEFT - 6) * at / last;
  const panels = panelsOf(state, numbers, width);
  const room = height - panels.length * NAME - (panels.length - 1) * GAP - STEPS;
  const elements: SceneElement[] = [];
  let above = top;
  for (const panel of panels) {
    const [from, to] = [above + NAME, above + NAME + panel.share * room];
    const y = (value: number) => to - (to - from) * value / panel.end;
    elements.push(...panelAt(panel, { x, y }, state.moment, last));
    above = to + GAP;
  }
  return [...elements, ...stepAxis(steps, x, above - GAP)];
}

/** A panel: its name, its ground and axis, the moment, and what it draws. */
function panelAt(
  { name, end, endText, draw }: Panel,
  scales: Scales,
  moment: number,
  last: number,
): SceneElement[] {
  const { x, y } = scales;
  const [left, right, from, to] = [x(0), x(last), y(end), y(0)];
  const edge = { ...SMALL, x: left - 5, "text-anchor": "end" };
  return [
    element(
      "text",
      { x: left, y: from - 7, "font-weight": 600 },
      ...name.map(([text, color = INK], i) =>
        element("tspan", i > 0 ? { fill: color, dx: 7 } : { fill: color }, text)
      ),
    ),
    element("rect", { x: left, y: from, width: right - left, height: to - from, fill: GROUND }),
    element("text", { ...edge, y: from + 9 }, endText),
    element("text", { ...edge, y: to }, "0"),
    element("line", {
      x1: x(moment),
      x2: x(moment),
      y1: from,
      y2: to,
      stroke: INK,
      "stroke-opacity": 0.35,
    }),
    ...draw(scales),
    element("line", { x1: left, x2: right, y1: to, y2: to, stroke: FRAME }),
  ];
}

/** The steps below the panels. */
function stepAxis(
  steps: readonly number[],
  x: (moment: number) => number,
  bottom: number,
): SceneElement[] {
  const last = steps.length - 1;
  const [left, right] = [x(0), x(last)];
  const middle = { ...SMALL, "text-anchor": "middle" };
  return [
    ...stepTicks(steps, right - left).map((at) =>
      element(
        "g",
        {},
        element("line", { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4, stroke: SOFT_INK }),
        element("text", {
          ...SMALL,
          x: x(at),
          y: bottom + 15,
          "text-anchor": at === last ? "end" : "middle",
        }, String(steps[at])),
      )
    ),
    element(
      "text",
      { ...middle, x: (left + right) / 2, y: bottom + 29 },
      "step (the first ones are drawn wider)",
    ),
  ];
}

/** The moments whose steps are written: the last, and before it as many as have room. */
function stepTicks(steps: readonly number[], width: number): number[] {
  const chosen = [steps.length - 1];
  const apart = 38 * (steps.length - 1) / width;
  for (let at = steps.length - 2; at > 0; at--) {
    const round = steps[at] % 100 === 0 || [5, 10, 30].includes(steps[at]);
    if (round && chosen.at(-1)! - at >= apart && at >= apart * 0.8) chosen.push(at);
  }
  return [0, ...chosen.reverse()];
}

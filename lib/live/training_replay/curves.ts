import {
  CATEGORY_COLOR,
  CATEGORY_WORD_COLOR,
  INK,
  LOSS_COLOR,
  PAPER,
  QUIET,
  ROLE_COLOR,
} from "../../charts/palette.ts";
import { SOFT_INK } from "../runtime/axes.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { type ReplayNumbers, upTo } from "./numbers.ts";
import type { ReplayState } from "./state.ts";

/** Above each picture its name and numbers; between them a gap; below the last the steps, in pixels. */
const [NAME, GAP, STEPS] = [20, 11, 32];

/** Room for the numbers of the axes. */
const LEFT = 34;

/** Where the curves stand. */
export interface CurvesBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One picture above the steps. */
interface Panel {
  /** Its name and numbers: text and colour. */
  readonly name: readonly (readonly [text: string, color?: string])[];
  /** The share of the height that it takes. */
  readonly share: number;
  /** The upper end of its axis, and how that is written. */
  readonly end: number;
  readonly endText: string;
  /** Draws into it. */
  readonly draw: (x: (moment: number) => number, y: (value: number) => number) => SceneElement[];
}

/** The shares, the distances, the loss and the recall up to the moment, over the same steps. */
export function curves(
  state: ReplayState,
  { run, values }: ReplayNumbers,
  { left, top, width, height }: CurvesBox,
): SceneElement[] {
  const { moment, margin } = state;
  const last = run.steps.length - 1;
  const x = (at: number) => left + LEFT + (width - LEFT - 6) * at / last;
  const of = run.curves;
  const line = (curve: readonly number[], color: string, y: (value: number) => number) => {
    const places = upTo(curve, moment).map(([at, value]) => [x(at), y(value)] as const);
    const [endX, endY] = places.at(-1)!;
    return [
      element("path", {
        d: `M${places.map((at) => at.map(round).join(" ")).join("L")}`,
        fill: "none",
        stroke: color,
        "stroke-width": 2,
        "stroke-linejoin": "round",
      }),
      element("circle", { cx: endX, cy: endY, r: 3.5, fill: color, stroke: PAPER }),
    ];
  };
  const rule = (value: number, y: (value: number) => number) =>
    element("line", {
      x1: x(0),
      x2: x(last),
      y1: y(value),
      y2: y(value),
      stroke: QUIET,
      "stroke-dasharray": "2 3",
    });
  const distances = niceAbove(Math.max(...of.positive, ...of.negative, margin));
  const losses = niceAbove(Math.max(...of.loss));
  const recalls = niceAbove(Math.max(...of.recall1));

  const panels: Panel[] = [
    {
      name: [
        [`hard ${percent(values.hard)}`, CATEGORY_WORD_COLOR.hard],
        [`semi-hard ${percent(values.semiHard)}`, CATEGORY_WORD_COLOR["semi-hard"]],
        [`easy ${percent(values.easy)}`, CATEGORY_WORD_COLOR.easy],
      ],
      share: 0.3,
      end: 1,
      endText: "100 %",
      draw: (x, y) => areas(of, moment, x, y),
    },
    {
      name: [
        ["Median "],
        [`d(a,p) ${short(values.positive)}`, ROLE_COLOR.positive],
        [`d(a,n) ${short(values.negative)}`, ROLE_COLOR.negative],
      ],
      share: 0.28,
      end: distances,
      endText: String(distances),
      draw: (_, y) => [
        rule(margin, y),
        ...line(of.negative, ROLE_COLOR.negative, y),
        ...line(of.positive, ROLE_COLOR.positive, y),
      ],
    },
    {
      name: [["Loss of the batch "], [short(values.loss), LOSS_COLOR]],
      share: 0.21,
      end: losses,
      endText: String(losses),
      draw: (_, y) => line(of.loss, LOSS_COLOR, y),
    },
    {
      name: [
        [`Recall@1, unseen ${percent(values.recall1)}`],
        ...width < 300 ? [] : [[`untrained ${percent(of.recall1[0])}`, SOFT_INK] as const],
      ],
      share: 0.21,
      end: recalls,
      endText: percent(recalls),
      draw: (_, y) => [rule(of.recall1[0], y), ...line(of.recall1, INK, y)],
    },
  ];

  const room = height - panels.length * NAME - (panels.length - 1) * GAP - STEPS;
  const elements: SceneElement[] = [];
  let above = top;
  for (const { name, share, end, endText, draw } of panels) {
    const [from, to] = [above + NAME, above + NAME + share * room];
    const y = (value: number) => to - (to - from) * value / end;
    elements.push(
      element(
        "text",
        { x: left + LEFT, y: from - 7, "font-weight": 600 },
        ...name.map(([text, color = INK], i) =>
          element("tspan", i > 0 ? { fill: color, dx: 7 } : { fill: color }, text)
        ),
      ),
      element("rect", {
        x: x(0),
        y: from,
        width: x(last) - x(0),
        height: to - from,
        fill: "#f6f7f9",
      }),
      ...[[endText, from + 9], ["0", to]].map(([text, y]) =>
        element("text", {
          x: left + LEFT - 5,
          y,
          "text-anchor": "end",
          "font-size": 11,
          fill: SOFT_INK,
        }, String(text))
      ),
      element("line", {
        x1: x(moment),
        x2: x(moment),
        y1: from,
        y2: to,
        stroke: INK,
        "stroke-opacity": 0.35,
      }),
      ...draw(x, y),
      element("line", { x1: x(0), x2: x(last), y1: to, y2: to, stroke: "#c3cad1" }),
    );
    above = to + GAP;
  }
  const bottom = above - GAP;
  elements.push(
    ...stepTicks(run.steps, x(last) - x(0)).map((at) =>
      element(
        "g",
        {},
        element("line", { x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4, stroke: SOFT_INK }),
        element("text", {
          x: x(at),
          y: bottom + 15,
          "text-anchor": at === last ? "end" : "middle",
          "font-size": 11,
          fill: SOFT_INK,
        }, String(run.steps[at])),
      )
    ),
    element("text", {
      x: (x(0) + x(last)) / 2,
      y: bottom + 29,
      "text-anchor": "middle",
      "font-size": 11,
      fill: SOFT_INK,
    }, "step (the first ones are drawn wider)"),
  );
  return elements;
}

/** Hard below, semi-hard on it, easy on top, as in the lessons' own figure. */
function areas(
  of: ReplayNumbers["run"]["curves"],
  moment: number,
  x: (moment: number) => number,
  y: (value: number) => number,
): SceneElement[] {
  const hard = upTo(of.hard, moment);
  const semiHard = upTo(of.semiHard, moment);
  const bounds = [
    hard.map(([at]) => [at, 0] as const),
    hard,
    hard.map(([at, value], i) => [at, value + semiHard[i][1]] as const),
    hard.map(([at]) => [at, 1] as const),
  ].map((bound) => bound.map(([at, value]) => `${round(x(at))} ${round(y(value))}`));
  const colors = [CATEGORY_COLOR.hard, CATEGORY_COLOR["semi-hard"], CATEGORY_COLOR.easy];
  return colors.map((fill, i) =>
    element("path", {
      d: `M${bounds[i].join("L")}L${[...bounds[i + 1]].reverse().join("L")}Z`,
      fill,
    })
  );
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

/** The first of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 (and their tenths) that is not below a value. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10;
  return +(step * power).toPrecision(2);
}

/** Two decimals. */
export function short(value: number): string {
  return value.toFixed(2);
}

/** A share as whole percents. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

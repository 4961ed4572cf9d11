import { fixed, percent, significant } from "../../charts/numbers.ts";
import {
  CATEGORY_COLOR,
  CATEGORY_WORD_COLOR,
  INK,
  LOSS_COLOR,
  PAPER,
  QUIET,
  ROLE_COLOR,
  SOFT_INK,
} from "../../charts/palette.ts";
import { pathOf } from "../runtime/plane.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { type ReplayNumbers, upTo } from "./numbers.ts";
import type { ReplayState } from "./state.ts";

/** Where a moment and a value of a panel are in the picture. */
export interface Scales {
  readonly x: (moment: number) => number;
  readonly y: (value: number) => number;
}

/** One picture above the steps. */
export interface Panel {
  /** Its name and numbers: text and colour. */
  readonly name: readonly (readonly [text: string, color?: string])[];
  /** The share of the height that it takes. */
  readonly share: number;
  /** The upper end of its axis, and how that is written. */
  readonly end: number;
  readonly endText: string;
  /** Draws into it. */
  readonly draw: (scales: Scales) => SceneElement[];
}

/** The shares, the distances, the loss and the recall up to the moment. */
export function panelsOf(state: ReplayState, numbers: ReplayNumbers, width: number): Panel[] {
  const { moment, margin } = state;
  const { run, values } = numbers;
  const of = run.curves;
  const distances = niceAbove(Math.max(...of.positive, ...of.negative, margin));
  const losses = niceAbove(Math.max(...of.loss));
  const recalls = niceAbove(Math.max(...of.recall1));
  const curve = (name: "positive" | "negative" | "loss" | "recall1", color: string, at: Scales) =>
    line(upTo(of[name], moment), color, at);
  return [
    {
      name: [
        [`hard ${percent(values.hard)}`, CATEGORY_WORD_COLOR.hard],
        [`semi-hard ${percent(values.semiHard)}`, CATEGORY_WORD_COLOR["semi-hard"]],
        [`easy ${percent(values.easy)}`, CATEGORY_WORD_COLOR.easy],
      ],
      share: 0.3,
      end: 1,
      endText: "100 %",
      draw: (at) => areas(numbers, moment, at),
    },
    {
      name: [
        ["Median "],
        [`d(a,p) ${fixed(values.positive)}`, ROLE_COLOR.positive],
        [`d(a,n) ${fixed(values.negative)}`, ROLE_COLOR.negative],
      ],
      share: 0.28,
      end: distances,
      endText: String(distances),
      draw: (at) => [
        rule(margin, run.steps.length - 1, at),
        ...curve("negative", ROLE_COLOR.negative, at),
        ...curve("positive", ROLE_COLOR.positive, at),
      ],
    },
    {
      name: [["Loss of the batch "], [fixed(values.loss), LOSS_COLOR]],
      share: 0.21,
      end: losses,
      endText: String(losses),
      draw: (at) => curve("loss", LOSS_COLOR, at),
    },
    {
      name: [
        [`Recall@1, unseen ${percent(values.recall1)}`],
        ...width < 300 ? [] : [[`untrained ${percent(of.recall1[0])}`, SOFT_INK] as const],
      ],
      share: 0.21,
      end: recalls,
      endText: percent(recalls),
      draw: (at) => [
        rule(of.recall1[0], run.steps.length - 1, at),
        ...curve("recall1", INK, at),
      ],
    },
  ];
}

/** A curve up to the moment, with a dot at its end. */
function line(
  curve: readonly (readonly [number, number])[],
  color: string,
  { x, y }: Scales,
): SceneElement[] {
  const places = curve.map(([at, value]) => [x(at), y(value)]);
  const [cx, cy] = places.at(-1)!;
  return [
    element("path", {
      d: pathOf(places),
      fill: "none",
      stroke: color,
      "stroke-width": 2,
      "stroke-linejoin": "round",
    }),
    element("circle", { cx, cy, r: 3.5, fill: color, stroke: PAPER }),
  ];
}

/** A value that stays, as a dotted line. */
function rule(value: number, last: number, { x, y }: Scales): SceneElement {
  return element("line", {
    x1: x(0),
    x2: x(last),
    y1: y(value),
    y2: y(value),
    stroke: QUIET,
    "stroke-dasharray": "2 3",
  });
}

/** Hard below, semi-hard on it, easy on top, as in the lessons' own figure. */
function areas({ run }: ReplayNumbers, moment: number, { x, y }: Scales): SceneElement[] {
  const of = run.curves;
  const hard = upTo(of.hard, moment);
  const semiHard = upTo(of.semiHard, moment);
  const bounds = [
    hard.map(([at]) => [at, 0] as const),
    hard,
    hard.map(([at, value], i) => [at, value + semiHard[i][1]] as const),
    hard.map(([at]) => [at, 1] as const),
  ].map((bound) => bound.map(([at, value]) => [x(at), y(value)]));
  const colors = [CATEGORY_COLOR.hard, CATEGORY_COLOR["semi-hard"], CATEGORY_COLOR.easy];
  return colors.map((fill, i) =>
    element("path", {
      d: `${pathOf([...bounds[i], ...bounds[i + 1].toReversed()])}Z`,
      fill,
    })
  );
}

/** The first of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 (and their tenths) that is not below a value. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10;
  return significant(step * power, 2);
}

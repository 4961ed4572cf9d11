import { classColor, INK, PAPER } from "../../charts/palette.ts";
import { axes, SOFT_INK } from "../runtime/axes.ts";
import { around, placeLabels } from "../runtime/place_labels.ts";
import { toPixels } from "../runtime/plane.ts";
import type { Frame, Plane, View } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { curves, percent, short } from "./curves.ts";
import { type ReplayNumbers, replayNumbers } from "./numbers.ts";
import type { ReplayState } from "./state.ts";

/** From this width on the curves stand beside the plane, not below. */
const WIDE = 600;

/** The least height of the curves, in pixels. */
const CURVES = 410;

/** The picture of a moment: the points, and what led there. */
export function replayView(given: ReplayState, frame: Frame): View {
  // Less motion: from one recorded moment to the next without a way between.
  const state = frame.calm ? { ...given, moment: Math.floor(given.moment) } : given;
  const wide = frame.width >= WIDE;
  const side = wide ? Math.round(frame.width * 0.56) - 40 : frame.width - 40 - 16;
  const numbers = replayNumbers(state);
  const plane: Plane = {
    left: 40,
    top: 26,
    width: side,
    height: side,
    x: [-numbers.reach, numbers.reach],
    y: [-numbers.reach, numbers.reach],
  };
  const below = plane.top + side + 62;
  const height = wide ? Math.max(below, CURVES + 10) : below + CURVES + 8;
  const box = wide
    ? {
      left: plane.left + side + 12,
      top: 2,
      width: frame.width - plane.left - side - 20,
      height: height - 10,
    }
    : { left: 8, top: below, width: frame.width - 18, height: CURVES };
  const { run, at, step, values, points } = numbers;
  const end = run.steps.at(-1)!;
  const words = `${state.strategy}, step ${step} of ${end}: loss ${short(values.loss)}, median ` +
    `distances d(a, p) ${short(values.positive)} and d(a, n) ${short(values.negative)}; ` +
    `${percent(values.hard)} hard, ${percent(values.semiHard)} semi-hard, ` +
    `${percent(values.easy)} easy; recall@1 on unseen digits ${percent(values.recall1)}.`;
  const seen = state.labels.filter((label) => state.trained.includes(label)).length;
  return {
    width: frame.width,
    height,
    alt:
      `${state.labels.length} points in the plane, ${seen} of classes that were trained on and ` +
      `${
        state.labels.length - seen
      } of others, with curves up to this moment. Training with ${words}`,
    words,
    data: {
      strategy: state.strategy,
      moment: at,
      step,
      ...values,
      points: points.map(thousandths),
    },
    handles: [],
    scene: [
      ...embedding(state, numbers, plane, frame),
      ...curves(state, numbers, box),
    ],
  };
}

function embedding(
  state: ReplayState,
  { points, step, run }: ReplayNumbers,
  plane: Plane,
  { id }: Frame,
): SceneElement[] {
  const { left, top, width, height } = plane;
  const { labels, trained } = state;
  const box = { x: left, y: top, width, height };
  const places = points.map((at) => toPixels(plane, at));
  const isSeen = (i: number) => trained.includes(labels[i]);
  const radius = width < 300 ? 3.2 : 4.2;
  const classes = [...new Set(labels)].sort((one, other) => one - other);
  const names = classes.map((label) => {
    const own = places.filter((_, i) => labels[i] === label);
    const mean = [0, 1].map((axis) => own.reduce((sum, at) => sum + at[axis], 0) / own.length);
    const text = String(label);
    return {
      text,
      label,
      places: [[mean[0], mean[1]] as const, ...around(mean, text, 16), ...around(mean, text, 32)],
      optional: true,
      size: 17,
    };
  });
  const placed = placeLabels(names, [], {
    left: left + 2,
    right: left + width - 2,
    top: top + 2,
    bottom: top + height - 2,
  });
  const bottom = top + height + 34;
  const end = run.steps.at(-1);
  return [
    element("clipPath", { id: `${id}plane` }, element("rect", box)),
    element(
      "text",
      { x: left, y: top - 8 },
      element("tspan", { "font-weight": 600 }, `Step ${step}`),
      element("tspan", { fill: SOFT_INK }, ` of ${end}, ${state.strategy}`),
    ),
    axes(plane),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      ...places.map(([cx, cy], i) => {
        const color = classColor(labels[i]);
        return isSeen(i)
          ? element("circle", {
            cx,
            cy,
            r: radius,
            fill: color,
            stroke: PAPER,
            "stroke-width": 0.8,
          })
          : element("circle", {
            cx,
            cy,
            r: radius - 0.4,
            fill: PAPER,
            stroke: color,
            "stroke-width": 2,
          });
      }),
      ...placed.map((label, i) =>
        label && element("text", {
          x: label.x,
          y: label.y + 6,
          "text-anchor": "middle",
          "font-size": 17,
          "font-weight": 700,
          fill: classColor(names[i].label),
          stroke: PAPER,
          "stroke-width": 5,
          "stroke-linejoin": "round",
          "paint-order": "stroke",
        }, label.text)
      ),
    ),
    marginBar(state.margin, plane),
    element("rect", { ...box, fill: "none", stroke: "#c3cad1" }),
    element("circle", { cx: left + 5, cy: bottom - 4, r: 4.2, fill: INK }),
    element("text", { x: left + 14, y: bottom }, `trained on: ${listed(classes, trained, true)}`),
    element("circle", {
      cx: left + 5,
      cy: bottom + 13,
      r: 3.8,
      fill: PAPER,
      stroke: INK,
      "stroke-width": 2,
    }),
    element(
      "text",
      { x: left + 14, y: bottom + 17 },
      `never seen: ${listed(classes, trained, false)}`,
    ),
  ].filter((one) => one !== undefined);
}

/** How long the margin is in the plane; where it is longer than that, an open end. */
function marginBar(margin: number, plane: Plane): SceneElement {
  const { left, top, width, height } = plane;
  const pixels = margin * width / (plane.x[1] - plane.x[0]);
  const long = Math.min(pixels, width - 24);
  const [x, y] = [left + 12, top + height - 14];
  const open = long < pixels;
  const text = open
    ? `the margin, ${margin}, is longer than the plane is wide`
    : `margin ${margin}`;
  return element(
    "g",
    {},
    element("path", {
      d: `M${x} ${y - 4}v8m0 -4h${Math.round(long * 10) / 10}${
        open ? "l-6 -4m6 4l-6 4" : "m0 -4v8"
      }`,
      fill: "none",
      stroke: INK,
      "stroke-width": 1.6,
    }),
    element("text", {
      x,
      y: y - 8,
      "font-size": 11,
      stroke: PAPER,
      "stroke-width": 3,
      "paint-order": "stroke",
    }, text),
  );
}

/** The classes that were trained on, or the others. */
function listed(classes: readonly number[], trained: readonly number[], seen: boolean): string {
  return classes.filter((label) => trained.includes(label) === seen).join(", ") || "none";
}

function thousandths(at: readonly number[]): number[] {
  return at.map((value) => Math.round(value * 1000) / 1000 + 0);
}

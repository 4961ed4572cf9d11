import { fixed, percent } from "../../charts/numbers.ts";
import { classColor, INK, PAPER } from "../../charts/palette.ts";
import { axes } from "../runtime/axes.ts";
import { around } from "../runtime/place_labels.ts";
import { tenths, toPixels } from "../runtime/plane.ts";
import { boxOf, HALO, type PlaneLabel, planeLabels, rim } from "../runtime/plane_parts.ts";
import type { Frame, Plane, View } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { BOLD, SOFT } from "../runtime/text_column.ts";
import { curves } from "./curves.ts";
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
  const words = `${state.strategy}, step ${step} of ${end}: loss ${fixed(values.loss)}, median ` +
    `distances d(a, p) ${fixed(values.positive)} and d(a, n) ${fixed(values.negative)}; ` +
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

/** The points of the moment, with their classes' names, and what the marks mean. */
function embedding(
  state: ReplayState,
  { points, step, run }: ReplayNumbers,
  plane: Plane,
  { id }: Frame,
): SceneElement[] {
  const { left, top } = plane;
  const { labels, trained } = state;
  const places = points.map((at) => toPixels(plane, at));
  const radius = plane.width < 300 ? 3.2 : 4.2;
  return [
    element("clipPath", { id: `${id}plane` }, element("rect", boxOf(plane))),
    element(
      "text",
      { x: left, y: top - 8 },
      element("tspan", BOLD, `Step ${step}`),
      element("tspan", SOFT, ` of ${run.steps.at(-1)}, ${state.strategy}`),
    ),
    axes(plane),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      ...places.map((at, i) => dot(at, radius, classColor(labels[i]), trained.includes(labels[i]))),
      ...classNames(labels, places, plane),
    ),
    marginBar(state.margin, plane),
    rim(plane),
    ...key(state, plane),
  ];
}

/** Full for a class that was trained on, hollow for one that was not. */
function dot(
  [cx, cy]: readonly number[],
  r: number,
  color: string,
  isSeen: boolean,
): SceneElement {
  return isSeen
    ? element("circle", { cx, cy, r, fill: color, stroke: PAPER, "stroke-width": 0.8 })
    : element("circle", { cx, cy, r: r - 0.4, fill: PAPER, stroke: color, "stroke-width": 2 });
}

/** The classes' names, each at the middle of its points where there is room. */
function classNames(
  labels: readonly number[],
  places: readonly (readonly number[])[],
  plane: Plane,
): SceneElement[] {
  const names = classesOf(labels).map((label): PlaneLabel => {
    const own = places.filter((_, i) => labels[i] === label);
    const [x, y] = [0, 1].map((axis) => own.reduce((sum, at) => sum + at[axis], 0) / own.length);
    const text = String(label);
    return {
      text,
      places: [[x, y], ...around([x, y], text, 16), ...around([x, y], text, 32)],
      optional: true,
      size: 17,
      color: classColor(label),
      bold: true,
    };
  });
  return planeLabels(names, plane, []);
}

/** Below the plane: which classes are full, which are hollow. */
function key({ labels, trained }: ReplayState, { left, top, height }: Plane): SceneElement[] {
  const bottom = top + height + 34;
  const listed = (seen: boolean) =>
    classesOf(labels).filter((label) => trained.includes(label) === seen).join(", ") || "none";
  return [
    dot([left + 5, bottom - 4], 4.2, INK, true),
    element("text", { x: left + 14, y: bottom }, `trained on: ${listed(true)}`),
    dot([left + 5, bottom + 13], 4.2, INK, false),
    element("text", { x: left + 14, y: bottom + 17 }, `never seen: ${listed(false)}`),
  ];
}

function classesOf(labels: readonly number[]): number[] {
  return [...new Set(labels)].sort((one, other) => one - other);
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
      d: `M${x} ${y - 4}v8m0 -4h${tenths(long)}${open ? "l-6 -4m6 4l-6 4" : "m0 -4v8"}`,
      fill: "none",
      stroke: INK,
      "stroke-width": 1.6,
    }),
    element("text", { x, y: y - 8, "font-size": 11, ...HALO }, text),
  );
}

function thousandths(at: readonly number[]): number[] {
  return at.map((value) => Math.round(value * 1000) / 1000 + 0);
}

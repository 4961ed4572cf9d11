import type { PlaneBounds } from "../../charts/plane.ts";
import { FRAME, INK, LOSS_COLOR, PAPER } from "../../charts/palette.ts";
import { along, type Arrows, arrows } from "./arrows.ts";
import { axes } from "./axes.ts";
import { around, type Label, placeLabels, squareAt } from "./place_labels.ts";
import { boxOf, toPixels } from "./plane.ts";
import type { Frame, Handle, LiveProgram, Plane, View } from "./program.ts";
import { element, type SceneElement } from "./scene.ts";
import { TextColumn } from "./text_column.ts";

/** Room left of the square for its axis, between square and column, and at the right. */
const [AXIS, GAP, EDGE] = [40, 20, 16];

/** The column stands beside the square where that leaves so much for the square, else below. */
const LEAST_SIDE = 276;

/** How near a finger must come, in pixels. */
const REACH = 14;

/** Something in the plane that a hand moves. */
export interface Dot extends Pick<Handle, "at" | "label" | "text"> {
  /** What stands beside it. */
  readonly name: string;
  /** How it looks, drawn around (0, 0). */
  readonly look: SceneElement;
}

/** What a figure draws in its square. */
export interface Picture extends Pick<View, "alt" | "words" | "data"> {
  /** What lies under everything, cut off at the square's rim. */
  readonly ground?: readonly SceneElement[];
  /** Arrows and lines, from the lowest up. */
  readonly arrows?: readonly Arrows[];
  /** What a hand moves. */
  readonly dots?: readonly Dot[];
  /** Texts beside the dots' names, the most important first. */
  readonly labels?: readonly Label[];
}

/** A figure with a square of the plane and a column of text: its own part. */
export interface PlaneFigure<State> extends Omit<LiveProgram<State>, "title" | "view"> {
  /** How wide the column of text is where it stands beside the square, in pixels. */
  readonly column: number;
  /** The names of the axes; by default they have none. */
  readonly axes?: { readonly x: string; readonly y: string };
  /** The part of the plane that is shown; as wide as it is high. */
  bounds(state: State): PlaneBounds;
  /** The state that is shown where less motion is wanted; by default the state itself. */
  still?(state: State): State;
  /** Writes the column, and says what stands in the square. */
  draw(state: State, plane: Plane, column: TextColumn): Picture;
}

/**
 * The frame of every figure: a square with axes, what the figure draws in it, texts where they lie
 * over nothing, dots that answer hand and keyboard, and the column of text beside or below.
 */
export function planeFigure<State extends { readonly title: string }>(
  figure: PlaneFigure<State>,
): LiveProgram<State> {
  return {
    ...figure,
    title: ({ title }) => title,
    view: (state, frame) =>
      viewOf(figure, frame.calm && figure.still ? figure.still(state) : state, frame),
  };
}

function viewOf<State>(figure: PlaneFigure<State>, state: State, frame: Frame): View {
  const { plane, foot, text } = layoutOf(figure, state, frame);
  const picture = figure.draw(state, plane, text);
  const { ground = [], arrows: lines = [], dots = [], labels = [], alt, words, data } = picture;
  const handles = dots.map((dot, i): Handle => ({ ...dot, id: String(i), plane }));
  const places = dots.map(({ at }) => toPixels(plane, at));
  const names = dots.map(({ name }, i): Label => ({
    text: name,
    places: around(places[i], name, 16),
    color: INK,
    bold: true,
    needed: true,
  }));
  const [shafts, plain] = [false, true].map((plain) =>
    lines.filter((one) => (one.plain ?? false) === plain).flatMap(along)
  );
  const clip = `${frame.id}plane`;
  return {
    width: frame.width,
    height: Math.max(foot, text.y + 12),
    alt,
    words,
    data,
    handles,
    scene: [
      element("clipPath", { id: clip }, element("rect", boxOf(plane))),
      element("g", { "clip-path": `url(#${clip})` }, ...ground),
      axes(plane, figure.axes),
      element("rect", { ...boxOf(plane), fill: "none", stroke: FRAME }),
      ...lines.map(arrows),
      ...placeLabels(
        [...names, ...labels],
        [...places.map((place) => squareAt(place, 9)), ...shafts],
        plane,
        plain,
      ),
      ...handles.map((handle, i) => handleElement(handle, places[i], frame, dots[i].look)),
      ...text.elements,
    ],
  };
}

/** Where square and column stand, and how far down the square with its axis goes. */
function layoutOf<State>(figure: PlaneFigure<State>, state: State, { width }: Frame) {
  const [top, below] = figure.axes ? [22, 40] : [6, 28];
  const beside = figure.column + GAP + EDGE;
  const wide = width - AXIS - beside >= LEAST_SIDE;
  const side = width - AXIS - (wide ? beside : EDGE);
  const { left, right, bottom, top: upper } = figure.bounds(state);
  const foot = top + side + below;
  return {
    foot,
    plane: {
      left: AXIS,
      top,
      width: side,
      height: side,
      x: [left, right] as const,
      y: [bottom, upper] as const,
    },
    text: wide
      ? new TextColumn(AXIS + side + GAP, 14, figure.column)
      : new TextColumn(EDGE, foot + 16, width - 2 * EDGE),
  };
}

/**
 * A dot, and in a live page what makes it answer to hand and keyboard. To a screen reader it is a
 * slider whose value is said in words.
 */
export function handleElement(
  { id, at, label, text, plane }: Handle,
  [x, y]: readonly number[],
  { live }: Frame,
  look: SceneElement,
): SceneElement {
  const transform = `translate(${+x.toFixed(2)} ${+y.toFixed(2)})`;
  if (!live) return element("g", { transform }, look);
  return element(
    "g",
    {
      key: `handle ${id}`,
      transform,
      "data-handle": id,
      tabindex: "0",
      role: "slider",
      "aria-label": label,
      "aria-roledescription": "point in the plane",
      "aria-valuenow": at[0].toFixed(2),
      "aria-valuemin": plane.x[0].toFixed(2),
      "aria-valuemax": plane.x[1].toFixed(2),
      "aria-valuetext": text,
    },
    element("circle", { class: "live-reach", r: REACH, fill: PAPER, "fill-opacity": "0" }),
    element("circle", {
      class: "live-ring",
      r: REACH - 1,
      fill: "none",
      stroke: LOSS_COLOR,
      "stroke-width": 3,
    }),
    look,
  );
}

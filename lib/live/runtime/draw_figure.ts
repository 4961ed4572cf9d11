import { FRAME, INK, LOSS_COLOR, PAPER } from "../../charts/palette.ts";
import { along, arrows } from "./arrows.ts";
import { axes } from "./axes.ts";
import type { Dot, Picture, PlaneFigure } from "./figure.ts";
import { around, type Label, placeLabels, squareAt } from "./place_labels.ts";
import { boxOf, type Plane, toPixels } from "./plane.ts";
import { element, type SceneElement } from "./scene.ts";
import { TextColumn, wrapped } from "./text_column.ts";

/** Room left of the square, between square and column, and at the right. */
const [AXIS, GAP, EDGE] = [40, 20, 16];

/** The column stands beside the square where that leaves so much for the square, else below. */
const LEAST_SIDE = 276;

const REACH = 14;

/** The height of a line of the title, and the room above the first and below the last. */
const [LINE, ROOM] = [19, 8];

const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";

export interface Frame {
  /** Texts keep their size, the layout follows. */
  readonly width: number;
  /** False for the picture that stands in when no script runs. */
  readonly live: boolean;
  /** Where the reader's system asks for less motion what plays goes in steps. */
  readonly calm?: boolean;
  /** What the ids in the picture begin with. */
  readonly id: string;
}

export type Drawn = ReturnType<typeof drawFigure>;

export function drawFigure<State extends { readonly title: string }>(
  figure: PlaneFigure<State>,
  given: State,
  frame: Frame,
) {
  const state = frame.calm && figure.still ? figure.still(given) : given;
  const { plane, foot, text } = layoutOf(figure, state, frame);
  const picture = figure.draw(state, plane, text);
  const { dots = [] } = picture;
  const places = dots.map(({ at }) => toPixels(plane, at));
  const clip = `${frame.id}plane`;
  const scene = [
    element("clipPath", { id: clip }, element("rect", boxOf(plane))),
    element("g", { "clip-path": `url(#${clip})` }, ...picture.ground ?? []),
    axes(plane, figure.axes),
    element("rect", { ...boxOf(plane), fill: "none", stroke: FRAME }),
    // In groups, so that each dot keeps its place, and the focus, while others come and go.
    element("g", {}, ...(picture.arrows ?? []).map(arrows)),
    element("g", {}, ...labelsOf(picture, plane, places)),
    element("g", {}, ...dots.map((dot, i) => dotElement(dot, i, places[i], plane, frame))),
    ...text.elements,
  ];
  const height = Math.max(foot, text.y + 12);
  return { svg: svgOf(state.title, picture.alt, scene, height, frame), picture, plane, places };
}

function layoutOf<State extends { readonly title: string }>(
  figure: PlaneFigure<State>,
  state: State,
  { width }: Frame,
) {
  const [top, below] = figure.axes ? [22, 40] : [6, 28];
  const beside = figure.column + GAP + EDGE;
  const wide = width - AXIS - beside >= LEAST_SIDE;
  const side = width - AXIS - (wide ? beside : EDGE);
  const { left, right, bottom, top: upper } = figure.bounds(state);
  const foot = top + side + below;
  const x = [left, right] as const;
  return {
    foot,
    plane: { left: AXIS, top, width: side, height: side, x, y: [bottom, upper] as const },
    text: wide
      ? new TextColumn(AXIS + side + GAP, 14, figure.column)
      : new TextColumn(EDGE, foot + 16, width - 2 * EDGE),
  };
}

function labelsOf(
  { dots = [], labels = [], arrows = [] }: Picture,
  plane: Plane,
  places: readonly (readonly [number, number])[],
): SceneElement[] {
  const names = dots.map(({ name }, i): Label => ({
    text: name,
    places: around(places[i], name, 16),
    color: INK,
    bold: true,
    needed: true,
  }));
  const [shafts, plain] = [false, true].map((way) =>
    arrows.filter(({ plain = false }) => plain === way).flatMap(along)
  );
  const taken = [...places.map((place) => squareAt(place, 9)), ...shafts];
  return placeLabels([...names, ...labels], taken, plane, plain);
}

function svgOf(
  title: string,
  alt: string,
  scene: readonly SceneElement[],
  height: number,
  { width, live }: Frame,
): SceneElement {
  const lines = wrapped(title, (width - 24) / 8.6);
  const above = LINE * lines.length + 2 * ROOM;
  const name = { "aria-label": `${title}. ${alt}`, xmlns: "http://www.w3.org/2000/svg" };
  return element(
    "svg",
    {
      ...(live ? { role: "group", "aria-label": title } : { role: "img", ...name }),
      width,
      height: height + above,
      viewBox: `0 ${-above} ${width} ${height + above}`,
      "font-family": FONT,
      "font-size": 12,
      fill: INK,
    },
    !live && element("title", {}, title),
    !live && element("desc", {}, alt),
    element("rect", { y: -above, width, height: height + above, fill: PAPER }),
    ...lines.map((line, i) => {
      const y = ROOM + LINE * (i + 1) - above - 4;
      return element("text", { x: 12, y, "font-size": 14, "font-weight": 600 }, line);
    }),
    ...scene,
  );
}

/** A dot, and in a live page what makes it answer: to a screen reader it is a slider with words for values. */
function dotElement(
  { at, label, text, look }: Dot,
  i: number,
  [x, y]: readonly number[],
  plane: Plane,
  { live }: Frame,
): SceneElement {
  const transform = `translate(${+x.toFixed(2)} ${+y.toFixed(2)})`;
  if (!live) return element("g", { transform }, look);
  const ring = { r: REACH - 1, fill: "none", stroke: LOSS_COLOR, "stroke-width": 3 };
  return element(
    "g",
    {
      transform,
      "data-handle": String(i),
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
    element("circle", { class: "live-ring", ...ring }),
    look,
  );
}

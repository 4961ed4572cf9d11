import { FRAME, INK, LOSS_COLOR, PAPER, SOFT_INK } from "../../charts/palette.ts";
import type { Markup } from "../../workspace/markup.ts";
import { along, arrows } from "./arrows.ts";
import type { Dot, Picture, PlaneFigure } from "./figure.ts";
import { around, type Label, placeLabels, squareAt } from "./place_labels.ts";
import { boxIn, type Plane, toPixels } from "./plane.ts";
import { drawing } from "./scene.ts";
import { TextColumn, wrapped } from "./text_column.ts";
import { roundAbove, short } from "../../charts/numbers.ts";

/** Room left of the square, between square and column, and at the right. */
const [AXIS, GAP, EDGE] = [40, 20, 16];

/** The column stands beside the square where that leaves so much for the square, else below. */
const LEAST_SIDE = 276;

const REACH = 14;

/** The height of a line of the title, and the room above the first and below the last. */
const [LINE, ROOM] = [19, 8];

const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";

export interface Frame {
  readonly width: number;
  /** False for the picture that stands in when no script runs. */
  readonly live: boolean;
  /** Where the reader's system asks for less motion what plays goes in steps. */
  readonly calm?: boolean;
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
    drawing`<clipPath id="${clip}">${boxIn(plane)}</clipPath>`,
    drawing`<g clip-path="url(#${clip})">${picture.ground}</g>`,
    axes(plane, figure.axes),
    boxIn(plane, { fill: "none", stroke: FRAME }),
    // In groups, so that each dot keeps its place, and the focus, while others come and go.
    drawing`<g>${(picture.arrows ?? []).map(arrows)}</g><g>${labelsOf(picture, plane, places)}</g>`,
    drawing`<g>${dots.map((dot, i) => dotElement(dot, i, places[i], plane, frame))}</g>`,
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
): Markup[] {
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
  scene: readonly Markup[],
  height: number,
  { width, live }: Frame,
): Markup {
  const lines = wrapped(title, (width - 24) / 8.6);
  const above = LINE * lines.length + 2 * ROOM;
  const whole = `${title}. ${alt}`;
  const name = live
    ? drawing`role="group" aria-label="${title}"`
    : drawing`role="img" aria-label="${whole}" xmlns="http://www.w3.org/2000/svg"`;
  const said = !live && drawing`<title>${title}</title><desc>${alt}</desc>`;
  const head = lines.map((line, i) => {
    const y = ROOM + LINE * (i + 1) - above - 4;
    return drawing`<text x="12" y="${y}" font-size="14" font-weight="600">${line}</text>`;
  });
  const high = height + above;
  const box = [0, -above, width, high].join(" ");
  const size = drawing`width="${width}" height="${high}"`;
  const type = drawing`font-family="${FONT}" font-size="12" fill="${INK}"`;
  const paper = drawing`<rect y="${-above}" ${size} fill="${PAPER}"/>`;
  return drawing`<svg ${name} ${size} viewBox="${box}" ${type}>${said}${paper}${head}${scene}</svg>`;
}

/** A dot, and in a live page what makes it answer: to a screen reader it is a slider with words for values. */
function dotElement(
  { at, label, text, look }: Dot,
  i: number,
  [x, y]: readonly number[],
  plane: Plane,
  { live }: Frame,
): Markup {
  const place = drawing`transform="translate(${x} ${y})"`;
  if (!live) return drawing`<g ${place}>${look}</g>`;
  return drawing`<g ${place} data-handle="${i}" tabindex="0" role="slider" aria-label="${label}"
 aria-roledescription="point in the plane" aria-valuenow="${at[0]}" aria-valuemin="${plane.x[0]}"
 aria-valuemax="${plane.x[1]}" aria-valuetext="${text}"
><circle class="live-reach" r="${REACH}" fill="${PAPER}" fill-opacity="0"
/><circle class="live-ring" r="${REACH - 1}" fill="none" stroke="${LOSS_COLOR}" stroke-width="3"
/>${look}</g>`;
}

/** A plane's light grid, numbers, and names if given; upwards without a name has no numbers either. */
function axes(plane: Plane, names?: { x: string; y: string }): Markup {
  const { left, top, width, height } = plane;
  const [right, bottom] = [left + width, top + height];
  const text = (words: string, x: number, y: number, anchor: string) =>
    drawing`<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
  const line = (x: readonly number[], y: readonly number[]) =>
    drawing`<line x1="${x[0]}" y1="${y[0]}" x2="${x[1]}" y2="${y[1]}" stroke="${INK}"${FAINT}/>`;
  const across = ticks(plane.x, width / 60).map((value) => {
    const [x] = toPixels(plane, [value, 0]);
    return [line([x, x], [top, bottom]), text(short(value, 6), x, bottom + 14, "middle")];
  });
  const upwards = names?.y === "" ? [] : ticks(plane.y, height / 50).map((value) => {
    const [, y] = toPixels(plane, [0, value]);
    return [line([left, right], [y, y]), text(short(value, 6), left - 6, y + 4, "end")];
  });
  const said = names &&
    [
      text(names.x, (left + right) / 2, bottom + 29, "middle"),
      text(names.y, left, top - 7, "start"),
    ];
  return drawing`<g font-size="11" fill="${SOFT_INK}" stroke="none">${across}${upwards}${said}</g>`;
}

const FAINT = drawing` stroke-opacity="0.08"`;

function ticks([from, to]: readonly [number, number], about: number): number[] {
  const step = roundAbove((to - from) / Math.max(about, 2));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}

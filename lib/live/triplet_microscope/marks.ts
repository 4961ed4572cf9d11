import { fixed } from "../../charts/numbers.ts";
import {
  CATEGORY_COLOR,
  CATEGORY_WORD_COLOR,
  INK,
  LOSS_COLOR,
  PAPER,
  ROLE_COLOR,
} from "../../charts/palette.ts";
import { type ArrowLine, arrows } from "../runtime/arrow.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around } from "../runtime/place_labels.ts";
import { toPixels } from "../runtime/plane.ts";
import { type PlaneLabel, planeLabels, squareAt } from "../runtime/plane_parts.ts";
import type { Frame, Handle, Plane } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { CATEGORIES, type MicroscopeNumbers } from "./numbers.ts";
import { wordPlaces } from "./regions.ts";
import { type MicroscopeState, roleOf } from "./state.ts";

/** Up to this many points have their names beside them. */
const MOST_NAMES = 24;

/** How long an arrow is for a gradient of length 1, and at the most, in pixels. */
const [ARROW, LONGEST] = [44, 120];

/** The points, the arrows, and every text in the plane. */
export function marks(
  state: MicroscopeState,
  numbers: MicroscopeNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const { anchor, positive } = state;
  const { from, at } = numbers.chosen;
  const places = state.points.map((at) => toPixels(plane, at));
  const radius = places.length > MOST_NAMES ? 5 : 7;
  const drawn = arrowsOf(state, numbers, places, radius);
  const taken = [
    ...places.map((place) => squareAt(place, radius + 1)),
    ...drawn.flatMap(({ from, to }) => [0.25, 0.6, 0.95].map((t) => squareAt(way(from, to, t), 4))),
  ];
  const links = [[anchor, positive], [from, at]].flatMap(([i, j]) =>
    Array.from({ length: 21 }, (_, k) => squareAt(way(places[i], places[j], k / 20), 3))
  );
  return [
    ...([undefined, "positive", "negative"] as const).map((by) =>
      arrows(drawn.filter((one) => one.by === by), by ? ROLE_COLOR[by] : LOSS_COLOR)
    ),
    ...planeLabels(labelsOf(state, numbers, plane, places, radius), plane, taken, links),
    ...places.map((_, i) => handleElement(handles[i], frame, dot(state, numbers, i, radius))),
  ];
}

/** Where the loss moves the points, from the rim of each. */
function arrowsOf(
  { rule, squared, bounds }: MicroscopeState,
  numbers: MicroscopeNumbers,
  places: readonly (readonly number[])[],
  radius: number,
): (ArrowLine & { by: "positive" | "negative" | undefined })[] {
  // A step of the mean over a batch is small: it is shown as often as there are points.
  const unit = squared ? 2 / (bounds.right - bounds.left) : 1;
  const scale = ARROW * unit * (rule === "triplet" ? 1 : places.length / 3);
  const rim = radius + 2;
  return numbers.arrows.flatMap(({ at, step, by }) => {
    const size = Math.hypot(step[0], step[1]);
    const pixels = Math.min(size * scale, LONGEST);
    if (pixels <= 2) return [];
    const [dx, dy] = [step[0] / size, -step[1] / size];
    const [x, y] = places[at];
    const end = rim + pixels;
    return [{ by, from: [x + rim * dx, y + rim * dy], to: [x + end * dx, y + end * dy] }];
  });
}

/** Distances, names and regions, the most important first. */
function labelsOf(
  state: MicroscopeState,
  numbers: MicroscopeNumbers,
  plane: Plane,
  places: readonly (readonly number[])[],
  radius: number,
): PlaneLabel[] {
  const { names, anchor, positive } = state;
  const { chosen, dAp } = numbers;
  const distance = (value: number, i: number, j: number, color: string): PlaneLabel => ({
    text: fixed(value),
    places: [0.5, 0.4, 0.6, 0.3, 0.7, 0.2].map((t) => way(places[i], places[j], t)),
    color,
    optional: true,
    overLines: true,
    bold: true,
  });
  const triplet = [anchor, positive, chosen.at];
  const order = [...new Set([...triplet, ...places.keys()])];
  const named = order.filter((i) => places.length <= MOST_NAMES || triplet.includes(i));
  const nameOf = (i: number) =>
    i === anchor ? `${names[i]}: anchor` : i === positive ? `${names[i]}: positive` : names[i];
  return [
    distance(dAp, anchor, positive, ROLE_COLOR.positive),
    distance(chosen.distance, chosen.from, chosen.at, ROLE_COLOR.negative),
    ...named.map((i) => ({
      text: nameOf(i),
      places: around(places[i], nameOf(i), radius + 9),
      color: INK,
      bold: true,
    })),
    ...CATEGORIES.map((name) => ({
      text: name,
      places: wordPlaces(state, numbers, plane, name),
      color: CATEGORY_WORD_COLOR[name],
      optional: true,
    })),
  ];
}

/** A place on the way from one to another. */
function way(from: readonly number[], to: readonly number[], t: number): [number, number] {
  return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
}

/** How a point looks: positives are round, negatives diamonds in the colour of their category. */
function dot(
  state: MicroscopeState,
  { negatives }: MicroscopeNumbers,
  i: number,
  r: number,
): SceneElement {
  const role = roleOf(state, i);
  const circle = (r: number, fill: string, stroke: string, width: number) =>
    element("circle", { r, fill, stroke, "stroke-width": width });
  if (role === "anchor") return circle(r + 1, ROLE_COLOR.anchor, PAPER, 1.5);
  if (role === "positive") return circle(r, ROLE_COLOR.positive, PAPER, 1.5);
  if (role === "other positive") return circle(r, PAPER, ROLE_COLOR.positive, 2.5);
  const { category } = negatives.find((one) => one.at === i)!;
  const size = r + 2;
  const chosen = role === "chosen negative";
  return element("path", {
    d: `M0 ${-size}L${size} 0L0 ${size}L${-size} 0Z`,
    fill: CATEGORY_COLOR[category],
    stroke: chosen ? ROLE_COLOR.negative : PAPER,
    "stroke-width": chosen ? 2.5 : 1.5,
  });
}

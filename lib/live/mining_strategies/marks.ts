import { classColor, INK, PAPER, ROLE_COLOR, tint } from "../../charts/palette.ts";
import { arrows } from "../runtime/arrow.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around, type Box } from "../runtime/place_labels.ts";
import { toPixels } from "../runtime/plane.ts";
import { planeLabels, squareAt } from "../runtime/plane_parts.ts";
import type { Frame, Handle, Plane } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import type { StrategyNumbers } from "./numbers.ts";
import type { MiningState } from "./state.ts";

/** Up to this many points have their names beside them. */
const MOST_NAMES = 24;

/** Up to this many choices are drawn as arrows of their own, more as thin lines. */
const MOST_ARROWS = 60;

/** Of more choices than this, only the anchor's own are drawn: the rest would be a carpet. */
const MOST_LINES = 400;

/** From this many on, the anchor's own arrows are thin. */
const MANY_OWN = 12;

/** Two points that chose each other show both arrows, as these bend; one's kind by how far. */
const BEND = { positive: 0.1, negative: 0.18 } as const;

const ROLES = ["positive", "negative"] as const;

/** Who chose whom, as what. */
interface Choice {
  readonly from: number;
  readonly to: number;
  readonly role: (typeof ROLES)[number];
}

/** Where the points are in the picture, and how large. */
interface Dots {
  readonly places: readonly (readonly [number, number])[];
  readonly radius: number;
}

/** The choices and the points. */
export function marks(
  { points, labels, names, anchor }: MiningState,
  { choices }: StrategyNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const many = points.length > MOST_NAMES;
  const dots = { places: points.map((at) => toPixels(plane, at)), radius: many ? 5 : 7 };
  const { places, radius } = dots;
  const links = choices.flatMap(({ positives, negatives }, from): Choice[] => [
    ...positives.map((to) => ({ from, to, role: "positive" as const })),
    ...negatives.map((to) => ({ from, to, role: "negative" as const })),
  ]);
  const own = links.filter(({ from }) => from === anchor);
  const others = links.filter(({ from }) => from !== anchor);
  const named = [...points.keys()].filter((i) => !many || i === anchor).map((i) => ({
    text: names[i],
    places: around(places[i], names[i], radius + 10, 13),
    size: 13,
    color: INK,
    bold: true,
  }));
  const taken = [
    ...places.map((place) => squareAt(place, radius + 2)),
    ...along(others.length <= MOST_ARROWS ? links : own, dots),
  ];
  return [
    ...othersOf(others, dots),
    ...arrowsOf(own, dots, own.length < MANY_OWN ? 2.5 : 1.2, true),
    ...rings(choices, dots),
    ...planeLabels(named, plane, taken),
    ...handles.map((handle, i) =>
      handleElement(
        handle,
        frame,
        element("circle", {
          r: i === anchor ? radius + 1 : radius,
          fill: classColor(labels[i]),
          stroke: i === anchor ? INK : PAPER,
          "stroke-width": i === anchor ? 3 : 1.5,
        }),
      )
    ),
  ];
}

/** What the other anchors chose: arrows, thin lines, or nothing, by how many they are. */
function othersOf(others: readonly Choice[], dots: Dots): SceneElement[] {
  if (others.length <= MOST_ARROWS) return arrowsOf(others, dots, 1.5, false);
  if (others.length > MOST_LINES) return [];
  return [thin(others, "negative", dots), thin(others, "positive", dots)];
}

/** Choices as arrows from rim to rim. */
function arrowsOf(
  list: readonly Choice[],
  { places, radius }: Dots,
  width: number,
  bold: boolean,
): SceneElement[] {
  return ROLES.map((role) => {
    const lines = list.filter((link) => link.role === role && link.from !== link.to)
      .map(({ from, to }) => {
        const [[x1, y1], [x2, y2]] = [places[from], places[to]];
        const length = Math.hypot(x2 - x1, y2 - y1) || 1;
        const rim = Math.min(radius + 3, length / 3);
        const [ux, uy] = [(x2 - x1) / length * rim, (y2 - y1) / length * rim];
        return { from: [x1 + ux, y1 + uy], to: [x2 - ux, y2 - uy], bend: BEND[role] };
      });
    const color = bold ? ROLE_COLOR[role] : tint(ROLE_COLOR[role], 0.55);
    return arrows(lines, color, role === "negative" ? { width, dashes: "6 4" } : { width });
  });
}

/** Choices of a role as one path of thin lines. */
function thin(list: readonly Choice[], role: Choice["role"], { places }: Dots): SceneElement {
  const line = list.filter((link) => link.role === role && link.from !== link.to)
    .map(({ from, to }) =>
      `M${places[from].map(Math.round).join(" ")}L${places[to].map(Math.round).join(" ")}`
    ).join("");
  return element("path", {
    key: `thin ${role}`,
    d: line || "M0 0",
    stroke: ROLE_COLOR[role],
    "stroke-opacity": "0.22",
    fill: "none",
  });
}

/** Rings around the points that chose themselves. */
function rings(choices: StrategyNumbers["choices"], { places, radius }: Dots): SceneElement[] {
  return choices.flatMap(({ positives }, i) => {
    if (!positives.includes(i)) return [];
    const [cx, cy] = places[i];
    const ring = { cx, cy, r: radius + 5, fill: "none", stroke: ROLE_COLOR.positive };
    return [element("circle", { ...ring, "stroke-width": 2 })];
  });
}

/** What names must not lie over: the arrows, as they bend. */
function along(list: readonly Choice[], { places }: Dots): Box[] {
  return list.flatMap(({ from, to, role }) => {
    const [[x1, y1], [x2, y2]] = [places[from], places[to]];
    return [0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9].map((t) => {
      const aside = 2 * BEND[role] * t * (1 - t);
      const [x, y] = [x1 + t * (x2 - x1), y1 + t * (y2 - y1)];
      return squareAt([x + aside * (y2 - y1), y - aside * (x2 - x1)], 3);
    });
  });
}

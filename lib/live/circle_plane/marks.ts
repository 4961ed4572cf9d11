import { INK, LOSS_COLOR, PAPER, ROLE_COLOR, SOFT_INK, tint } from "../../charts/palette.ts";
import { arrow } from "../runtime/arrow.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around, type Box, widthOf } from "../runtime/place_labels.ts";
import { pathOf, tenths, toPixels } from "../runtime/plane.ts";
import { type PlaneLabel, planeLabels, squareAt } from "../runtime/plane_parts.ts";
import type { Frame, Handle, Plane } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import type { CirclePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";

/** An arrow for a pull of 1 is so long, in units of the plane. */
const ARROW = 0.26;

/** An arrow whose share is 0 has this much of its colour. */
const PALEST = 0.3;

/** A point's radius, in pixels. */
const RADIUS = 7;

/** Where the pulls lead: for the triplet loss nowhere, it pulls until the line is crossed. */
function targetOf({ gradient, m }: CirclePlaneState) {
  if (gradient === "triplet") return undefined;
  return gradient === "circle"
    ? { at: [-m, 1 + m] as const, name: "optimum" }
    : { at: [0, 1] as const, name: "centre" };
}

/** The points, their arrows, where they are led, and every text in the plane. */
export function marks(
  state: CirclePlaneState,
  numbers: CirclePlaneNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const { pairs } = numbers;
  const places = state.pairs.map(({ sn, sp }) => toPixels(plane, [sn, sp]));
  const arrows = arrowsOf(state, numbers, places, plane);
  const target = targetOf(state);
  const taken: Box[] = [
    ...places.map((place) => squareAt(place, RADIUS + 1)),
    ...arrows.flatMap(({ from, to }) =>
      [0, 0.25, 0.5, 0.75, 1].map((t) =>
        squareAt([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])], 5)
      )
    ),
    ...target ? [squareAt(toPixels(plane, target.at), 6)] : [],
  ];
  return [
    ...leadOf(state, pairs[state.chosen].pull, plane),
    ...arrows.map(({ from, to, color }) => arrow(from, to, color, { width: 3 })),
    ...target ? [cross(toPixels(plane, target.at))] : [],
    ...planeLabels(labelsOf(state, places, plane, target), plane, taken, lines(state, plane)),
    ...pairs.map(({ inside }, i) =>
      handleElement(
        handles[i],
        frame,
        element("circle", {
          r: RADIUS,
          fill: inside ? PAPER : INK,
          stroke: i === state.chosen ? LOSS_COLOR : inside ? INK : PAPER,
          "stroke-width": i === state.chosen || inside ? 2.5 : 1.5,
        }),
      )
    ),
  ];
}

/** How both sides of each point are pulled; the strongest over the others. */
function arrowsOf(
  state: CirclePlaneState,
  { softplusSlope, pairs }: CirclePlaneNumbers,
  places: readonly (readonly number[])[],
  plane: Plane,
) {
  const unit = ARROW * plane.width / (plane.x[1] - plane.x[0]);
  const rim = RADIUS + 2;
  const on = state.gradient === "triplet" ? 1 : softplusSlope;
  return pairs.flatMap(({ pull, share }, i) => {
    const [x, y] = places[i];
    return [
      { role: "positive", dx: 0, dy: -Math.sign(pull.p), long: Math.abs(pull.p), share: share.p },
      { role: "negative", dx: -Math.sign(pull.n), dy: 0, long: Math.abs(pull.n), share: share.n },
    ].filter(({ long }) => long * unit > 2).map(({ role, dx, dy, long, share }) => {
      const end = rim + long * unit;
      return {
        from: [x + rim * dx, y + rim * dy],
        to: [x + end * dx, y + end * dy],
        color: tint(
          ROLE_COLOR[role as "positive" | "negative"],
          PALEST + (1 - PALEST) * share * on,
        ),
        share,
      };
    });
  }).sort((one, other) => one.share - other.share);
}

/** From the chosen point along its pulls as far as they lead. */
function leadOf(
  state: CirclePlaneState,
  pull: { p: number; n: number },
  plane: Plane,
): SceneElement[] {
  const { sn, sp } = state.pairs[state.chosen];
  const target = targetOf(state);
  if (pull.p === 0 && pull.n === 0) return [];
  const { bounds, margin } = state;
  // The triplet loss pulls both sides alike, across its line and no farther.
  const way = (margin - sp + sn) / 2;
  const end = target
    ? [pull.n === 0 ? sn : target.at[0], target.at[1]]
    : [Math.max(sn - way, bounds.left), Math.min(sp + way, bounds.top)];
  return [
    element("path", {
      d: pathOf([[sn, sp], end].map((at) => toPixels(plane, at))),
      fill: "none",
      stroke: LOSS_COLOR,
      "stroke-width": 1.6,
      "stroke-dasharray": "1 5",
      "stroke-linecap": "round",
    }),
  ];
}

function cross([x, y]: readonly number[]): SceneElement {
  const d = `M${tenths(x - 5)} ${tenths(y - 5)}l10 10m0 -10l-10 10`;
  return element(
    "g",
    { fill: "none" },
    element("path", { d, stroke: PAPER, "stroke-width": 5 }),
    element("path", { d, stroke: LOSS_COLOR, "stroke-width": 2.5 }),
  );
}

function labelsOf(
  state: CirclePlaneState,
  places: readonly (readonly number[])[],
  plane: Plane,
  target: ReturnType<typeof targetOf>,
): PlaneLabel[] {
  const { pairs, m, margin, bounds } = state;
  const along = (list: readonly (readonly [number, number])[]) =>
    list.map((at) => toPixels(plane, at));
  const radius = m * Math.SQRT2;
  // Outside the circle, then inside.
  const atEdge = (angle: number, side: 1 | -1): [number, number] => {
    const [x, y] = toPixels(plane, [radius * Math.cos(angle), 1 + radius * Math.sin(angle)]);
    return [x + side * 38 * Math.cos(angle), y - side * 13 * Math.sin(angle)];
  };
  return [
    ...pairs.map(({ name }, i) => ({
      text: name,
      places: beside(places[i], name),
      color: INK,
      bold: true,
    })),
    ...target
      ? [{
        text: target.name,
        places: around(toPixels(plane, target.at), target.name, 14),
        color: LOSS_COLOR,
        bold: true,
        optional: true,
      }]
      : [],
    {
      text: "boundary",
      places: ([1, -1] as const).flatMap((side) =>
        [-0.35, -0.2, -0.5, -0.1, -0.7, -0.4, -0.6, -0.45, 0, -0.3].map((turn) =>
          atEdge(turn * Math.PI, side)
        )
      ),
      color: LOSS_COLOR,
      bold: true,
      optional: true,
    },
    {
      text: "triplet loss's line",
      places: along(
        [0.02, 0.2, -0.15, 0.36, -0.3, 0.5, 0.66].map((sn) => [sn, sn + margin] as const),
      ).flatMap(([x, y]) => [[x + 74, y + 10], [x - 74, y - 10]] as [number, number][]),
      color: INK,
      optional: true,
    },
    {
      text: "no cosine is above 1",
      places: along(
        [0.7, 0.6, 0.76, 0.5, 0.3].flatMap((sn) =>
          [0.5, 0.3, 0.7].map((part) => [sn, 1 + part * (bounds.top - 1)] as const)
        ),
      ),
      color: SOFT_INK,
      optional: true,
    },
  ];
}

/** Where a point's name may stand: its arrows go up and to the left, so below and to the right first. */
function beside([x, y]: readonly number[], name: string): [number, number][] {
  return [RADIUS + 6, RADIUS + 18].flatMap((away): [number, number][] => {
    const side = away - 2 + widthOf(name) / 2;
    return [
      [x + side, y + away],
      [x + side, y],
      [x, y + away + 3],
      [x + side, y - away],
      [x - side, y + away],
      [x - side, y - away],
    ];
  });
}

/** What the names of the plane must not lie over: the boundary and the line. */
function lines({ m, margin, bounds }: CirclePlaneState, plane: Plane): Box[] {
  const radius = m * Math.SQRT2;
  const [from, to] = [
    Math.max(bounds.left, bounds.bottom - margin),
    Math.min(1, bounds.top - margin),
  ];
  return [
    ...Array.from({ length: 120 }, (_, i) => {
      const angle = 2 * Math.PI * i / 120;
      return [radius * Math.cos(angle), 1 + radius * Math.sin(angle)];
    }).filter(([sn]) => sn >= -m),
    ...Array.from({ length: 10 }, (_, i) => [-m + (bounds.left + m) * i / 9, 1 - m]),
    ...Array.from({ length: 81 }, (_, i) => {
      const sn = from + (to - from) * i / 80;
      return [sn, sn + margin];
    }),
  ].map((at) => squareAt(toPixels(plane, at), 3));
}

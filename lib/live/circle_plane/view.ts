import { INK, LOSS_COLOR, PAPER, ROLE_COLOR } from "../../charts/palette.ts";
import { arrow } from "../runtime/arrow.ts";
import { SOFT_INK } from "../runtime/axes.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around, type Box, type Label, placeLabels, widthOf } from "../runtime/place_labels.ts";
import { toPixels } from "../runtime/plane.ts";
import type { Frame, Handle, Plane, View } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { tint } from "../runtime/tint.ts";
import { background } from "./background.ts";
import { columnOf } from "./column.ts";
import { type CirclePlaneNumbers, circlePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";
import { lossWords, pairWords, short } from "./words.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 560;

/** The column of numbers. */
const COLUMN = 212;

/** An arrow for a pull of 1 is so long, in units of the plane. */
const ARROW = 0.26;

/** An arrow whose share is 0 has this much of its colour. */
const PALEST = 0.3;

/** A point's radius, in pixels. */
const RADIUS = 7;

/** The picture of the plane: what lies under the points, the points with their arrows, the numbers. */
export function circlePlaneView(state: CirclePlaneState, frame: Frame): View {
  const { side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 22,
    below: 58,
  });
  const numbers = circlePlaneNumbers(state);
  const text = columnOf(state, numbers, column);
  const handles = state.pairs.map((_, i) => handleOf(state, numbers, plane, i));
  const { pairs, m, gamma, margin, gradient, chosen } = state;
  const inside = numbers.pairs.filter((pair) => pair.inside).length;
  return {
    width: frame.width,
    height: Math.max(plane.top + side + 40, text.bottom + 12),
    alt:
      `m ${short(m)}, gamma ${+gamma.toPrecision(3)}: the boundary is a circle around (0, 1) of ` +
      `radius ${short(m * Math.SQRT2)} as far left as sn = ${
        short(-m)
      }, beside the line sp − sn = ` +
      `${short(margin)}. ${inside} of ${pairs.length} points inside. ` +
      pairs.map(({ name }, i) => `${name}: ${pairWords(state, numbers, i)}.`).join(" ") +
      ` ${lossWords(numbers)}`,
    words: `${pairs[chosen].name}: ${pairWords(state, numbers, chosen)}. ${lossWords(numbers)}`,
    data: { pairs, m, gamma, margin, gradient, numbers },
    handles,
    scene: [
      ...background(state, plane, frame),
      ...marks(state, numbers, plane, frame, handles),
      ...text.elements,
    ],
  };
}

function handleOf(
  state: CirclePlaneState,
  numbers: CirclePlaneNumbers,
  plane: Plane,
  i: number,
): Handle {
  const { name, sn, sp } = state.pairs[i];
  return {
    id: String(i),
    plane,
    at: [sn, sp],
    label: `point ${name}`,
    text: pairWords(state, numbers, i),
  };
}

/** Where the pulls lead: for the triplet loss nowhere, it pulls until the line is crossed. */
function targetOf({ gradient, m }: CirclePlaneState) {
  if (gradient === "triplet") return undefined;
  return gradient === "circle"
    ? { at: [-m, 1 + m] as const, name: "optimum" }
    : { at: [0, 1] as const, name: "centre" };
}

/** The points, their arrows, where they are led, and every text in the plane. */
function marks(
  state: CirclePlaneState,
  { softplusSlope, pairs }: CirclePlaneNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const places = state.pairs.map(({ sn, sp }) => toPixels(plane, [sn, sp]));
  const unit = ARROW * plane.width / (plane.x[1] - plane.x[0]);
  const rim = RADIUS + 2;
  const on = state.gradient === "triplet" ? 1 : softplusSlope;
  const arrows = pairs.flatMap(({ pull, share }, i) => {
    const [x, y] = places[i];
    return [
      { side: "p", dx: 0, dy: -Math.sign(pull.p), long: Math.abs(pull.p) * unit, share: share.p },
      { side: "n", dx: -Math.sign(pull.n), dy: 0, long: Math.abs(pull.n) * unit, share: share.n },
    ].filter(({ long }) => long > 2).map(({ side, dx, dy, long, share }) => ({
      from: [x + rim * dx, y + rim * dy],
      to: [x + (rim + long) * dx, y + (rim + long) * dy],
      color: tint(
        ROLE_COLOR[side === "p" ? "positive" : "negative"],
        PALEST + (1 - PALEST) * share * on,
      ),
      share,
    }));
    // The strongest over the others.
  }).sort((one, other) => one.share - other.share);

  const target = targetOf(state);
  const lead = leadOf(state, pairs[state.chosen].pull, plane);
  const boxes: Box[] = [
    ...places.map(([x, y]) => square(x, y, RADIUS + 1)),
    ...arrows.flatMap(({ from, to }) =>
      [0, 0.25, 0.5, 0.75, 1].map((t) =>
        square(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), 5)
      )
    ),
    ...target ? [square(...toPixels(plane, target.at), 6)] : [],
  ];
  const labels = labelsOf(state, places, plane, target);
  const placed = placeLabels(
    labels,
    boxes,
    {
      left: plane.left + 2,
      right: plane.left + plane.width - 2,
      top: plane.top + 2,
      bottom: plane.top + plane.height - 2,
    },
    lines(state, plane),
  );
  return [
    lead === undefined ? undefined : element("path", {
      d: lead,
      fill: "none",
      stroke: LOSS_COLOR,
      "stroke-width": 1.6,
      "stroke-dasharray": "1 5",
      "stroke-linecap": "round",
    }),
    ...arrows.map(({ from, to, color }) => arrow(from, to, color, { width: 3 })),
    target && cross(toPixels(plane, target.at)),
    ...placed.map((label, i) =>
      label && element("text", {
        x: label.x,
        y: label.y + 4,
        "text-anchor": "middle",
        fill: labels[i].color,
        "font-weight": labels[i].bold ? 600 : 400,
        "font-style": labels[i].bold ? "normal" : "italic",
        stroke: PAPER,
        "stroke-width": 3,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
        "pointer-events": "none",
      }, label.text)
    ),
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
  ].filter((one) => one !== undefined);
}

/** From the chosen point along its pulls as far as they lead. */
function leadOf(
  state: CirclePlaneState,
  pull: { p: number; n: number },
  plane: Plane,
): string | undefined {
  const { sn, sp } = state.pairs[state.chosen];
  const target = targetOf(state);
  if (pull.p === 0 && pull.n === 0) return undefined;
  const { bounds, margin } = state;
  // The triplet loss pulls both sides alike, across its line and no farther.
  const short = (margin - sp + sn) / 2;
  const end = target
    ? [pull.n === 0 ? sn : target.at[0], target.at[1]]
    : [Math.max(sn - short, bounds.left), Math.min(sp + short, bounds.top)];
  const [from, to] = [[sn, sp], end].map((at) => toPixels(plane, at).map(round).join(" "));
  return `M${from}L${to}`;
}

function cross([x, y]: readonly number[]): SceneElement {
  const d = `M${round(x - 5)} ${round(y - 5)}l10 10m0 -10l-10 10`;
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
): (Label & { color: string; bold?: boolean })[] {
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
  ].map((at) => square(...toPixels(plane, at), 3));
}

function square(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function round(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

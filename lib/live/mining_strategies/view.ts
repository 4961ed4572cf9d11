import { classColor, INK, LOSS_COLOR, PAPER, ROLE_COLOR } from "../../charts/palette.ts";
import { arrow, arrows } from "../runtime/arrow.ts";
import { axes, SOFT_INK } from "../runtime/axes.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around, type Box, placeLabels } from "../runtime/place_labels.ts";
import { toPixels } from "../runtime/plane.ts";
import type { Frame, Handle, Plane, View } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { tint } from "../runtime/tint.ts";
import { wrapped } from "../runtime/wrapped.ts";
import { miningNumbers, type StrategyNumbers } from "./numbers.ts";
import type { MiningState } from "./state.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 680;

/** The column of numbers. */
const COLUMN = 292;

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

/** The picture of who chose whom under a strategy, beside the numbers of all. */
export function miningView(state: MiningState, frame: Frame): View {
  const { wide, side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 6,
    below: 42,
  });
  const { points, strategy } = state;
  const all = miningNumbers(state);
  const shown = all.find(({ name }) => name === strategy)!;
  const text = columnOf(state, all, shown, column);
  const handles = points.map((point, i): Handle => ({
    id: String(i),
    plane,
    at: [point[0], point[1]],
    label: `${state.names[i]}, class ${state.labels[i]}`,
    text: `x ${short(point[0])}, y ${short(point[1])}; ${choiceWords(state, shown, i)}`,
  }));
  const words = wordsOf(state, shown);
  return {
    width: frame.width,
    height: wide ? Math.max(side + 34, text.bottom + 10) : text.bottom + 14,
    alt:
      `${points.length} points of ${new Set(state.labels).size} classes, margin ${
        short(state.margin)
      }. ${words} ` +
      all.map(({ name, loss, terms }) => `${name}: loss ${short(loss)} over ${terms}`).join("; ") +
      ".",
    words,
    data: dataOf(state, all),
    handles,
    scene: [
      axes(plane),
      element("rect", {
        x: plane.left,
        y: plane.top,
        width: side,
        height: side,
        fill: "none",
        stroke: "#c3cad1",
      }),
      ...marks(state, shown, plane, frame, handles),
      ...text.elements,
    ],
  };
}

/** The choices and the points. */
function marks(
  { points, labels, names, anchor }: MiningState,
  { choices }: StrategyNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const places = points.map((at) => toPixels(plane, at));
  const many = points.length > MOST_NAMES;
  const radius = many ? 5 : 7;
  const links = choices.flatMap(({ positives, negatives }, from) => [
    ...positives.map((to) => ({ from, to, role: "positive" as const })),
    ...negatives.map((to) => ({ from, to, role: "negative" as const })),
  ]);
  const own = links.filter(({ from }) => from === anchor);
  const others = links.filter(({ from }) => from !== anchor);
  const drawn = (list: typeof links, width: number, bold: boolean) =>
    (["positive", "negative"] as const).map((role) => {
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
  const thin = (role: "positive" | "negative") => {
    const line = others.filter((link) => link.role === role && link.from !== link.to)
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
  };
  const rings = choices.flatMap(({ positives }, i) =>
    positives.includes(i)
      ? [
        element("circle", {
          cx: places[i][0],
          cy: places[i][1],
          r: radius + 5,
          fill: "none",
          stroke: ROLE_COLOR.positive,
          "stroke-width": 2,
        }),
      ]
      : []
  );

  const along = (list: typeof links): Box[] =>
    list.flatMap(({ from, to, role }) => {
      const [[x1, y1], [x2, y2]] = [places[from], places[to]];
      const bend = 2 * BEND[role];
      return [0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9].map((t) => {
        const aside = bend * t * (1 - t);
        return square(
          x1 + t * (x2 - x1) + aside * (y2 - y1),
          y1 + t * (y2 - y1) - aside * (x2 - x1),
          3,
        );
      });
    });
  const boxes: Box[] = [
    ...places.map(([x, y]) => square(x, y, radius + 2)),
    ...along(others.length <= MOST_ARROWS ? links : own),
  ];
  const within = {
    left: plane.left + 2,
    right: plane.left + plane.width - 2,
    top: plane.top + 2,
    bottom: plane.top + plane.height - 2,
  };
  const named = [...points.keys()].filter((i) => !many || i === anchor);
  const placed = placeLabels(
    named.map((i) => ({
      text: names[i],
      places: around(places[i], names[i], radius + 10, 13),
      size: 13,
    })),
    boxes,
    within,
  );
  return [
    ...(others.length <= MOST_ARROWS
      ? drawn(others, 1.5, false)
      : others.length <= MOST_LINES
      ? [thin("negative"), thin("positive")]
      : []),
    ...drawn(own, own.length < MANY_OWN ? 2.5 : 1.2, true),
    ...rings,
    ...placed.flatMap((label) =>
      label
        ? [
          element("text", {
            x: label.x,
            y: label.y + 4.5,
            "text-anchor": "middle",
            "font-size": 13,
            "font-weight": 600,
            fill: INK,
            stroke: PAPER,
            "stroke-width": 3,
            "stroke-linejoin": "round",
            "paint-order": "stroke",
            "pointer-events": "none",
          }, label.text),
        ]
        : []
    ),
    ...points.map((_, i) =>
      handleElement(
        handles[i],
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

/** The numbers beside the plane, from top to bottom. */
function columnOf(
  state: MiningState,
  all: readonly StrategyNumbers[],
  shown: StrategyNumbers,
  { left, top, width }: { left: number; top: number; width: number },
): { elements: SceneElement[]; bottom: number } {
  const elements: SceneElement[] = [];
  let y = top;
  const cell = (x: number, text: string, style: Record<string, string | number> = {}) =>
    elements.push(element("text", { x, y, ...style }, text));
  const [lossAt, termsAt] = [left + width - 102, left + width - 4];
  const right = { "text-anchor": "end" };
  const soft = { fill: SOFT_INK };
  y += 4;
  cell(left + 6, "strategy", soft);
  cell(lossAt, "loss", { ...right, ...soft });
  cell(termsAt, "mean over", { ...right, ...soft });
  y += 7;
  for (const { name, loss, terms, choices } of all) {
    const chosen = name === shown.name;
    if (chosen) {
      elements.push(element("rect", {
        x: left,
        y,
        width,
        height: 21,
        rx: 4,
        fill: tint(LOSS_COLOR, 0.13),
      }));
    }
    y += 15;
    const bold = { "font-weight": chosen ? 600 : 400 };
    cell(left + 6, name, bold);
    cell(lossAt, short(loss), { ...right, "font-weight": 700, fill: LOSS_COLOR });
    cell(termsAt, termsOf(name, terms, choices.length), { ...right, ...soft });
    y += 6;
  }
  y += 22;
  cell(left, `Anchor ${state.names[state.anchor]}`, { "font-weight": 600 });
  for (const line of wrapped(`${choiceWords(state, shown, state.anchor)}.`, width / 6.4)) {
    y += 17;
    cell(left, line);
  }
  y += 26;
  elements.push(
    arrow([left, y - 4], [left + 30, y - 4], ROLE_COLOR.positive),
    arrow([left, y + 14], [left + 30, y + 14], ROLE_COLOR.negative, { dashes: "6 4" }),
  );
  cell(left + 40, "pulled together: positive", { fill: ROLE_COLOR.positive, "font-weight": 600 });
  y += 18;
  cell(left + 40, "pushed apart: negative", { fill: ROLE_COLOR.negative, "font-weight": 600 });
  y += 6;
  return { elements, bottom: y };
}

/** What a strategy's mean is over. */
function termsOf(name: StrategyNumbers["name"], terms: number, anchors: number): string {
  const word = name === "batch all" || name === "semi-hard"
    ? "triplet"
    : name === "semi-hard, nearest"
    ? "pair"
    : "anchor";
  const of = word === "anchor" && terms < anchors ? ` of ${anchors}` : "";
  return `${terms}${of} ${word}${terms === 1 ? "" : "s"}`;
}

/** What an anchor chose, in words. */
function choiceWords(
  { names }: MiningState,
  { name, choices }: StrategyNumbers,
  anchor: number,
): string {
  const { positives, negatives, terms, sum } = choices[anchor];
  const list = (chosen: readonly number[]) =>
    chosen.length > 6
      ? `${chosen.length} points`
      : chosen.map((i) => i === anchor ? "itself" : names[i]).join(", ");
  if (terms === 0) return "learns from nobody";
  const loss = `loss ${short(sum / terms)}`;
  const [pulled, pushed] = [positives, negatives].map(({ length }) => length > 1 ? "s" : "");
  const both = `positive${pulled} ${list(positives) || "none"}, negative${pushed} ${
    list(negatives)
  }`;
  return name.startsWith("batch hard")
    ? `${both}; ${loss}`
    : `${both}; ${terms === 1 ? loss : `${terms} terms, mean ${loss}`}`;
}

function wordsOf(state: MiningState, shown: StrategyNumbers): string {
  const { anchor, names } = state;
  return `${shown.name}: loss ${short(shown.loss)}, mean over ${
    termsOf(shown.name, shown.terms, shown.choices.length)
  }. Anchor ${names[anchor]}: ${choiceWords(state, shown, anchor)}.`;
}

function dataOf(state: MiningState, all: readonly StrategyNumbers[]): unknown {
  const { points, labels, names, anchor, margin, squared, strategy } = state;
  const shown = all.find(({ name }) => name === strategy)!;
  return {
    points,
    labels,
    names,
    anchor,
    margin,
    squared,
    strategy,
    strategies: all.map(({ name, loss, terms }) => ({ name, loss, terms })),
    choices: shown.choices,
  };
}

function square(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function short(value: number): string {
  return (Math.abs(value) >= 1000 ? value.toPrecision(4) : value.toFixed(2)).replace("-", "−");
}

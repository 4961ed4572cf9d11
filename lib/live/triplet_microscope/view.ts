import {
  CATEGORY_COLOR,
  CATEGORY_WORD_COLOR,
  INK,
  LOSS_COLOR,
  PAPER,
  ROLE_COLOR,
} from "../../charts/palette.ts";
import { lpDistance } from "../../reference/lp_distance.ts";
import { type TripletCategory, tripletCategory } from "../../reference/triplet_category.ts";
import { arrows } from "../runtime/arrow.ts";
import { axes, SOFT_INK } from "../runtime/axes.ts";
import { handleElement } from "../runtime/handle_element.ts";
import { around, type Box, type Label, placeLabels, widthOf } from "../runtime/place_labels.ts";
import { fromPixels, toPixels } from "../runtime/plane.ts";
import type { Frame, Handle, Plane, View } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { squareAndColumn } from "../runtime/square_and_column.ts";
import { tint } from "../runtime/tint.ts";
import { wrapped } from "../runtime/wrapped.ts";
import { type MicroscopeNumbers, microscopeNumbers, orderOf } from "./numbers.ts";
import { regionOutline } from "./region_outline.ts";
import type { MicroscopeState } from "./state.ts";

/** From this width on the numbers stand beside the plane, not below. */
const WIDE = 560;

/** The column of numbers. */
const COLUMN = 212;

/** Up to this many points have their names beside them. */
const MOST_NAMES = 24;

/** Categories in the order of the bar. */
const CATEGORIES = ["hard", "semi-hard", "easy"] as const;

/** How long an arrow is for a gradient of length 1, and at the most, in pixels. */
const [ARROW, LONGEST] = [44, 120];

/** The picture of a triplet, its regions, its numbers and what the loss would move. */
export function microscopeView(state: MicroscopeState, frame: Frame): View {
  const { wide, side, plane, column } = squareAndColumn(frame, state.bounds, {
    wide: WIDE,
    column: COLUMN,
    top: 6,
    below: 38,
  });
  const numbers = microscopeNumbers(state);
  const text = columnOf(state, numbers, column);
  const handles = state.points.map((_, i) => handleOf(state, numbers, plane, i));
  const height = wide ? Math.max(side + 34, text.bottom + 10) : text.bottom + 14;
  return {
    width: frame.width,
    height,
    alt: altOf(state, numbers),
    words: wordsOf(state, numbers),
    data: dataOf(state, numbers),
    handles,
    scene: [
      ...regions(state, numbers, plane, frame),
      ...links(state, numbers, plane),
      ...marks(state, numbers, plane, frame, handles),
      ...text.elements,
    ],
  };
}

/** What a point is to the chosen triplet. */
function roleOf(
  { labels, anchor, positive, negative }: MicroscopeState,
  i: number,
): "anchor" | "positive" | "other positive" | "chosen negative" | "negative" {
  if (i === anchor) return "anchor";
  if (i === positive) return "positive";
  if (labels[i] === labels[anchor]) return "other positive";
  return i === negative ? "chosen negative" : "negative";
}

function handleOf(
  state: MicroscopeState,
  { negatives, dAp }: MicroscopeNumbers,
  plane: Plane,
  i: number,
): Handle {
  const at: [number, number] = [state.points[i][0], state.points[i][1]];
  const judged = negatives.find((one) => one.at === i);
  const more = judged
    ? `; distance ${short(judged.distance)}, ${judged.category}`
    : i === state.positive
    ? `; distance ${short(dAp)}`
    : "";
  return {
    id: String(i),
    plane,
    at,
    label: `${state.names[i]}, ${roleOf(state, i)}`,
    text: `x ${short(at[0])}, y ${short(at[1])}${more}`,
  };
}

function regions(
  state: MicroscopeState,
  { dAp }: MicroscopeNumbers,
  plane: Plane,
  { id }: Frame,
): SceneElement[] {
  const { left, top, width, height } = plane;
  const { points, anchor, positive, swap, margin, squared } = state;
  const centres = swap ? [points[anchor], points[positive]] : [points[anchor]];
  const [inner, outer] = [dAp, dAp + margin].map((r) => squared ? Math.sqrt(r) : r);
  const path = (radius: number) => {
    const line = regionOutline(centres, radius, orderOf(state.p)).map((at) => {
      const [x, y] = toPixels(plane, at);
      return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
    });
    return line.length > 0 ? `M${line.join("L")}Z` : "M0 0";
  };
  const region = (radius: number, name: TripletCategory) =>
    element("path", {
      d: path(radius),
      fill: tint(CATEGORY_COLOR[name], 0.2),
      stroke: CATEGORY_COLOR[name],
      "stroke-width": 1.5,
      "stroke-linejoin": "round",
    });
  return [
    element("clipPath", { id: `${id}plane` }, element("rect", { x: left, y: top, width, height })),
    element("rect", {
      x: left,
      y: top,
      width,
      height,
      fill: tint(CATEGORY_COLOR.easy, 0.07),
    }),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      region(outer, "semi-hard"),
      region(inner, "hard"),
    ),
    axes(plane),
    element("rect", {
      x: left,
      y: top,
      width,
      height,
      fill: "none",
      stroke: "#c3cad1",
    }),
  ];
}

function links(
  { points, anchor, positive }: MicroscopeState,
  { chosen }: MicroscopeNumbers,
  plane: Plane,
): SceneElement[] {
  const line = (i: number, j: number, color: string, dashes?: string) => {
    const [[x1, y1], [x2, y2]] = [points[i], points[j]].map((at) => toPixels(plane, at));
    const common = { x1, y1, x2, y2, stroke: color, "stroke-width": 2 };
    return element("line", dashes ? { ...common, "stroke-dasharray": dashes } : common);
  };
  return [
    line(anchor, positive, ROLE_COLOR.positive),
    line(chosen.from, chosen.at, ROLE_COLOR.negative, "5 4"),
  ];
}

/** The points, the arrows, and every text in the plane. */
function marks(
  state: MicroscopeState,
  numbers: MicroscopeNumbers,
  plane: Plane,
  frame: Frame,
  handles: readonly Handle[],
): SceneElement[] {
  const { points, names, anchor, positive, rule, squared } = state;
  const { chosen, dAp } = numbers;
  const places = points.map((at) => toPixels(plane, at));
  const many = points.length > MOST_NAMES;
  const radius = many ? 5 : 7;

  // A step of the mean over a batch is small: it is shown as often as there are points.
  const unit = squared ? 2 / (state.bounds.right - state.bounds.left) : 1;
  const scale = ARROW * unit * (rule === "triplet" ? 1 : points.length / 3);
  const drawn = numbers.arrows.map(({ at, step, by }) => {
    const size = Math.hypot(step[0], step[1]);
    const pixels = Math.min(size * scale, LONGEST);
    const [dx, dy] = [step[0] / size, -step[1] / size];
    const [x, y] = places[at];
    // An arrow begins at the rim of its point.
    const rim = radius + 2;
    return {
      by,
      from: [x + rim * dx, y + rim * dy],
      to: [x + (rim + pixels) * dx, y + (rim + pixels) * dy],
      long: pixels > 2,
    };
  }).filter(({ long }) => long);

  const boxes: Box[] = [
    ...places.map(([x, y]) => square(x, y, radius + 1)),
    ...drawn.flatMap(({ from, to }) =>
      [0.25, 0.6, 0.95].map((t) =>
        square(from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), 4)
      )
    ),
  ];
  const within = {
    left: plane.left + 2,
    right: plane.left + plane.width - 2,
    top: plane.top + 2,
    bottom: plane.top + plane.height - 2,
  };
  const triplet = [anchor, positive, chosen.at];
  const order = [...triplet, ...points.keys()].filter((i, k, list) => list.indexOf(i) === k);
  const named = order.filter((i) => !many || triplet.includes(i));
  const nameOf = (i: number) =>
    i === anchor ? `${names[i]}: anchor` : i === positive ? `${names[i]}: positive` : names[i];
  const between = (i: number, j: number): [number, number][] =>
    [0.5, 0.4, 0.6, 0.3, 0.7, 0.2].map((t) => [
      places[i][0] + t * (places[j][0] - places[i][0]),
      places[i][1] + t * (places[j][1] - places[i][1]),
    ]);
  const labels: (Label & { color: string; bold?: boolean })[] = [
    {
      text: short(dAp),
      places: between(anchor, positive),
      color: ROLE_COLOR.positive,
      optional: true,
      overLines: true,
      bold: true,
    },
    {
      text: short(chosen.distance),
      places: between(chosen.from, chosen.at),
      color: ROLE_COLOR.negative,
      optional: true,
      overLines: true,
      bold: true,
    },
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
  const alongLinks = [[anchor, positive], [chosen.from, chosen.at]].flatMap(([i, j]) =>
    Array.from({ length: 21 }, (_, k) => {
      const [[x1, y1], [x2, y2]] = [places[i], places[j]];
      return square(x1 + k / 20 * (x2 - x1), y1 + k / 20 * (y2 - y1), 3);
    })
  );
  const placed = placeLabels(labels, boxes, within, alongLinks);
  return [
    ...([undefined, "positive", "negative"] as const).map((by) =>
      arrows(drawn.filter((one) => one.by === by), by ? ROLE_COLOR[by] : LOSS_COLOR)
    ),
    ...placed.flatMap((label, i) =>
      label
        ? [
          element("text", {
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
          }, label.text),
        ]
        : []
    ),
    ...points.map((_, i) => handleElement(handles[i], frame, ...dot(state, numbers, i, radius))),
  ];
}

/** How a point looks: positives are round, negatives diamonds in the colour of their category. */
function dot(
  state: MicroscopeState,
  { negatives }: MicroscopeNumbers,
  i: number,
  r: number,
): SceneElement[] {
  const role = roleOf(state, i);
  if (role === "anchor") {
    return [
      element("circle", { r: r + 1, fill: ROLE_COLOR.anchor, stroke: PAPER, "stroke-width": 1.5 }),
    ];
  }
  if (role === "positive" || role === "other positive") {
    const chosen = role === "positive";
    return [
      element("circle", {
        r,
        fill: chosen ? ROLE_COLOR.positive : PAPER,
        stroke: chosen ? PAPER : ROLE_COLOR.positive,
        "stroke-width": chosen ? 1.5 : 2.5,
      }),
    ];
  }
  const { category } = negatives.find((one) => one.at === i)!;
  const size = r + 2;
  return [
    element("path", {
      d: `M0 ${-size}L${size} 0L0 ${size}L${-size} 0Z`,
      fill: CATEGORY_COLOR[category],
      stroke: role === "chosen negative" ? ROLE_COLOR.negative : PAPER,
      "stroke-width": role === "chosen negative" ? 2.5 : 1.5,
    }),
  ];
}

/**
 * Where the name of a region may stand so that all of it is inside: in the region's middle, in sixteen
 * directions from each centre; where that gives nothing, on a grid.
 */
function wordPlaces(
  { points, anchor, positive, p, margin, squared, swap }: MicroscopeState,
  { dAp }: MicroscopeNumbers,
  plane: Plane,
  name: TripletCategory,
): [number, number][] {
  const order = orderOf(p);
  const centres = swap ? [points[anchor], points[positive]] : [points[anchor]];
  const [inner, outer] = [dAp, dAp + margin].map((r) => squared ? Math.sqrt(r) : r);
  const wide = widthOf(name) / 2 + 2;
  const isThere = (px: number, py: number) => {
    const at = fromPixels(plane, [px, py]);
    const away = Math.min(...centres.map((centre) => lpDistance(at, centre, { p: order, eps: 0 })));
    return tripletCategory(dAp, squared ? away ** 2 : away, margin) === name;
  };
  const fits = ([x, y]: readonly number[]) =>
    [[0, 0], [-wide, -6], [wide, -6], [-wide, 6], [wide, 6]]
      .every(([dx, dy]) => isThere(x + dx, y + dy));
  const pixel = (plane.x[1] - plane.x[0]) / plane.width;
  const away = name === "hard"
    ? 0.62 * inner
    : name === "semi-hard"
    ? (inner + outer) / 2
    : outer + 14 * pixel;
  const directed = centres.flatMap((centre) => {
    const edge = regionOutline([centre], away, order);
    // Above and below first: words are wider than high.
    return edge.length === 0 ? [] : [12, 4, 14, 10, 2, 6, 13, 11, 3, 5, 15, 9, 1, 7, 0, 8]
      .map((sixteenth) => {
        const [x, y] = toPixels(plane, edge[Math.round(sixteenth / 16 * edge.length)]);
        const beside = name === "easy" ? Math.cos(sixteenth * Math.PI / 8) * wide : 0;
        return [x + beside, y] as [number, number];
      });
  }).filter(fits);
  if (directed.length > 0) return directed;
  return Array.from({ length: 81 }, (_, k): [number, number] => [
    plane.left + plane.width * (0.1 + 0.1 * (k % 9)),
    plane.top + plane.height * (0.1 + 0.1 * Math.floor(k / 9)),
  ]).filter(fits);
}

function square(x: number, y: number, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

/** The numbers beside the plane, from top to bottom. */
function columnOf(
  state: MicroscopeState,
  numbers: MicroscopeNumbers,
  { left, top, width }: { left: number; top: number; width: number },
): { elements: SceneElement[]; bottom: number } {
  const { names, anchor, positive, margin, squared, rule } = state;
  const { chosen, dAp, counts, loss, used, negatives, pairLoss, pairActive } = numbers;
  const elements: SceneElement[] = [];
  let y = top;
  const line = (
    height: number,
    ...parts: [text: string, style?: Record<string, string | number>][]
  ) => {
    y += height;
    elements.push(
      element(
        "text",
        { x: left, y },
        ...parts.map(([text, style = {}]) => element("tspan", style, text)),
      ),
    );
  };
  const soft = { fill: SOFT_INK };
  const bold = { "font-weight": 600 };
  const big = { "font-weight": 700, "font-size": 22, fill: LOSS_COLOR };
  const square = squared ? "²" : "";
  const n = names[chosen.at];
  const from = names[chosen.from];

  line(4, [`Triplet (${names[anchor]}, ${names[positive]}, ${n})`, bold]);
  line(26, [short(chosen.loss), big], ["  "], [chosen.category, {
    fill: CATEGORY_WORD_COLOR[chosen.category],
    ...bold,
  }]);
  line(
    19,
    [`max(`],
    [short(dAp), { fill: ROLE_COLOR.positive, ...bold }],
    [" − "],
    [short(chosen.distance), { fill: ROLE_COLOR.negative, ...bold }],
    [` + ${short(margin)}, 0)`],
  );
  line(16, [
    `d(${names[anchor]}, ${names[positive]})${square} − d(${from}, ${n})${square} + margin`,
    soft,
  ]);

  y += 12;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  if (rule === "triplet") {
    line(18, [`All negatives of (${names[anchor]}, ${names[positive]})`, bold]);
    line(26, [short(pairLoss), big]);
    line(17, [`mean over ${pairActive} of ${negatives.length} with a loss`, soft]);
  } else if (rule === "all") {
    line(18, ["Batch all", bold]);
    line(26, [short(loss), big]);
    line(17, [`mean over ${used} of ${plural(counts.valid, "triplet")}`, soft]);
  } else {
    line(18, ["Batch hard", bold]);
    line(26, [short(loss), big]);
    line(17, [`mean over ${plural(used, "anchor")}`, soft]);
  }

  y += 12;
  line(18, [`All ${plural(counts.valid, "triplet")} of the batch`, bold]);
  y += 8;
  const amount = { hard: counts.hard, "semi-hard": counts.semiHard, easy: counts.easy };
  let x = left;
  for (const name of CATEGORIES) {
    const part = width * amount[name] / counts.valid;
    elements.push(
      element("rect", { x, y, width: part, height: 14, fill: CATEGORY_COLOR[name] }),
    );
    x += part;
  }
  y += 14;
  for (const name of CATEGORIES) {
    line(
      17,
      ["■ ", { fill: CATEGORY_COLOR[name] }],
      [`${name} `, { fill: CATEGORY_WORD_COLOR[name] }],
      [`${percent(amount[name] / counts.valid)}`, bold],
      [`  ${amount[name]}`, soft],
    );
  }
  y += 12;
  const note = rule === "triplet"
    ? "Arrows: the positive pulls, the negative pushes (minus the gradient)."
    : "Arrows: where the loss moves each point (minus the gradient, × " +
      `${short(state.points.length / 3)}).`;
  for (const words of wrapped(note, width / 6.4)) line(16, [words, soft]);
  return { elements, bottom: y };
}

/** Two decimals, with a minus that is as wide as a plus. */
function short(value: number): string {
  return (Math.abs(value) >= 1000 ? value.toPrecision(4) : value.toFixed(2)).replace("-", "−");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function altOf(state: MicroscopeState, numbers: MicroscopeNumbers): string {
  const { names, anchor, positive, margin, swap, squared, p } = state;
  const { dAp, negatives } = numbers;
  const count = (name: TripletCategory) =>
    negatives.filter(({ category }) => category === name).length;
  return `Anchor ${names[anchor]}, positive ${names[positive]} at ${
    squared ? "squared " : ""
  }distance ${short(dAp)}, margin ${short(margin)}, p = ${p}${swap ? ", with swap" : ""}. ` +
    `Of ${negatives.length} negatives ${count("hard")} hard, ${count("semi-hard")} semi-hard, ` +
    `${count("easy")} easy. ${wordsOf(state, numbers)}`;
}

function wordsOf(state: MicroscopeState, numbers: MicroscopeNumbers): string {
  const { names, anchor, positive, rule } = state;
  const { chosen, dAp, loss, counts } = numbers;
  const shares = CATEGORIES.map((name) =>
    `${percent((name === "semi-hard" ? counts.semiHard : counts[name]) / counts.valid)} ${name}`
  ).join(", ");
  const batch = rule === "triplet"
    ? ""
    : ` ${rule === "all" ? "Batch all" : "Batch hard"}: loss ${short(loss)}.`;
  return `Triplet ${names[anchor]}, ${names[positive]}, ${names[chosen.at]}: distances ${
    short(dAp)
  } and ${short(chosen.distance)}, ${chosen.category}, loss ${short(chosen.loss)}.${batch} ` +
    `All ${counts.valid} triplets: ${shares}.`;
}

function dataOf(state: MicroscopeState, numbers: MicroscopeNumbers): unknown {
  const { points, names, labels, anchor, positive, margin, p, swap, squared, rule } = state;
  return { points, names, labels, anchor, positive, margin, p, swap, squared, rule, ...numbers };
}

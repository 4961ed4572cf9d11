import { fixed, percent, short, significant } from "../../charts/numbers.ts";
import { INK, LOSS_COLOR, PAPER, ROLE_COLOR, SOFT_INK, tint } from "../../charts/palette.ts";
import { type Arrows, outwards } from "../runtime/arrows.ts";
import type { PlaneFigure } from "../runtime/figure.ts";
import { around } from "../runtime/place_labels.ts";
import { pathOf, type Plane, toPixels } from "../runtime/plane.ts";
import { drawing } from "../runtime/scene.ts";
import { BIG, BOLD, SOFT, type TextColumn } from "../runtime/text_column.ts";
import { groundOf } from "./ground.ts";
import { circlePlaneNumbers, LARGEST_MARGIN, LARGEST_POWER } from "./numbers.ts";
import type { CirclePlaneNumbers, CirclePlaneState } from "./numbers.ts";

const GRADIENT_NAMES = {
  circle: "CircleLoss",
  "not detached": "CircleLoss, weights not detached",
  triplet: "triplet loss",
} as const;

/** How long an arrow for a pull of 1 is, in units of the plane, and how much colour one of no share has. */
const [ARROW, PALEST] = [0.26, 0.3];

const [BARS, SHARES] = [88, 46];

/** The sides of a pair: whose colour, and where a positive pull leads. */
const SIDES = {
  p: { role: "positive", way: [0, 1], sign: "↑" },
  n: { role: "negative", way: [-1, 0], sign: "←" },
} as const;

export const circlePlaneProgram: PlaneFigure<CirclePlaneState> = {
  name: "circle-plane",
  help:
    "The boundary moves with m; with a small γ all points share the gradient, with a large one " +
    "the worst takes it. The dotted line shows where the point that was touched last is led.",
  column: 212,
  axes: { x: "sn: similarity between classes", y: "sp: similarity within a class" },
  bounds: ({ bounds }) => bounds,

  controls: ({ m, mEnd, gamma, margin, gradient }, { slider, choice }) => [
    slider("m", [0, mEnd, 0.01], m),
    // Each step of the slider makes the scale larger by the same factor.
    slider("gamma", [0, LARGEST_POWER, 0.1], Math.log2(gamma), { label: "γ", text: short(gamma) }),
    slider("margin", [0, LARGEST_MARGIN, 0.01], margin, { label: "triplet margin" }),
    choice("gradient", GRADIENT_NAMES, gradient, "arrows of"),
  ],

  set: { gamma: (state, value) => ({ ...state, gamma: significant(2 ** Number(value)) }) },

  move(state, chosen, [x, y]) {
    // No cosine is larger than 1.
    const to = { ...state.pairs[chosen], sn: Math.min(x, 1), sp: Math.min(y, 1) };
    return { ...state, pairs: state.pairs.with(chosen, to), chosen };
  },

  draw(state, plane, column) {
    const { pairs, m, gamma, margin, chosen } = state;
    const numbers = circlePlaneNumbers(state);
    columnOf(column, state, numbers);
    const inside = numbers.pairs.filter((pair) => pair.inside).length;
    const losses = `CircleLoss ${fixed(numbers.loss)}, triplet loss ${fixed(numbers.tripletLoss)}.`;
    const saying = pairs.map((_, i) => pairWords(state, numbers, i));
    const target = targetOf(state);
    return {
      alt: `m ${fixed(m)}, gamma ${short(gamma)}: the boundary is a circle around (0, 1) of ` +
        `radius ${fixed(m * Math.SQRT2)} as far left as sn = ${fixed(-m)}, beside the line ` +
        `sp − sn = ${fixed(margin)}. ${inside} of ${pairs.length} points inside. ` +
        pairs.map(({ name }, i) => `${name}: ${saying[i]}.`).join(" ") + ` ${losses}`,
      words: `${pairs[chosen].name}: ${saying[chosen]}. ${losses}`,
      data: numbers,
      ground: [...groundOf(state, plane), leadOf(state, numbers, plane)],
      arrows: arrowsOf(state, numbers, plane),
      dots: pairs.map(({ name, sn, sp }, i) => {
        const hollow = numbers.pairs[i].inside;
        const [fill, rim] = hollow ? [PAPER, INK] : [INK, PAPER];
        const stroke = i === chosen ? LOSS_COLOR : rim;
        const width = i === chosen || hollow ? 2.5 : 1.5;
        return {
          at: [sn, sp],
          name,
          label: `point ${name}`,
          text: saying[i],
          look: drawing`<circle r="7" fill="${fill}" stroke="${stroke}" stroke-width="${width}"/>`,
        };
      }),
      labels: target && [
        { text: "×", places: [toPixels(plane, target.at)], color: LOSS_COLOR, ...CROSS },
        {
          text: target.name,
          places: around(toPixels(plane, target.at), target.name, 18),
          color: LOSS_COLOR,
          bold: true,
        },
      ],
    };
  },
};

const CROSS = { bold: true, needed: true, overLines: true, size: 20 } as const;

/** Where the pulls lead: for the triplet loss nowhere, it pulls until the line is crossed. */
function targetOf({ gradient, m }: CirclePlaneState) {
  if (gradient === "triplet") return undefined;
  return gradient === "circle"
    ? { at: [-m, 1 + m], name: "optimum" }
    : { at: [0, 1], name: "centre" };
}

function leadOf(state: CirclePlaneState, { pairs }: CirclePlaneNumbers, plane: Plane) {
  const { chosen, bounds, margin } = state;
  const { sn, sp } = state.pairs[chosen];
  const { pull } = pairs[chosen];
  const target = targetOf(state)?.at;
  // The triplet loss pulls both sides alike, across its line and no farther.
  const way = (margin - sp + sn) / 2;
  const end = pull.p === 0 && pull.n === 0
    ? [sn, sp]
    : target
    ? [pull.n === 0 ? sn : target[0], target[1]]
    : [Math.max(sn - way, bounds.left), Math.min(sp + way, bounds.top)];
  const path = pathOf([[sn, sp], end].map((at) => toPixels(plane, at)));
  const dots = drawing`stroke-width="1.6" stroke-dasharray="1 5" stroke-linecap="round"`;
  return drawing`<path d="${path}" stroke="${LOSS_COLOR}" ${dots}/>`;
}

function arrowsOf(state: CirclePlaneState, numbers: CirclePlaneNumbers, plane: Plane): Arrows[] {
  const unit = ARROW * plane.width / (plane.x[1] - plane.x[0]);
  const on = state.gradient === "triplet" ? 1 : numbers.softplusSlope;
  return numbers.pairs.flatMap(({ pull, share }, i) =>
    (["p", "n"] as const).filter((side) => Math.abs(pull[side]) * unit > 2).map((side) => ({
      side,
      share: share[side],
      pull: pull[side],
      place: toPixels(plane, [state.pairs[i].sn, state.pairs[i].sp]),
    }))
  ).sort((one, other) => one.share - other.share).map(({ side, share, pull, place }) => {
    const { role, way } = SIDES[side];
    return {
      lines: [outwards(place, way.map((one) => one * Math.sign(pull)), Math.abs(pull) * unit)],
      color: tint(ROLE_COLOR[role], PALEST + (1 - PALEST) * share * on),
      width: 3,
    };
  });
}

function columnOf(
  column: TextColumn,
  { gradient, chosen, pairs: given }: CirclePlaneState,
  { loss, tripletLoss, softplusSlope, pairs }: CirclePlaneNumbers,
): void {
  const quiet = { ...BIG, fill: SOFT_INK };
  const triplet = gradient === "triplet";
  column.line(4, [`CircleLoss of the ${pairs.length} point${pairs.length === 1 ? "" : "s"}`, BOLD]);
  column.line(26, [fixed(loss), triplet ? quiet : BIG]);
  column.line(17, [`slope of softplus ${fixed(softplusSlope)}`, SOFT]);
  column.line(24, ["Triplet loss (mean)", BOLD]);
  column.line(26, [fixed(tripletLoss), triplet ? BIG : quiet]);

  column.y += 28;
  column.text(18, gradient === "circle" ? "weight" : "pull", SOFT);
  column.textEnd(column.width, "share of the gradient", SOFT);
  const width = column.width - BARS - SHARES;
  pairs.forEach(({ pull, share }, i) => {
    column.line(21, [given[i].name, i === chosen ? { ...BOLD, fill: LOSS_COLOR } : BOLD]);
    for (const side of ["p", "n"] as const) {
      const { role, sign } = SIDES[side];
      const color = ROLE_COLOR[role];
      const name = gradient === "circle" ? `α${side}` : `${sign}${side}`;
      column.text(18, `${name} ${fixed(pull[side])}`, { fill: color, ...BOLD });
      column.rect(BARS, 9, width, 10, tint(color, 0.12));
      column.rect(BARS, 9, width * share[side], 10, color);
      column.textEnd(column.width, percent(share[side]));
      if (side === "p") column.y += 17;
    }
  });
  column.y += 10;
  column.key("boundary", LOSS_COLOR, { plain: true });
  column.key("triplet loss's line", INK, { plain: true, dashes: "7 5" });
  column.y += 6;
  column.note(
    "Arrows: as long as the pull, and the paler, the smaller the share. Hollow points lie " +
      "inside the boundary. Shades: CircleLoss of one point alone. No cosine is above 1.",
  );
}

function pairWords({ pairs, gradient }: CirclePlaneState, numbers: CirclePlaneNumbers, i: number) {
  const { pull, share, inside } = numbers.pairs[i];
  const { sn, sp } = pairs[i];
  const what = gradient === "circle" ? "weight" : "pull";
  return `between ${fixed(sn)}, ${what} ${fixed(pull.n)}, ${percent(share.n)} of the gradient; ` +
    `within ${fixed(sp)}, ${what} ${fixed(pull.p)}, ${percent(share.p)}; ` +
    `${inside ? "inside" : "outside"} the boundary`;
}

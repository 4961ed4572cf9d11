import { fixed, percent } from "../../charts/numbers.ts";
import { CATEGORY_COLOR, CATEGORY_WORD_COLOR, PAPER, ROLE_COLOR } from "../../charts/palette.ts";
import type { TripletCategory } from "../../reference/triplet_category.ts";
import { type Arrows, outwards, way } from "../runtime/arrows.ts";
import type { Dot, PlaneFigure } from "../runtime/figure.ts";
import type { Label } from "../runtime/place_labels.ts";
import { type Plane, toPixels } from "../runtime/plane.ts";
import { attributes, drawing } from "../runtime/scene.ts";
import { BIG, BOLD, SOFT, type TextColumn } from "../runtime/text_column.ts";
import { type MicroscopeNumbers, microscopeNumbers, type MicroscopeState } from "./numbers.ts";
import { regions, wordPlaces } from "./regions.ts";
import { possibleAnchors, possiblePositives, withAnchor, withPositive } from "./triplets.ts";

const CATEGORIES = ["hard", "semi-hard", "easy"] as const;
const ROLES = ["positive", "negative"] as const;

/** How long an arrow is for a gradient of length 1, and at the most, in pixels. */
const [ARROW, LONGEST] = [44, 120];

export const microscope: PlaneFigure<MicroscopeState> = {
  name: "triplet-microscope",
  help: "On a point, A makes it the anchor and P the positive; a negative that is touched is the " +
    "chosen one.",
  column: 212,
  bounds: ({ bounds }) => bounds,

  controls(state, { slider, choice, checkbox, menu }) {
    const { labels, names, anchor, positive, margin, marginEnd, p, swap, squared } = state;
    const named = (points: readonly number[]) =>
      Object.fromEntries(points.map((i) => [i, names[i]]));
    return [
      slider("margin", [0, marginEnd, marginEnd / 200], margin),
      choice("p", { "1": "1", "2": "2", infinity: "∞" }, p),
      checkbox("swap", swap),
      checkbox("squared", squared),
      menu("anchor", named(possibleAnchors(labels)), String(anchor)),
      menu("positive", named(possiblePositives(labels, anchor)), String(positive)),
    ];
  },

  set: {
    anchor: (state, value) => withAnchor(state, Number(value)),
    positive: (state, value) => withPositive(state, Number(value)),
  },

  move(state, i, to) {
    const touched = state.labels[i] !== state.labels[state.anchor];
    return { ...state, points: state.points.with(i, to), negative: touched ? i : state.negative };
  },

  press: (state, i, key) =>
    key === "a" ? withAnchor(state, i) : key === "p" ? withPositive(state, i) : state,

  draw(state, plane, column) {
    const { points, names, anchor, positive, margin, p, swap, squared } = state;
    const numbers = microscopeNumbers(state);
    const { dAp, negatives } = numbers;
    const places = points.map((at) => toPixels(plane, at));
    const words = wordsOf(state, numbers);
    const counted = CATEGORIES.map((name) =>
      `${negatives.filter(({ category }) => category === name).length} ${name}`
    );
    columnOf(column, state, numbers);
    return {
      alt: `Anchor ${names[anchor]}, positive ${names[positive]} at ` +
        `${squared ? "squared " : ""}distance ${fixed(dAp)}, margin ${fixed(margin)}, ` +
        `p = ${p}${swap ? ", with swap" : ""}. Of ${negatives.length} negatives ` +
        `${counted.join(", ")}. ${words}`,
      words,
      data: numbers,
      ground: regions(state, dAp, plane),
      arrows: arrowsOf(state, numbers, places),
      dots: points.map((_, i) => dotOf(state, numbers, i)),
      labels: labelsOf(state, numbers, places, plane),
    };
  },
};

function wordsOf({ names, anchor, positive }: MicroscopeState, numbers: MicroscopeNumbers): string {
  const { chosen, dAp, counts } = numbers;
  const shares = CATEGORIES.map((name) =>
    `${percent(amountOf(counts, name) / counts.valid)} ${name}`
  );
  const triplet = [anchor, positive, chosen.at].map((i) => names[i]).join(", ");
  return `Triplet ${triplet}: distances ${fixed(dAp)} and ${fixed(chosen.distance)}, ` +
    `${chosen.category}, loss ${fixed(chosen.loss)}. All ${counts.valid} triplets: ${
      shares.join(", ")
    }.`;
}

function amountOf(counts: MicroscopeNumbers["counts"], name: TripletCategory): number {
  return counts[name === "semi-hard" ? "semiHard" : name];
}

function arrowsOf(
  { anchor, positive, squared, bounds }: MicroscopeState,
  { chosen, arrows }: MicroscopeNumbers,
  places: readonly (readonly number[])[],
): Arrows[] {
  const links = { positive: [anchor, positive], negative: [chosen.from, chosen.at] };
  const scale = ARROW * (squared ? 2 / (bounds.right - bounds.left) : 1);
  const long = (step: readonly number[]) => Math.min(scale * Math.hypot(step[0], step[1]), LONGEST);
  return [
    ...ROLES.map((role) => {
      const [from, to] = links[role].map((i) => places[i]);
      const dashes = role === "negative" ? "5 4" : undefined;
      return { lines: [{ from, to }], color: ROLE_COLOR[role], width: 2, dashes, plain: true };
    }),
    ...ROLES.map((role) => ({
      lines: arrows.filter(({ by, step }) => by === role && long(step) > 2)
        .map(({ at, step }) => outwards(places[at], step, long(step))),
      color: ROLE_COLOR[role],
    })),
  ];
}

function labelsOf(
  state: MicroscopeState,
  { chosen, dAp }: MicroscopeNumbers,
  places: readonly (readonly number[])[],
  plane: Plane,
): Label[] {
  const { anchor, positive } = state;
  const distance = (value: number, [i, j]: readonly number[], color: string): Label => ({
    text: fixed(value),
    places: [0.5, 0.4, 0.6, 0.3, 0.7, 0.2].map((t) => way(places[i], places[j], t)),
    color,
    overLines: true,
    bold: true,
  });
  return [
    distance(dAp, [anchor, positive], ROLE_COLOR.positive),
    distance(chosen.distance, [chosen.from, chosen.at], ROLE_COLOR.negative),
    ...CATEGORIES.map((text): Label => ({
      text,
      places: wordPlaces(state, dAp, plane, text),
      color: CATEGORY_WORD_COLOR[text],
    })),
  ];
}

function dotOf(
  state: MicroscopeState,
  { negatives, chosen, dAp }: MicroscopeNumbers,
  i: number,
): Dot {
  const { points: { [i]: [x, y] }, names, labels, anchor, positive } = state;
  const judged = negatives.find(({ at }) => at === i);
  const isChosen = i === chosen.at;
  const [role, more] = judged
    ? [
      isChosen ? "chosen negative" : "negative",
      `; distance ${fixed(judged.distance)}, ${judged.category}`,
    ]
    : i === positive
    ? ["positive", `; distance ${fixed(dAp)}`]
    : [i === anchor ? "anchor" : "other positive", ""];
  const [fill, stroke, width] = judged
    ? [CATEGORY_COLOR[judged.category], ...isChosen ? [ROLE_COLOR.negative, 2.5] : [PAPER, 1.5]]
    : labels[i] === labels[anchor] && i !== anchor && i !== positive
    ? [PAPER, ROLE_COLOR.positive, 2.5]
    : [ROLE_COLOR[i === anchor ? "anchor" : "positive"], PAPER, 1.5];
  const look = attributes({ fill, stroke, "stroke-width": width });
  return {
    at: [x, y],
    name: i === anchor || i === positive ? `${names[i]}: ${role}` : names[i],
    label: `${names[i]}, ${role}`,
    text: `x ${fixed(x)}, y ${fixed(y)}${more}`,
    look: judged
      ? drawing`<path d="M0 -9L9 0L0 9L-9 0Z"${look}/>`
      : drawing`<circle r="${i === anchor ? 8 : 7}"${look}/>`,
  };
}

function columnOf(
  column: TextColumn,
  { names, anchor, positive, margin, squared }: MicroscopeState,
  { chosen, dAp, pairLoss, pairActive, negatives, counts }: MicroscopeNumbers,
): void {
  const square = squared ? "²" : "";
  const [a, p, n, from] = [anchor, positive, chosen.at, chosen.from].map((i) => names[i]);
  const [pull, push] = ROLES.map((role) => ({ fill: ROLE_COLOR[role], ...BOLD }));
  const kind = { fill: CATEGORY_WORD_COLOR[chosen.category], ...BOLD };
  column.line(4, [`Triplet (${a}, ${p}, ${n})`, BOLD]);
  column.line(26, [fixed(chosen.loss), BIG], "  ", [chosen.category, kind]);
  column.line(
    19,
    ...["max(", [fixed(dAp), pull] as const, " − ", [fixed(chosen.distance), push] as const],
    ` + ${fixed(margin)}, 0)`,
  );
  column.line(16, [`d(${a}, ${p})${square} − d(${from}, ${n})${square} + margin`, SOFT]);

  column.line(30, [`All negatives of (${a}, ${p})`, BOLD]);
  column.line(26, [fixed(pairLoss), BIG]);
  column.line(17, [`mean over ${pairActive} of ${negatives.length} with a loss`, SOFT]);

  column.line(30, [`All ${counts.valid} triplets of the batch`, BOLD]);
  column.y += 8;
  const share = (name: TripletCategory) => amountOf(counts, name) / counts.valid;
  column.bar(14, CATEGORIES.map((name) => [share(name), CATEGORY_COLOR[name]]));
  for (const name of CATEGORIES) {
    column.line(
      17,
      ["■ ", { fill: CATEGORY_COLOR[name] }],
      [`${name} `, { fill: CATEGORY_WORD_COLOR[name] }],
      [percent(share(name)), BOLD],
      [`  ${amountOf(counts, name)}`, SOFT],
    );
  }
  column.y += 12;
  column.note("Arrows: the positive pulls, the negative pushes (minus the gradient).");
}

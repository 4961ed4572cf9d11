import { fixed, short } from "../../charts/numbers.ts";
import { INK, LOSS_COLOR, PAPER, QUIET, ROLE_COLOR } from "../../charts/palette.ts";
import type { Markup } from "../../workspace/markup.ts";
import { around } from "../runtime/place_labels.ts";
import type { Dot, PlaneFigure } from "../runtime/figure.ts";
import { lineIn, type Plane, toPixels } from "../runtime/plane.ts";
import { drawing } from "../runtime/scene.ts";
import { BOLD, type TextColumn } from "../runtime/text_column.ts";

export interface SeenPoint {
  readonly name: string;
  readonly distance: number;
}

export interface AnchorLineState {
  readonly title: string;
  readonly anchor: string;
  /** So many others of the anchor's class, then those of other classes. */
  readonly points: readonly SeenPoint[];
  readonly positives: number;
  /** The negative whose search is told: an index of `points`. */
  readonly chosen: number;
  readonly margin: number;
  /** Where line and slider end. */
  readonly end: number;
}

/** How high the negatives' line lies, and from where to where the positives stand, sorted, as shares. */
const [FLOOR, FIRST, LAST] = [0.16, 0.42, 0.88];

export const lineSearch: PlaneFigure<AnchorLineState> = {
  name: "anchor-line",
  help: "A point goes left and right only; the negative that is touched is searched for.",
  column: 262,
  axes: { x: "distance from the anchor", y: "" },
  bounds: ({ end }) => ({ left: 0, right: end, bottom: 0, top: end }),

  controls: ({ margin, end }, { slider }) => [slider("margin", [0, end / 2, end / 200], margin)],

  move: (state, i, [distance]) => ({
    ...state,
    chosen: i < state.positives ? state.chosen : i,
    points: state.points.with(i, { ...state.points[i], distance: Math.max(0, distance) }),
  }),

  draw(state, plane, column) {
    const { points, positives, chosen, anchor, margin } = state;
    const rows = searched(state);
    columnOf(column, state, rows);
    const one = rows[chosen - positives];
    const tips = points.slice(0, positives).map(({ distance }, i) =>
      toPixels(plane, [distance + margin, placeOf(state, i)[1]])
    );
    return {
      alt: `Distances from ${anchor}, margin ${short(margin)}. Positives: ${
        points.slice(0, positives).map(({ name, distance }) =>
          `${name} at ${short(distance)}, bound ${short(distance + margin)}`
        ).join("; ")
      }. Negatives: ${rows.map(told).join("; ")}.`,
      words: `${told(one)}.`,
      data: { margin, points, rows },
      ground: groundOf(state, plane),
      arrows: [{
        color: ROLE_COLOR.positive,
        lines: tips.map((tip, i) => ({ from: toPixels(plane, placeOf(state, i)), to: tip })),
      }],
      dots: points.map((_, i) => dotOf(state, rows, i)),
      labels: tips.map((tip, i) => {
        const text = `bound of ${points[i].name}`;
        return { text, places: around(tip, text, 15), color: INK, overLines: true };
      }),
    };
  },
};

/** Each negative's search among the sorted bounds: the places that were looked at, how many bounds lie beyond. */
function searched({ points, positives, margin }: AnchorLineState) {
  const bounds = points.slice(0, positives).map(({ distance }) => distance + margin)
    .sort((a, b) => a - b);
  return points.slice(positives).map(({ name, distance }) => {
    const looks: number[] = [];
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      looks.push(middle);
      if (distance < bounds[middle]) high = middle;
      else low = middle + 1;
    }
    return { name, distance, looks, beyond: bounds.length - low };
  });
}

type Searched = ReturnType<typeof searched>[number];

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
const told = ({ name, distance, looks, beyond }: Searched) =>
  `${name} at ${short(distance)}: ${counted(beyond, "bound")} beyond, after ${
    counted(looks.length, "look")
  }`;

/** The nearer a positive, the lower: so no bound's line crosses a point. */
function placeOf({ points, positives, end }: AnchorLineState, i: number): [number, number] {
  const own = points.slice(0, positives).map(({ distance }, j) => ({ distance, j }));
  const rank = own.toSorted((a, b) => a.distance - b.distance).findIndex(({ j }) => j === i);
  const share = rank < 0 ? FLOOR : FIRST + (LAST - FIRST) * rank / Math.max(1, positives - 1);
  return [points[i].distance, share * end];
}

function dotOf(state: AnchorLineState, rows: readonly Searched[], i: number): Dot {
  const { points, positives, chosen, anchor } = state;
  const { name, distance } = points[i];
  const role = i < positives ? "positive" : "negative";
  const [r, stroke, width] = i === chosen ? [8, INK, 2.5] : [6, PAPER, 1];
  return {
    at: placeOf(state, i),
    name,
    label: `${name}, ${role} of ${anchor}`,
    text: i < positives ? `at ${fixed(distance)}` : told(rows[i - positives]),
    look: drawing`<circle r="${r}" fill="${
      ROLE_COLOR[role]
    }" stroke="${stroke}" stroke-width="${width}"/>`,
  };
}

function groundOf(state: AnchorLineState, plane: Plane): Markup[] {
  const { points, positives, chosen, margin, end } = state;
  return [
    lineIn(plane, [0, FLOOR * end], [end, FLOOR * end], { stroke: QUIET }),
    ...points.slice(0, positives).map(({ distance }, i) => {
      const bound = distance + margin;
      const beyond = points[chosen].distance < bound;
      return lineIn(plane, [bound, 0], [bound, placeOf(state, i)[1]], {
        stroke: beyond ? LOSS_COLOR : QUIET,
        "stroke-dasharray": "4 3",
        ...(beyond && { "stroke-width": 2 }),
      });
    }),
  ];
}

function columnOf(column: TextColumn, state: AnchorLineState, rows: readonly Searched[]): void {
  const { points, positives, chosen, margin } = state;
  const { name, distance, looks, beyond } = rows[chosen - positives];
  const sorted = points.slice(0, positives).toSorted((a, b) => a.distance - b.distance);
  column.line(20, [`Where among the bounds is ${name}?`, BOLD]);
  looks.forEach((at, look) => {
    const bound = sorted[at].distance + margin;
    const [sign, way] = distance < bound ? ["<", "left of it"] : ["≥", "right of it"];
    const compared = `${fixed(distance)} ${sign} ${fixed(bound)}, the bound of ${sorted[at].name}`;
    column.note(`look ${look + 1}: ${compared}: on, ${way}`, {}, 17);
  });
  column.line(22, [`${counted(beyond, "bound")} beyond ${name}`, { ...BOLD, fill: LOSS_COLOR }]);
  const sum = sorted.slice(sorted.length - beyond)
    .reduce((total, positive) => total + positive.distance + margin - distance, 0);
  column.note(`${counted(beyond, "triplet")} with a loss, together ${fixed(sum)}`, {}, 17);
  column.y += 8;
  for (const row of rows) column.line(18, `${row.name}: ${counted(row.beyond, "bound")} beyond`);
  column.y += 8;
  column.key("positive, and a margin more", ROLE_COLOR.positive);
  column.key("bound beyond the negative", LOSS_COLOR, { dashes: "4 3", plain: true });
}

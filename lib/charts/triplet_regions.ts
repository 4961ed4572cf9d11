import * as Plot from "@observablehq/plot";
import { lpDistance } from "../reference/lp_distance.ts";
import { type TripletCategory, tripletCategory } from "../reference/triplet_category.ts";
import { Figure, type Titled } from "./figure.ts";
import { HALO, WIDEST } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { CATEGORY_COLOR, INK, PAPER, ROLE_COLOR, tint } from "./palette.ts";
import { boundsOf, checkPlane, type PlaneBounds, planeOptions, ringPoints } from "./plane.ts";

/** An anchor, its positive and the negatives that {@linkcode tripletRegions} judges. */
export interface TripletRegionsInput {
  /** The anchor, two numbers. */
  anchor: readonly number[];
  /** Its positive. */
  positive: readonly number[];
  /** The negatives. */
  negatives: readonly (readonly number[])[];
}

/** Options of {@linkcode tripletRegions}. */
export interface TripletRegionsOptions extends Titled {
  /** How much farther than the positive a negative has to be. */
  margin: number;
  /** The names of anchor, positive and negatives, in this order. */
  names?: readonly string[];
  /** True to measure negatives from the nearer of anchor and positive. Default false. */
  swap?: boolean;
  /** The order of the norm. Default 2. */
  p?: number;
}

/**
 * Where a negative is hard, semi-hard or easy for one anchor and its positive: the disc that goes
 * through the positive, the ring of the margin around it, and what is outside. With `swap` there is
 * the same disc and ring around the positive. Each negative has the colour of its category and its
 * distance beside it. The distances are those of article 1 without `eps`.
 *
 * @param input Anchor, positive, negatives, in the plane.
 * @param options Margin, title, names, swap, p.
 * @returns A figure.
 * @throws {RangeError} When there is no negative, a point is not in the plane, the margin is negative
 *   or `p` is below 1.
 *
 * @example
 * ```ts
 * import { tripletRegions } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const triplets = { anchor: [0, 0], positive: [3, 4], negatives: [[3, 0], [6, 8]] };
 * const figure = tripletRegions(triplets, { margin: 2, title: "Regions" });
 * assertStringIncludes(figure.spec.alt, "1 hard, 0 semi-hard, 1 easy");
 * ```
 */
export function tripletRegions(
  { anchor, positive, negatives }: TripletRegionsInput,
  { margin, title, swap = false, p = 2, names }: TripletRegionsOptions,
): Figure {
  checkPlane([anchor, positive], "anchor and positive");
  checkPlane(negatives, "negatives");
  const called = names ?? ["a", "p", ...negatives.map((_, i) => `n${i + 1}`)];
  if (called.length !== negatives.length + 2) {
    throw new RangeError(
      `names: expected ${negatives.length + 2}, anchor and positive first, got ${called.length}`,
    );
  }
  const short = (distance: number) => `${+fixed(distance)}`;
  const away = (x: readonly number[], y: readonly number[]) => lpDistance(x, y, { p, eps: 0 });
  const dAp = away(anchor, positive);
  const judged = negatives.map((at, i): Judged => {
    const from = swap && away(positive, at) < away(anchor, at) ? positive : anchor;
    const distance = away(from, at);
    const category = tripletCategory(dAp, distance, margin);
    return { name: called[i + 2], x: at[0], y: at[1], from, distance, category };
  });
  const centres = swap ? [anchor, positive] : [anchor];
  const around = (name: TripletCategory, radius: number) =>
    centres.map((at) => ({ ring: ringPoints(at, radius, p), color: CATEGORY_COLOR[name] }));
  // The discs of hard negatives lie on those with the margin.
  const rings = [...around("semi-hard", dAp + margin), ...around("hard", dAp)];
  const bounds = boundsOf([...rings.flatMap(({ ring }) => ring), ...negatives, positive], 0.07);
  const count = (name: TripletCategory) => judged.filter((one) => one.category === name).length;

  return new Figure({
    title,
    alt: `Anchor ${called[0]}, positive ${called[1]} at distance ${short(dAp)}, margin ` +
      `${short(margin)}. Of ${judged.length} negatives ${count("hard")} hard, ` +
      `${count("semi-hard")} semi-hard, ${count("easy")} easy: ` +
      judged.map(({ name, distance, category }) => `${name} at ${short(distance)} ${category}`)
        .join(", ") +
      ".",
    data: { dAp, margin, swap, negatives: judged.map(({ from: _, ...one }) => one) },
    plot: (widest) => {
      const { scale, options } = planeOptions(bounds, widest);
      const narrow = widest < WIDEST;
      const points = [anchor, positive, ...negatives];
      const labels = [
        called[0] + (narrow ? "" : " (anchor)"),
        `${called[1]} (${narrow ? "" : "positive, "}${short(dAp)})`,
        ...judged.map(({ name, distance }) => `${name} (${short(distance)})`),
      ];
      const words = wordsIn({ centre: anchor, points, bounds, scale, dAp, margin, p });
      const marks = [
        ...rings.map(({ ring, color }) =>
          Plot.line(ring, { fill: tint(color, 0.16), stroke: "none", clip: true })
        ),
        ...rings.map(({ ring, color }) =>
          Plot.line(ring, { stroke: color, strokeOpacity: 0.6, clip: true })
        ),
        ...links(anchor, positive, judged),
        Plot.text(words, {
          x: ({ at }) => at[0],
          y: ({ at }) => at[1],
          text: "name",
          fill: ({ name }: Word) => CATEGORY_COLOR[name],
          stroke: PAPER,
          strokeWidth: 3,
          fontWeight: "bold",
        }),
        ...dots(anchor, positive, judged),
        Plot.text(points as [number, number][], { text: labels, dy: -14, fill: INK, ...HALO }),
      ];
      return { ...options, marks };
    },
  });
}

/** A negative with what it is to anchor and positive. */
interface Judged {
  name: string;
  x: number;
  y: number;
  from: readonly number[];
  distance: number;
  category: TripletCategory;
}

/** From anchor to positive, and to each negative from where it is measured. */
function links(
  anchor: readonly number[],
  positive: readonly number[],
  judged: readonly Judged[],
): Plot.Markish[] {
  return [
    Plot.link([0], {
      x1: anchor[0],
      y1: anchor[1],
      x2: positive[0],
      y2: positive[1],
      stroke: ROLE_COLOR.positive,
      strokeWidth: 2,
    }),
    Plot.link(judged, {
      x1: ({ from }) => from[0],
      y1: ({ from }) => from[1],
      x2: "x",
      y2: "y",
      stroke: ROLE_COLOR.negative,
      strokeDasharray: "3 3",
    }),
  ];
}

function dots(
  anchor: readonly number[],
  positive: readonly number[],
  judged: readonly Judged[],
): Plot.Markish[] {
  return [
    Plot.dot([anchor, positive] as [number, number][], {
      r: 6,
      fill: (_, i) => [ROLE_COLOR.anchor, ROLE_COLOR.positive][i],
    }),
    Plot.dot(judged, {
      x: "x",
      y: "y",
      r: 7,
      symbol: "diamond",
      fill: ({ category }: Judged) => CATEGORY_COLOR[category],
      stroke: PAPER,
    }),
  ];
}

type Word = { name: TripletCategory; at: number[] };

/** The names of the regions, each where it is inside and free of points. */
function wordsIn(
  { centre, points, bounds, scale, dAp, margin, p }: {
    centre: readonly number[];
    points: readonly (readonly number[])[];
    bounds: PlaneBounds;
    scale: number;
    dAp: number;
    margin: number;
    p: number;
  },
): Word[] {
  const free = freeDirection(centre, points, dAp + margin, bounds);
  const size = lpDistance(free, [0, 0], { p, eps: 0 });
  const along = (r: number) => [centre[0] + r * free[0] / size, centre[1] + r * free[1] / size];
  return [
    { name: "hard" as const, at: along(dAp * 0.62) },
    { name: "semi-hard" as const, at: along(dAp + margin / 2) },
    { name: "easy" as const, at: along(dAp + margin + 12 / scale) },
  ].filter(({ name }) => margin > 0 || name !== "semi-hard");
}

/** Of 16 directions the one that stays farthest from every point and inside the picture. */
function freeDirection(
  [x, y]: readonly number[],
  points: readonly (readonly number[])[],
  radius: number,
  { left, right, bottom, top }: PlaneBounds,
): [number, number] {
  const scored = Array.from({ length: 16 }, (_, i) => {
    const direction = [Math.cos(i * Math.PI / 8), Math.sin(i * Math.PI / 8)] as [number, number];
    const nearest = Math.min(...[0.6, 0.85, 1.1].map((share) => {
      const at = [x + share * radius * direction[0], y + share * radius * direction[1]];
      const inside = at[0] > left && at[0] < right && at[1] > bottom && at[1] < top;
      return inside
        ? Math.min(...points.map((point) => Math.hypot(point[0] - at[0], point[1] - at[1])))
        : 0;
    }));
    // Words are wider than high: above or below the discs they fit into the ring.
    return { direction, nearest: nearest * (1 + 2 * Math.abs(direction[1])) };
  });
  return scored.reduce((best, one) => one.nearest > best.nearest + 1e-9 ? one : best).direction;
}

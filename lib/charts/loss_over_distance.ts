import * as Plot from "@observablehq/plot";
import { type TripletCategory, tripletCategory } from "../reference/triplet_category.ts";
import { checkMargin, checkNumber } from "../checks/mod.ts";
import { Figure } from "./figure.ts";
import { across, BESIDE, frame, HALO, upwards, WIDEST } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { CATEGORY_COLOR, INK, LOSS_COLOR, PAPER } from "./palette.ts";

/** Options of {@linkcode lossOverDistance}. */
export interface LossOverDistanceOptions {
  /** The distance from the anchor to its positive. */
  dAp: number;
  /** The margin. */
  margin: number;
  /** The name, drawn above the figure. Default `The loss over d(a,n)`. */
  title?: string;
}

/**
 * The triplet loss `max(d(a,p) - d(a,n) + margin, 0)` over the distance of the negative, with the
 * three categories as bands and each given negative on the line.
 *
 * @param negatives Name and distance d(a,n) of each negative to mark.
 * @param options d(a,p), margin, title.
 * @returns A figure.
 * @throws {RangeError} When a distance or the margin is negative or not finite.
 *
 * @example
 * ```ts
 * import { lossOverDistance } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = lossOverDistance([{ name: "e", dAn: 6 }], { dAp: 5, margin: 2 });
 * assertStringIncludes(figure.spec.alt, "e at 6 has loss 1");
 * ```
 */
export function lossOverDistance(
  negatives: readonly { name: string; dAn: number }[],
  { dAp, margin, title = "The loss over d(a,n)" }: LossOverDistanceOptions,
): Figure {
  checkNumber(dAp, "dAp", { min: 0 });
  checkMargin(margin);
  const lossAt = (dAn: number) => Math.max(dAp - dAn + margin, 0);
  const marked = negatives.map(({ name, dAn }) => ({
    name,
    dAn,
    loss: lossAt(dAn),
    category: tripletCategory(dAp, dAn, margin),
  }));
  const end = Math.max(dAp + 2 * margin, 1.25 * (dAp + margin), ...marked.map(({ dAn }) => dAn)) *
    1.05;
  const bands = [
    { name: "hard" as const, from: 0, to: dAp },
    { name: "semi-hard" as const, from: dAp, to: dAp + margin },
    { name: "easy" as const, from: dAp + margin, to: end },
  ].filter(({ from, to }) => to > from);
  const top = dAp + margin;
  return new Figure({
    title,
    alt: `A line that falls from ${+fixed(top)} to 0 at d(a,n) = ${+fixed(top)} and stays ` +
      "there. " +
      marked.map(({ name, dAn, loss, category }) =>
        `${name} at ${+fixed(dAn)} has loss ${+fixed(loss)} (${category})`
      ).join(", ") + ".",
    data: { dAp, margin, negatives: marked },
    plot: (widest) => ({
      ...frame(WIDEST, 280, [50, 20, widest < WIDEST ? 46 : 34, 40]),
      x: across("distance to the negative, d(a,n)", { domain: [0, end] }),
      y: upwards("loss", { domain: [0, top * 1.08], grid: true }),
      marks: marksOf(marked, bands, dAp, top, end, widest < WIDEST ? 14 : 0),
    }),
  });
}

/** A region of the axis across. */
type Band = { name: TripletCategory; from: number; to: number };

/** A negative with its loss. */
type Marked = { name: string; dAn: number; loss: number; category: TripletCategory };

function marksOf(
  marked: readonly Marked[],
  bands: readonly Band[],
  dAp: number,
  top: number,
  end: number,
  line: number,
): Plot.Markish[] {
  return [
    Plot.rect(bands, {
      x1: "from",
      x2: "to",
      y1: 0,
      y2: top * 1.08,
      fill: ({ name }: Band) => CATEGORY_COLOR[name],
      fillOpacity: 0.12,
    }),
    Plot.text(bands, {
      x: ({ from, to }) => (from + to) / 2,
      y: top * 1.02,
      text: "name",
      fill: ({ name }: Band) => CATEGORY_COLOR[name],
      fontWeight: "bold",
    }),
    Plot.line([[0, top], [top, 0], [end, 0]], { stroke: LOSS_COLOR, strokeWidth: 2.5 }),
    Plot.tickX([{ at: dAp, name: "d(a,p)" }], {
      x: "at",
      stroke: INK,
      strokeDasharray: "3 3",
    }),
    ...[{ at: dAp, name: "d(a,p)", dy: -14 - line }, { at: top, name: "d(a,p) + margin", dy: -14 }]
      .map((one) => {
        const { dy } = one;
        return Plot.text([one], { x: "at", frameAnchor: "top", text: "name", dy, fill: INK });
      }),
    Plot.dot(marked, {
      x: "dAn",
      y: "loss",
      r: 7,
      symbol: "diamond",
      fill: ({ category }: Marked) => CATEGORY_COLOR[category],
      stroke: PAPER,
    }),
    Plot.text(marked, {
      x: "dAn",
      y: "loss",
      text: ({ name, loss }) => `${name}: ${+fixed(loss)}`,
      ...BESIDE,
      dx: 8,
      dy: -10,
      fill: INK,
      ...HALO,
    }),
  ];
}

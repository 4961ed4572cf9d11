import { Plot } from "./plot.ts";
import { type TripletCategory, tripletCategory } from "../reference/triplet_category.ts";
import { checkLike, checkMargin, checkNumber } from "../checks/mod.ts";
import { Figure, titled } from "./figure.ts";
import { across, BESIDE, frame, HALO, upwards, WIDEST } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { CATEGORY_COLOR, CATEGORY_WORD_COLOR, INK, LOSS_COLOR, PAPER } from "./palette.ts";

/**
 * The triplet loss `max(d(a,p) - d(a,n) + margin, 0)` over d(a,n), with the categories as bands.
 *
 * @throws {RangeError} When a distance or the margin is negative or not finite.
 *
 * @example
 * ```ts
 * import { lossOverDistance } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const figure = lossOverDistance([{ name: "e", dAn: 6 }], { dAp: 5, margin: 2 });
 * assertStringIncludes(figure.spec.alt, "e at 6 has loss 1");
 * ```
 */
export function lossOverDistance(
  negatives: readonly { name: string; dAn: number }[],
  options: { dAp: number; margin: number; title?: string },
): Figure {
  const { dAp, margin, title } = titled(options, "dAp margin title", "The loss over d(a,n)");
  checkNumber(dAp, "dAp", { min: 0 });
  checkMargin(margin);
  checkLike(negatives, "negatives", [{ name: "", dAn: 0 }, 0]);
  const marked = negatives.map(({ name, dAn }) => {
    const loss = Math.max(dAp - dAn + margin, 0);
    return { name, dAn, loss, category: tripletCategory(dAp, dAn, margin) };
  });
  const top = dAp + margin;
  const end = Math.max(dAp + 2 * margin, 1.25 * top, ...marked.map(({ dAn }) => dAn)) * 1.05;
  const bands = [
    { category: "hard" as const, from: 0, to: dAp },
    { category: "semi-hard" as const, from: dAp, to: top },
    { category: "easy" as const, from: top, to: end },
  ].filter(({ from, to }) => to > from);
  return new Figure({
    title,
    alt: `A line that falls from ${+fixed(top)} to 0 at d(a,n) = ${+fixed(top)} and stays there. ` +
      marked.map(({ name, dAn, loss, category }) =>
        `${name} at ${+fixed(dAn)} has loss ${+fixed(loss)} (${category})`
      ).join(", ") + ".",
    data: { dAp, margin, negatives: marked },
    plot: (widest) => {
      // Where there is little room the two names above stand one over the other, and a band's breaks.
      const line = widest < WIDEST ? 14 : 0;
      const text = (of: typeof bands[0]) => line ? of.category.replace("-", "-\n") : of.category;
      const fill = ({ category }: { category: TripletCategory }) => CATEGORY_COLOR[category];
      const ink = ({ category }: { category: TripletCategory }) => CATEGORY_WORD_COLOR[category];
      const place = { x: "dAn", y: "loss" } as const;
      const height = { y1: 0, y2: top * 1.08, fillOpacity: 0.12 };
      const middle = { x: ({ from, to }: typeof bands[0]) => (from + to) / 2, y: top * 1.06 };
      const above = (name: string, at: number, dy: number) =>
        Plot.text([{ at, name }], { x: "at", frameAnchor: "top", text: "name", dy, fill: INK });
      return {
        ...frame(WIDEST, 280, [50, 20, line ? 46 : 34, 40]),
        x: across("distance to the negative, d(a,n)", { domain: [0, end] }),
        y: upwards("loss", { domain: [0, top * 1.08], grid: true }),
        marks: [
          Plot.rect(bands, { x1: "from", x2: "to", ...height, fill }),
          Plot.text(bands, { ...middle, text, fill: ink, fontWeight: "bold", lineAnchor: "top" }),
          Plot.line([[0, top], [top, 0], [end, 0]], { stroke: LOSS_COLOR, strokeWidth: 2.5 }),
          Plot.tickX([dAp], { stroke: INK, strokeDasharray: "3 3" }),
          above("d(a,p)", dAp, -14 - line),
          above("d(a,p) + margin", top, -14),
          Plot.dot(marked, { ...place, r: 7, symbol: "diamond", fill, stroke: PAPER }),
          Plot.text(marked, {
            ...{ ...place, ...BESIDE, dx: 8, dy: -10, fill: INK, ...HALO },
            text: ({ name, loss }) => `${name}: ${+fixed(loss)}`,
          }),
        ],
      };
    },
  });
}

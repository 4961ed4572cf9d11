import { Plot } from "./plot.ts";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { across, checkNames, frame, HALO, WIDEST } from "./marks.ts";
import { INK, PAPER, QUIET } from "./palette.ts";

/** The differences of two configurations, one a seed, two or more. */
export type DifferenceRow = { name: string; values: readonly number[] };

/**
 * Differences of configurations, a row each: the seeds as dots, the 95 % interval of the mean
 * (`meanInterval`) as a bar, and a line at 0. An interval that holds 0 is drawn in grey.
 *
 * @throws {RangeError} When there is no row, two have one name, or one has fewer than two finite values.
 *
 * @example
 * ```ts
 * import { differenceIntervals } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const rows = [{ name: "one - other", values: [0.1, 0.11, 0.12] }];
 * const figure = differenceIntervals(rows, { title: "Differences", x: "recall@1" });
 * assertStringIncludes(figure.spec.alt, "one - other: 0.110 (0.085 to 0.135)");
 * ```
 */
export function differenceIntervals(
  rows: readonly DifferenceRow[],
  options: Titled & { x: string },
): Figure {
  const { title, x } = titled(options, "title x");
  checkNames("rows", rows, { values: [NaN] });
  const means = rows.map(({ name, values }) => {
    const { mean, low, high } = meanInterval(values);
    return { name, mean, low, high, color: low > 0 || high < 0 ? INK : QUIET };
  });
  const dots = rows.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
  const domain = rows.map(({ name }) => name);
  const longest = Math.max(...domain.map(({ length }) => length));
  return new Figure({
    title,
    alt: `${x}, mean and 95 % interval of ${rows[0].values.length} repeats. ` +
      means.map(({ name, mean, low, high }) =>
        `${name}: ${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})` +
        (low > 0 || high < 0 ? "" : ", which holds 0")
      ).join("; ") + ".",
    data: rows.map(({ name, values }) => ({ name, values })),
    plot: (widest) => {
      // Where there is no room beside them, names stand above their rows.
      const above = widest < WIDEST;
      const beside = { frameAnchor: "left", textAnchor: "start", dy: -22, fill: INK } as const;
      const heads = { y: "name", text: "name", ...beside, ...HALO };
      const [row, left] = above ? [50, 20] : [30, 20 + 7 * longest];
      return {
        ...frame(WIDEST, 60 + row * rows.length, [left, 30, 20, 44]),
        x: across(x, { grid: true, nice: true }),
        y: { label: null, tickSize: 0, domain, type: "band", ...above && { axis: null } },
        marks: [
          Plot.ruleX([0], { stroke: INK, strokeWidth: 1.2 }),
          Plot.ruleY(means, { y: "name", x1: "low", x2: "high", stroke: "color", strokeWidth: 3 }),
          // A little above the bar, so that they stay to be seen.
          Plot.dot(dots, { y: "name", x: "value", r: 2.6, dy: -8, fill: INK, fillOpacity: 0.4 }),
          Plot.dot(means, { y: "name", x: "mean", r: 5.5, fill: "color", stroke: PAPER }),
          above ? Plot.text(means, heads) : null,
        ],
      };
    },
  });
}

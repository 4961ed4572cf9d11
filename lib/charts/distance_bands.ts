import { checkLike } from "../checks/mod.ts";
import type { DistancePercentiles } from "../reference/triplet_statistics.ts";
import { Plot } from "./plot.ts";
import { Figure, titled } from "./figure.ts";
import { across, endLabels, frame, upwards } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { ROLE_COLOR } from "./palette.ts";
import { smoothed } from "./smoothed.ts";
import { spreadLabels } from "./spread_labels.ts";

const [HEIGHT, TOP, BOTTOM] = [260, 20, 40];

/** Percentiles of d(a,p) and of d(a,n) in the batch of a step, as `lib/training` records them. */
export type DistanceRecord =
  & { step: number }
  & Pick<DistancePercentiles, `${"positive" | "negative"}${5 | 50 | 95}`>;

const SHARES = [5, 50, 95] as const;

/**
 * d(a,p) and d(a,n) over the steps: the median as a line, nine in ten of the distances as a band.
 *
 * @throws {RangeError} When there are no steps.
 */
export function distanceBands(
  steps: readonly DistanceRecord[],
  options?: { title?: string },
): Figure {
  const roles = ["positive", "negative"] as const;
  const names = roles.flatMap((role) => SHARES.map((share) => `${role}${share}` as const));
  checkLike(steps, "steps", [Object.fromEntries(["step", ...names].map((name) => [name, NaN]))]);
  const data = steps.map((record) =>
    Object.fromEntries((["step", ...names] as const).map((name) => [name, record[name]]))
  );
  const bands = roles.flatMap((role) => {
    const [low, middle, high] = SHARES.map((share) =>
      smoothed(steps.map((record) => record[`${role}${share}`]))
    );
    return steps.map(({ step }, i) => (
      { role, step, low: low[i], middle: middle[i], high: high[i] }
    ));
  });
  const ends = roles.map((role) => (
    { ...bands.findLast((band) => band.role === role)!, name: `d(a,${role[0]})` }
  ));
  const top = Math.max(...bands.map(({ high }) => high)) || 1;
  const pixels = (HEIGHT - TOP - BOTTOM) / top;
  const apart = spreadLabels(ends, ({ middle }) => -pixels * middle, 15);
  const fill = ({ role }: { role: "positive" | "negative" }) => ROLE_COLOR[role];
  return new Figure({
    ...titled(options, "title", "Distances to positives and to negatives"),
    alt: `At the end the median of d(a,p) is ${fixed(ends[0].middle)} and the median of ` +
      `d(a,n) is ${fixed(ends[1].middle)}.`,
    data,
    plot: {
      ...frame(470, HEIGHT, [40, 64, TOP, BOTTOM]),
      x: across("step"),
      y: upwards("distance (median and nine in ten)", { domain: [0, top], grid: true }),
      marks: [
        Plot.areaY(bands, { x: "step", y1: "low", y2: "high", z: "role", fill, fillOpacity: 0.2 }),
        Plot.line(bands, { x: "step", y: "middle", z: "role", stroke: fill, strokeWidth: 2 }),
        ...endLabels(apart, fill, { x: "step", y: "middle" }),
      ],
    },
  });
}

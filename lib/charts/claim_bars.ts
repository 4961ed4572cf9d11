import * as Plot from "@observablehq/plot";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { Figure, type Titled } from "./figure.ts";
import { across, BESIDE, checkNames, frame, NAMED, upwards, WIDEST } from "./marks.ts";
import { INK, LOSS_COLOR, PAPER, QUIET } from "./palette.ts";

/** The same measurement under one configuration, once a seed. */
export interface ClaimBar {
  /** What stands under it. */
  name: string;
  /** One value a seed. */
  values: readonly number[];
  /** Whether the claim in question recommends this configuration. */
  claimed?: boolean;
}

/** Options of {@linkcode claimBars}. */
export interface ClaimBarsOptions extends Titled {
  /** What is across: what the configurations differ in. */
  x: string;
  /** What is upwards, with its unit. */
  y: string;
  /** A level to compare with, drawn as a line with its name. */
  reference?: { value: number; name: string };
  /** What stands over the first configuration that is claimed. Default `as claimed`. */
  claim?: string;
}

/**
 * One measurement under several configurations, with its spread over the seeds: each seed as a dot,
 * the mean as a number, and the 95 % interval of the mean (`meanInterval`) as a bar.
 *
 * @param bars The configurations, in the order they stand in.
 * @param options Title, axes, reference.
 * @returns A figure.
 * @throws {RangeError} When there is no configuration, two have one name, one has fewer than two
 *   values, or a value is not finite.
 *
 * @example
 * ```ts
 * import { claimBars } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const bars = [{ name: "8", values: [0.5, 0.6] }, { name: "16", values: [0.7, 0.8], claimed: true }];
 * const figure = claimBars(bars, { title: "Batch size", x: "batch", y: "recall@1" });
 * assertStringIncludes(figure.spec.alt, "16 (as claimed): 0.750");
 * ```
 */
export function claimBars(
  bars: readonly ClaimBar[],
  { title, x, y, reference, claim = "as claimed" }: ClaimBarsOptions,
): Figure {
  checkNames("bars", bars);
  const means = bars.map(({ name, values, claimed = false }) => ({
    name,
    claimed,
    top: Math.max(...values, meanInterval(values).high),
    ...meanInterval(values),
  }));
  const dots = bars.flatMap(({ name, values, claimed = false }) =>
    values.map((value) => ({ name, value, claimed }))
  );
  const color = ({ claimed }: { claimed: boolean }) => claimed ? LOSS_COLOR : INK;
  // The seeds' dots stand a little to the left of the interval, the mean's number above both.
  const aside = 14;
  return new Figure({
    title,
    alt: `${y} by ${x}, mean and 95 % interval of ${bars[0].values.length} repeats. ` +
      means.map(({ name, claimed, mean, low, high }) =>
        `${name}${claimed ? ` (${claim})` : ""}: ${mean.toFixed(3)}, ` +
        `${low.toFixed(3)} to ${high.toFixed(3)}`
      ).join("; ") + (reference ? `. ${reference.name}: ${reference.value.toFixed(3)}.` : "."),
    data: bars.map(({ name, values, claimed = false }) => ({ name, values, claimed })),
    plot: {
      ...frame(WIDEST, 300, [40, reference ? 130 : 30, 34, 44]),
      x: across(x, { type: "point", padding: 0.6, domain: bars.map(({ name }) => name) }),
      y: upwards(y, { grid: true, insetTop: 22, insetBottom: 10, nice: true }),
      marks: [
        reference ? level(reference) : [],
        Plot.dot(dots, {
          x: "name",
          y: "value",
          dx: -aside,
          r: 3,
          fill: color,
          fillOpacity: 0.45,
        }),
        Plot.ruleX(means, { x: "name", y1: "low", y2: "high", stroke: color, strokeWidth: 3 }),
        Plot.dot(means, { x: "name", y: "mean", r: 6, fill: color, stroke: PAPER }),
        Plot.text(means, {
          x: "name",
          y: "top",
          text: ({ mean }: { mean: number }) => mean.toFixed(3),
          ...NAMED,
          dy: -10,
          fill: color,
        }),
        Plot.text(means.filter(({ claimed }) => claimed), {
          x: "name",
          text: () => claim,
          frameAnchor: "top",
          dy: -16,
          fill: LOSS_COLOR,
        }),
      ].flat(),
    },
  });
}

/** A level to compare with, named at its right. */
function level(reference: { value: number; name: string }): Plot.Markish[] {
  return [
    Plot.ruleY([reference.value], { stroke: QUIET, strokeDasharray: "5 4" }),
    Plot.text([reference], {
      y: "value",
      text: "name",
      frameAnchor: "right",
      ...BESIDE,
      fill: QUIET,
    }),
  ];
}

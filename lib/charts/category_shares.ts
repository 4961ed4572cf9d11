import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { CATEGORY_COLOR, PAPER } from "./palette.ts";
import { smoothed } from "./smoothed.ts";

/** What {@linkcode categoryShares} reads of each step. */
export interface ShareRecord {
  /** The step, from 1. */
  step: number;
  /** Share of easy triplets among the valid ones, 0 to 1. */
  easy: number;
  /** Share of semi-hard triplets. */
  semiHard: number;
  /** Share of hard triplets. */
  hard: number;
}

/**
 * Easy, semi-hard and hard triplets as shares of the valid ones, stacked, over the steps.
 *
 * @param steps The records of a run.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When there are no steps, or the shares of a step do not add up to 1.
 */
export function categoryShares(
  steps: readonly ShareRecord[],
  { title = "Which triplets a batch holds" }: { title?: string } = {},
): Figure {
  if (steps.length === 0) throw new RangeError("steps: expected at least one record, got none");
  const uneven = steps.find(({ easy, semiHard, hard }) =>
    Math.abs(easy + semiHard + hard - 1) > 1e-4
  );
  if (uneven) {
    throw new RangeError(
      `steps: expected shares that add up to 1, got ${uneven.easy} + ${uneven.semiHard} + ` +
        `${uneven.hard} in step ${uneven.step}`,
    );
  }
  const series = {
    hard: smoothed(steps.map(({ hard }) => hard)),
    "semi-hard": smoothed(steps.map(({ semiHard }) => semiHard)),
    easy: smoothed(steps.map(({ easy }) => easy)),
  };
  const names = ["hard", "semi-hard", "easy"] as const;
  const areas = steps.flatMap(({ step }, i) => {
    let base = 0;
    return names.map((name) => {
      const from = base;
      base += series[name][i];
      return { step, name, from, to: base };
    });
  });
  // Each name stands where its area is widest.
  const labels = names.map((name) => {
    const i = series[name].indexOf(Math.max(...series[name]));
    const middle = Math.min(Math.max(i, steps.length * 0.1), steps.length * 0.9) | 0;
    const at = areas.find((area) => area.step === steps[middle].step && area.name === name)!;
    return { step: at.step, y: (at.from + at.to) / 2, name, room: at.to - at.from };
  }).filter(({ room }) => room > 0.08);
  const at = (i: number) =>
    names.map((name) => `${name} ${percent(series[name].at(i)!)}`).join(", ");
  return new Figure({
    title,
    alt: `At the beginning ${at(0)}; at the end ${at(-1)}.`,
    data: steps.map(({ step, easy, semiHard, hard }) => ({ step, easy, semiHard, hard })),
    plot: {
      height: 260,
      marginBottom: 40,
      x: { label: "step", labelAnchor: "center", labelArrow: "none" },
      y: {
        label: "share of the valid triplets",
        labelArrow: "none",
        domain: [0, 1],
        tickFormat: "%",
      },
      marks: [
        Plot.areaY(areas, {
          x: "step",
          y1: "from",
          y2: "to",
          z: "name",
          fill: ({ name }: { name: keyof typeof CATEGORY_COLOR }) => CATEGORY_COLOR[name],
        }),
        Plot.text(labels, {
          x: "step",
          y: "y",
          text: "name",
          fill: "black",
          stroke: PAPER,
          strokeWidth: 4,
          fontWeight: "bold",
        }),
      ],
    },
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

import * as Plot from "@observablehq/plot";
import type { ShareRecord } from "./category_shares.ts";
import { Figure } from "./figure.ts";
import { CATEGORY_COLOR, PAPER } from "./palette.ts";
import { smoothed } from "./smoothed.ts";

/** One picture of {@linkcode sharePanels}. */
export interface SharePanel {
  /** What stands above it. */
  name: string;
  /** The records of a run, or means of several runs. */
  steps: readonly ShareRecord[];
}

const CATEGORIES = ["hard", "semi-hard", "easy"] as const;

/**
 * Easy, semi-hard and hard triplets as shares of the valid ones, stacked, over the steps: one panel
 * for each run, side by side on common axes.
 *
 * @param panels The runs, from the left.
 * @param options Title.
 * @returns A figure.
 * @throws {RangeError} When there is no panel, one has no steps, or the shares of a step do not add
 *   up to 1.
 *
 * @example
 * ```ts
 * import { sharePanels } from "#lib/charts/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const steps = [
 *   { step: 1, easy: 0.2, semiHard: 0.3, hard: 0.5 },
 *   { step: 2, easy: 0.8, semiHard: 0.1, hard: 0.1 },
 * ];
 * const figure = sharePanels([{ name: "batch all", steps }], { title: "Shares" });
 * assertStringIncludes(figure.spec.alt, "batch all: easy from 20 % to 80 %");
 * ```
 */
export function sharePanels(
  panels: readonly SharePanel[],
  { title }: { title: string },
): Figure {
  if (panels.length === 0) throw new RangeError("panels: expected at least one, got none");
  for (const { name, steps } of panels) {
    if (steps.length === 0) throw new RangeError(`panels: expected steps in "${name}", got none`);
    const uneven = steps.find(({ easy, semiHard, hard }) =>
      Math.abs(easy + semiHard + hard - 1) > 1e-4
    );
    if (uneven) {
      throw new RangeError(
        `panels: expected shares that add up to 1, got ${uneven.easy} + ${uneven.semiHard} + ` +
          `${uneven.hard} in step ${uneven.step} of "${name}"`,
      );
    }
  }
  const areas = panels.flatMap(({ name, steps }) => {
    const series = {
      hard: smoothed(steps.map(({ hard }) => hard)),
      "semi-hard": smoothed(steps.map(({ semiHard }) => semiHard)),
      easy: smoothed(steps.map(({ easy }) => easy)),
    };
    return steps.flatMap(({ step }, i) => {
      let from = 0;
      return CATEGORIES.map((category) => {
        const area = { panel: name, step, category, from, to: from + series[category][i] };
        from = area.to;
        return area;
      });
    });
  });
  // In the middle of each panel, where there is room.
  const labels = panels.flatMap(({ name, steps }) => {
    const { step } = steps[Math.floor(steps.length / 2)];
    return areas.filter((area) => area.panel === name && area.step === step)
      .filter(({ from, to }) => to - from > 0.09)
      .map((area) => ({ ...area, middle: (area.from + area.to) / 2 }));
  });
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const [across, gap] = [118, 14];
  const margin = { left: 64, right: 12 };
  return new Figure({
    title,
    alt: panels.map(({ name, steps }) => {
      const [first, last] = [steps[0], steps[steps.length - 1]];
      return `${name}: easy from ${percent(first.easy)} to ${percent(last.easy)}, semi-hard from ` +
        `${percent(first.semiHard)} to ${percent(last.semiHard)}, hard from ` +
        `${percent(first.hard)} to ${percent(last.hard)}`;
    }).join("; ") + ".",
    data: panels.map(({ name, steps }) => ({
      name,
      steps: steps.map(({ step, easy, semiHard, hard }) => ({ step, easy, semiHard, hard })),
    })),
    plot: {
      width: margin.left + margin.right + panels.length * across + (panels.length - 1) * gap,
      height: 250,
      marginLeft: margin.left,
      marginRight: margin.right,
      marginTop: 34,
      marginBottom: 42,
      fx: {
        label: null,
        domain: panels.map(({ name }) => name),
        padding: gap / (across + gap),
      },
      x: { label: "step", labelAnchor: "center", labelArrow: "none", ticks: 3 },
      y: {
        label: "share of the valid triplets",
        labelAnchor: "center",
        labelArrow: "none",
        domain: [0, 1],
        tickFormat: "%",
      },
      marks: [
        Plot.areaY(areas, {
          fx: "panel",
          x: "step",
          y1: "from",
          y2: "to",
          z: "category",
          fill: ({ category }: { category: keyof typeof CATEGORY_COLOR }) =>
            CATEGORY_COLOR[category],
        }),
        Plot.text(labels, {
          fx: "panel",
          x: "step",
          y: "middle",
          text: "category",
          fill: "black",
          stroke: PAPER,
          strokeWidth: 4,
          fontWeight: "bold",
        }),
      ],
    },
  });
}

import * as Plot from "@observablehq/plot";
import { categoryShares } from "../charts/category_shares.ts";
import { distanceBands } from "../charts/distance_bands.ts";
import { Figure } from "../charts/figure.ts";
import { lossCurve } from "../charts/loss_curve.ts";
import { INK, QUIET } from "../charts/palette.ts";
import { checkMargin, checkNumber } from "../checks/mod.ts";
import { notebookDisplay, notebookKernel } from "../training/notebook_output.ts";
import type { StepRecord } from "../training/types.ts";

/** Options of {@linkcode livePanel}. */
export interface LivePanelOptions {
  /** The margin of the loss: the line at which a collapsed network's loss stays. 0.2 by default. */
  margin?: number;
  /** Which number of an evaluation to draw; `"recall1"` by default. */
  metric?: string;
  /** What this number is called in the figure. Default `recall@1 on unseen classes`. */
  metricName?: string;
  /** Seconds between two drawings; 2 by default. */
  every?: number;
  /** Where the panel goes: given a MIME bundle at each drawing. The notebook's cell by default. */
  show?: (data: Record<string, unknown>) => void | Promise<void>;
  /** The clock, in milliseconds; `performance.now` by default. */
  now?: () => number;
}

/** One figure of a panel. */
export interface PanelFigure {
  /** Its title, its description in words, and the data it is drawn from. */
  readonly spec: { title: string; alt: string; data: unknown };
  /** The drawing, an SVG element that stands alone. */
  toSvg(): string;
}

/** A panel that {@linkcode livePanel} made. */
export interface LivePanel {
  /** Takes note of a step; draws when the last drawing is long enough ago. */
  update(record: StepRecord): Promise<void>;
  /** Takes note of an evaluation, as `runTraining` tells it. */
  evaluated(record: { step: number }): Promise<void>;
  /** Draws the final state. */
  done(): Promise<void>;
  /** The figures as they are now: loss, shares, distances and, once there is one, the metric. */
  figures(): PanelFigure[];
  /** The panel as HTML that stands alone. */
  toHtml(): string;
}

/** A longer training is thinned out to about so many steps: a panel has no more pixels than that. */
const STEPS_DRAWN = 400;

/**
 * Four figures that are drawn anew while a training goes on: the loss, the shares of easy, semi-hard
 * and hard triplets, the distances to positives and negatives as percentile bands, and recall@1 on
 * classes that are not trained on.
 *
 * In a cell of a Deno notebook the panel changes in place; elsewhere nothing is drawn until
 * `toHtml` is asked for. The final drawing depends on the records alone.
 *
 * @param options Margin, the metric and how often to draw.
 * @returns `update` for each step, `evaluated` for each evaluation, `done` for the end.
 * @throws {RangeError} When the margin is negative or `every` is not above 0.
 *
 * @example A panel kept in an array
 * ```ts
 * import { livePanel } from "#lib/lessons/mod.ts";
 * import { tripletStatistics } from "#lib/mining/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const panel = livePanel({ show: () => {} });
 * const statistics = tripletStatistics([0, 1, 3, 6], [0, 0, 1, 1], { dim: 1, margin: 0.2 });
 * await panel.update({ step: 1, epoch: 0, loss: 0.3, gradientNorm: 1, ...statistics });
 * await panel.evaluated({ step: 1, recall1: 0.9 } as { step: number });
 * await panel.done();
 * assertStringIncludes(panel.toHtml(), "recall@1 on unseen classes");
 * ```
 */
export function livePanel(options: LivePanelOptions = {}): LivePanel {
  const { margin = 0.2, metric = "recall1", metricName = "recall@1 on unseen classes" } = options;
  const { every = 2, now = () => performance.now() } = options;
  checkMargin(margin);
  checkNumber(every, "every", { above: 0 });
  const kernel = options.show ? undefined : notebookKernel();
  const show = options.show ?? (kernel ? notebookDisplay(kernel) : undefined);
  const steps: StepRecord[] = [];
  const values: { step: number; value: number }[] = [];
  let drawn = -Infinity;

  function figures(): Figure[] {
    if (steps.length === 0) return [];
    const some = thinned(steps);
    return [
      lossCurve(some, { margin }),
      ...(some.every(({ easy, active }) => easy + active > 0) ? [categoryShares(some)] : []),
      distanceBands(some),
      ...(values.length > 0 ? [metricCurve(values, metricName)] : []),
    ];
  }
  const toHtml = () =>
    `<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:8px">` +
    figures().map((figure) => `<div>${figure.toSvg()}</div>`).join("") + `</div>`;

  async function draw(): Promise<void> {
    if (!show || steps.length === 0) return;
    const { loss, step } = steps[steps.length - 1];
    const text = `Training after ${step} steps: loss ${loss.toFixed(4)}` +
      (values.length > 0 ? `, ${metricName} ${values[values.length - 1].value.toFixed(4)}` : "");
    await show({ "text/html": toHtml(), "text/plain": text });
  }
  async function drawNowAndThen(): Promise<void> {
    if (now() - drawn < 1000 * every) return;
    await draw();
    drawn = now(); // after drawing, so that drawing never takes all the time
  }
  return {
    async update(record) {
      steps.push(record);
      await drawNowAndThen();
    },
    async evaluated(record) {
      const value = (record as Record<string, number>)[metric];
      if (Number.isFinite(value)) values.push({ step: record.step, value });
      await drawNowAndThen();
    },
    done: draw,
    figures,
    toHtml,
  };
}

/** Every n-th record, the last one always. */
function thinned(steps: readonly StepRecord[]): StepRecord[] {
  const stride = Math.ceil(steps.length / STEPS_DRAWN);
  return steps.filter((_, i) => (steps.length - 1 - i) % stride === 0);
}

function metricCurve(values: { step: number; value: number }[], name: string): Figure {
  const last = values[values.length - 1];
  return new Figure({
    title: name[0].toUpperCase() + name.slice(1),
    alt: `${name} is ${values[0].value.toFixed(3)} at step ${values[0].step} and ` +
      `${last.value.toFixed(3)} at step ${last.step}.`,
    data: values,
    plot: {
      height: 260,
      marginRight: 64,
      marginBottom: 40,
      x: { label: "step", labelAnchor: "center", labelArrow: "none" },
      y: { label: null, grid: true },
      marks: [
        Plot.line(values, { x: "step", y: "value", stroke: INK, strokeWidth: 2 }),
        Plot.dot(values, { x: "step", y: "value", fill: INK, r: 3 }),
        Plot.text([last], {
          x: "step",
          y: "value",
          text: ({ value }: { value: number }) => value.toFixed(3),
          textAnchor: "start",
          dx: 8,
          fill: QUIET,
        }),
      ],
    },
  });
}

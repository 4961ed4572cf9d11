import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { LOSS_COLOR, QUIET } from "./palette.ts";
import { smoothed } from "./smoothed.ts";

/** Options of {@linkcode lossCurve}. */
export interface LossCurveOptions {
  /** The name, drawn above the figure. Default `Loss of each batch`. */
  title?: string;
  /** Draws the line at which a collapsed network's loss stays. */
  margin?: number;
}

/**
 * The loss over the steps of a training: each batch as a dot, and a running mean.
 *
 * @param steps The records of a run.
 * @param options Title and margin.
 * @returns A figure.
 * @throws {RangeError} When there are no steps.
 */
export function lossCurve(
  steps: readonly { step: number; loss: number }[],
  { title = "Loss of each batch", margin }: LossCurveOptions = {},
): Figure {
  if (steps.length === 0) throw new RangeError("steps: expected at least one record, got none");
  const data = steps.map(({ step, loss }) => ({ step, loss }));
  const line = smoothed(data.map(({ loss }) => loss)).map((loss, i) => ({
    step: data[i].step,
    loss,
  }));
  const last = line[line.length - 1];
  return new Figure({
    title,
    alt:
      `The loss begins at ${line[0].loss.toFixed(3)} and ends at ${last.loss.toFixed(3)} after ` +
      `${data.length} steps.`,
    data,
    plot: {
      height: 260,
      marginRight: 90,
      marginBottom: 40,
      x: { label: "step", labelAnchor: "center", labelArrow: "none" },
      y: { label: "loss", labelArrow: "none", zero: true, grid: true },
      marks: [
        Plot.dot(data, { x: "step", y: "loss", r: 1.5, fill: LOSS_COLOR, fillOpacity: 0.3 }),
        Plot.line(line, { x: "step", y: "loss", stroke: LOSS_COLOR, strokeWidth: 2 }),
        Plot.text([last], {
          x: "step",
          y: "loss",
          text: () => "running mean",
          textAnchor: "start",
          dx: 6,
          fill: LOSS_COLOR,
        }),
        margin === undefined ? null : [
          Plot.ruleY([margin], { stroke: QUIET, strokeDasharray: "4 3" }),
          Plot.text([line[0]], {
            x: "step",
            y: () => margin,
            text: () => "the margin",
            textAnchor: "start",
            dx: 6,
            dy: 8,
            fill: QUIET,
          }),
        ],
      ],
    },
  });
}

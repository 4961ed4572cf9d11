import { Figure, titled } from "./figure.ts";
import { lossLine, lossMarks, type LossRecord } from "./loss_line.ts";
import { across, frame, upwards } from "./marks.ts";
import { fixed } from "./numbers.ts";

/** Options of {@linkcode lossCurve}; at the margin stays the loss of a network that collapsed. */
export type LossCurveOptions = { title?: string; margin?: number };

const [HEIGHT, TOP, BOTTOM] = [260, 20, 40];

/**
 * The loss over the steps of a training: each batch as a dot, and a running mean; of several runs
 * the mean of each step.
 *
 * @throws {RangeError} When there are no steps, or a loss is not finite.
 *
 * @example
 * ```ts
 * import { lossCurve } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const figure = lossCurve([{ step: 1, loss: 0.4 }, { step: 2, loss: 0.2 }], { margin: 0.3 });
 * assertStringIncludes(figure.toSvg(), ">margin 0.3</text>");
 * ```
 */
export function lossCurve(steps: readonly LossRecord[], options?: LossCurveOptions): Figure {
  const { title, margin } = titled(options, "title margin", "Loss of each batch");
  const { line, top, ...drawn } = lossLine(steps, "steps", { margin, high: HEIGHT - TOP - BOTTOM });
  const [first, last] = [line[0], line[line.length - 1]];
  return new Figure({
    title,
    alt: `The loss begins at ${fixed(first.loss, 3)} and ends at ${fixed(last.loss, 3)} in step ` +
      `${last.step}${margin === undefined ? "" : `; the margin is ${margin}`}.`,
    data: steps.map(({ step, loss }) => ({ step, loss })),
    plot: {
      ...frame(470, HEIGHT, [48, 112, TOP, BOTTOM]),
      x: across("step"),
      y: upwards("loss", { domain: [0, top], grid: true }),
      marks: lossMarks({ line, ...drawn }, { y: "loss" }),
    },
  });
}

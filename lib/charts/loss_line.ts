import { checkLike, checkMargin } from "../checks/mod.ts";
import type { Markish } from "@observablehq/plot";
import { groupBy } from "../host/mod.ts";
import { Plot } from "./plot.ts";
import { endLabels } from "./marks.ts";
import { INK, LOSS_COLOR, QUIET } from "./palette.ts";
import { smoothed } from "./smoothed.ts";
import { spreadLabels } from "./spread_labels.ts";

/** The loss of a step's batch; steps count from 1. */
export type LossRecord = { step: number; loss: number };

/** What is drawn of batches' losses: of several runs the mean of a step, of one a running mean. */
export function lossLine(
  steps: readonly LossRecord[],
  where: string,
  { margin, high = 0 }: { margin?: number | undefined; high?: number } = {},
) {
  checkLike(steps, where, [{ step: 0, loss: 0 }]);
  if (margin !== undefined) checkMargin(margin);
  const byStep = [...groupBy(steps, ({ step }) => step)].sort(([a], [b]) => a - b);
  const means = byStep.map(([, rows]) =>
    rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length
  );
  const most = Math.max(...byStep.map(([, rows]) => rows.length));
  const values = most > 1 ? means : smoothed(means);
  const line = byStep.map(([step], i) => ({ step, loss: values[i] }));
  const top = Math.max(...steps.map(({ loss }) => loss), margin ?? 0) || 1;
  const rules = margin === undefined ? [] : [{ loss: margin }];
  const { step, loss } = line[line.length - 1];
  const ends = [
    { step, loss, name: most > 1 ? `mean of ${most}` : "running mean", color: LOSS_COLOR },
    ...rules.map(({ loss }) => ({ step, loss, name: `margin ${margin}`, color: INK })),
  ];
  const apart = spreadLabels(ends, ({ loss }) => high * (1 - loss / top), 15);
  return { dots: steps, line, rules, top, ends: apart };
}

/** The marks of what {@linkcode lossLine} gives, in panels if `more` has their facets. */
export function lossMarks(
  { dots, rules, line, ends }: Omit<ReturnType<typeof lossLine>, "top">,
  more: { y: string; fx?: string; fy?: string },
): Markish[] {
  const place = { ...more, x: "step" };
  return [
    Plot.dot(dots, { ...place, r: 1.5, fill: LOSS_COLOR, fillOpacity: 0.3 }),
    Plot.ruleY(rules, { ...more, stroke: QUIET, strokeWidth: 1.5, strokeDasharray: "4 3" }),
    Plot.line(line, { ...place, stroke: LOSS_COLOR, strokeWidth: 2 }),
    ...endLabels(ends, ({ color }) => color, place),
  ];
}

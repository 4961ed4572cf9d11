import { type Figure, lineChart } from "../charts/mod.ts";
import { LOSS_COLOR, QUIET } from "../charts/palette.ts";
import { stepMeans } from "../training/step_means.ts";
import type { RunCard } from "./studies/lesson_runs.ts";

/** Steps that one point of a line is the mean of. */
const WINDOW = 20;

/** A run that was just made. */
export interface LiveRun {
  /** What stands at the end of its line. */
  name: string;
  /** Its records. */
  steps: RunCard["steps"];
  /** Its dashes, as SVG has them. Default: none. */
  dash?: string;
}

/**
 * The share of active triplets over the steps: runs that were just made, and recorded ones beside
 * them in grey, each named for the machine it ran on.
 *
 * @param live The runs that were just made.
 * @param cards The recorded runs to draw beside them; may be none.
 * @returns A figure.
 * @throws {RangeError} When a run has no steps, or there is no run at all.
 */
export function activeShares(live: readonly LiveRun[], cards: readonly RunCard[]): Figure {
  const points = (steps: RunCard["steps"]) =>
    stepMeans(steps, ({ active }) => active, { over: WINDOW });
  const recorded = cards.map(({ steps, device }) => (
    { name: `recorded: ${device}`, points: points(steps), color: QUIET }
  ));
  const here = live.map(({ name, steps, dash = "none" }) => ({
    ...{ name, dash, points: points(steps), color: LOSS_COLOR },
  }));
  return lineChart([...here, ...recorded], {
    title: "Triplets that still have a loss",
    x: `step (means over ${WINDOW})`,
    y: "share of active triplets",
  });
}

import { type Figure, lineChart, type LineSeries } from "../charts/mod.ts";
import { LOSS_COLOR, QUIET } from "../charts/palette.ts";
import { stepMeans } from "../training/step_means.ts";
import type { RunCard } from "./studies/lesson_runs.ts";

const WINDOW = 20;

export interface LiveRun extends Pick<LineSeries, "name" | "dash">, Pick<RunCard, "steps"> {}

/** The share of active triplets over the steps, of fresh runs and of recorded ones in grey. */
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

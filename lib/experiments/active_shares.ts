import { type Figure, lineChart } from "../charts/mod.ts";
import { LOSS_COLOR, QUIET } from "../charts/palette.ts";
import { readRun } from "../training/runs/read_run.ts";
import type { RunCard } from "./run_card.ts";

/** Steps that one point of a line is the mean of. */
const WINDOW = 20;

/** What {@linkcode activeShares} draws of each step. */
export interface ActiveShare {
  /** The step, from 1. */
  step: number;
  /** The share of active triplets among the valid ones. */
  active: number;
}

/**
 * The share of active triplets over the steps: the live run, and recorded ones beside it, each named
 * for what it is.
 *
 * @param live The records of the run that was just made.
 * @param cards The recorded runs to draw beside it; may be none.
 * @param options `folder`: where runs are kept; `data/runs` by default.
 * @returns A figure.
 */
export async function activeShares(
  live: readonly ActiveShare[],
  cards: readonly RunCard[],
  options: { folder?: string } = {},
): Promise<Figure> {
  const recorded = await Promise.all(cards.map(async ({ name, device }) => {
    const { steps } = await readRun(name, options);
    return {
      name: `recorded: ${device}`,
      points: means(steps.select("step", "active").toRecords() as unknown as ActiveShare[]),
      color: QUIET,
    };
  }));
  const series = [{ name: "live, here", points: means(live), color: LOSS_COLOR }, ...recorded];
  return lineChart(series, {
    title: "Active triplets, live and recorded",
    x: `step (means over ${WINDOW})`,
    y: "share of active triplets",
  });
}

function means(steps: readonly ActiveShare[]): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < steps.length; i += WINDOW) {
    const part = steps.slice(i, i + WINDOW);
    points.push([
      part[part.length - 1].step,
      part.reduce((sum, { active }) => sum + active, 0) / part.length,
    ]);
  }
  return points;
}

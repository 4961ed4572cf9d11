import { join } from "node:path";
import { readParquet } from "../training/runs/parquet.ts";
import { readRun } from "../training/runs/read_run.ts";
import type { RunFacts } from "../training/runs/run_folder.ts";
import { runsFolder } from "../training/runs/run_folder.ts";

/** One moment of a recorded training. */
export interface ReplayFrame {
  /** The step, from 0: the untrained network. */
  step: number;
  /** The embedding of each shown image, two numbers a row, in the order of the replay's `labels`. */
  points: [number, number][];
  /** The loss of that step's batch; of the first batch for the untrained network. */
  loss: number;
  /** Share of easy triplets among the batch's valid ones, 0 to 1. */
  easy: number;
  /** Share of semi-hard triplets. */
  semiHard: number;
  /** Share of hard triplets. */
  hard: number;
  /** Median of d(a,p) in the batch. */
  positive: number;
  /** Median of d(a,n) in the batch. */
  negative: number;
  /** Recall@1 on the digits that were never trained on. */
  recall1: number;
}

/** A recorded training, frame by frame, for each of some strategies. */
export interface Replay {
  /** What was trained, on what, with which versions. */
  facts: RunFacts;
  /** The digit of each shown image. */
  labels: number[];
  /** The digits that the networks were trained on; the others they never saw. */
  trained: number[];
  /** The margin of the losses and of the categories. */
  margin: number;
  /** The strategies in the order of the recording, each with its frames in the order of the steps. */
  runs: { strategy: string; frames: ReplayFrame[] }[];
}

/**
 * Reads what `deno task record-replay` has recorded: how the embeddings of the same test images moved
 * while networks learned, strategy by strategy.
 *
 * @param options `folder`: where runs are kept (`data/runs` of this project).
 * @returns The frames of each strategy.
 * @throws {RangeError} When there is no such recording, or a file of it is cut short.
 *
 * @example All strategies begin with the same network
 * ```ts
 * import { readReplay } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { runs: [one, other] } = await readReplay();
 * assertEquals(one.frames[0].points, other.frames[0].points);
 * ```
 */
export async function readReplay(options: { folder?: string } = {}): Promise<Replay> {
  const folder = options.folder ?? runsFolder();
  const { facts, steps, evaluations } = await readRun("replay", { folder });
  const places = await readParquet(join(folder, "replay", "points.parquet"));
  const { strategies, shown, trained, margin } = facts.configuration as {
    strategies: string[];
    shown: number[];
    trained: number[];
    margin: number;
  };
  const at = (row: { strategy: string; step: number }) => `${row.strategy} ${row.step}`;
  const points = new Map<string, [number, number][]>();
  for (const row of places.toRecords() as unknown as PointRow[]) {
    if (!points.has(at(row))) points.set(at(row), []);
    points.get(at(row))![row.point] = [row.x, row.y];
  }
  const recall = new Map(
    (evaluations.toRecords() as unknown as RecallRow[]).map((row) => [at(row), row.recall1]),
  );
  const rows = steps.toRecords() as unknown as (RecallRow & ReplayFrame)[];
  return {
    facts,
    labels: shown,
    trained,
    margin,
    runs: strategies.map((strategy) => ({
      strategy,
      frames: rows.filter((row) => row.strategy === strategy)
        .sort((one, other) => one.step - other.step)
        .map(({ strategy: _, ...frame }) => {
          const key = at({ strategy, step: frame.step });
          return { ...frame, points: points.get(key)!, recall1: recall.get(key)! };
        }),
    })),
  };
}

interface PointRow {
  strategy: string;
  step: number;
  point: number;
  x: number;
  y: number;
}

interface RecallRow {
  strategy: string;
  step: number;
  recall1: number;
}

import { checkChoice, checkNumber, expected } from "../../checks/mod.ts";
import { type LiveBatch, liveBatch, type LiveBatchOptions } from "../runtime/live_batch.ts";

/** The strategies, in the order of the figure's table. */
export const STRATEGIES = [
  "batch all",
  "batch hard",
  "batch hard, tensorflow",
  "batch hard, pytorch",
  "semi-hard",
  "semi-hard, nearest",
] as const;

/** The name of a strategy. */
export type MiningStrategy = (typeof STRATEGIES)[number];

/** What the mining picture shows: plain data, which survives JSON. */
export interface MiningState extends LiveBatch {
  /** The anchor whose choices stand out. */
  readonly anchor: number;
  /** Whose choices are drawn. */
  readonly strategy: MiningStrategy;
}

/** What {@linkcode miningState} is told: by default the first point stands out, with batch hard. */
export type MiningOptions = LiveBatchOptions & Partial<Pick<MiningState, "anchor" | "strategy">>;

/** The state that the mining picture begins with; refuses what it cannot show. */
export function miningState(options: MiningOptions): MiningState {
  const { anchor = 0, strategy = "batch hard" } = options;
  const batch = liveBatch(options, "Who learns from whom", 0);
  if (new Set(batch.labels).size < 2) {
    const got = `[${batch.labels.join(", ")}]`;
    throw new RangeError(expected("labels", "two classes or more", got));
  }
  checkNumber(anchor, "anchor", { min: 0, max: batch.points.length - 1, integer: true });
  checkChoice(strategy, STRATEGIES, "strategy");
  return { ...batch, anchor, strategy };
}

import { readRun } from "../training/runs/read_run.ts";
import type { RunFacts } from "../training/runs/run_folder.ts";
import { type StrategyName, strategyNames } from "../training/strategy.ts";

/** What the trainings of the comparison are judged by; the names of the recording's columns. */
export type Judge =
  | "recall1"
  | "mapAtR"
  | "eer"
  | "trainedRecall1"
  | "trainedMapAtR"
  | "trainedEer"
  | "milliseconds";

/** What the batches of one strategy held at one step, the mean over the seeds. */
export interface MeanStep {
  /** The step, from 1. */
  step: number;
  /** The strategy's own loss. */
  loss: number;
  /** Share of easy triplets among the valid ones, 0 to 1. */
  easy: number;
  /** Share of semi-hard triplets. */
  semiHard: number;
  /** Share of hard triplets. */
  hard: number;
}

/** The recorded trainings of every strategy, ready to be asked. */
export interface Comparison {
  /** What was trained, on what, with which versions. */
  facts: RunFacts;
  /** The strategies, in the order of the articles. */
  strategies: readonly StrategyName[];
  /** The steps after which the networks were judged; 0 is the untrained network. */
  steps: readonly number[];
  /**
   * One number a seed, in the order of the seeds, so that two answers can be subtracted.
   *
   * `values(strategy, judge, step)`; the last step by default.
   */
  values: (strategy: StrategyName, judge: Judge, step?: number) => number[];
  /** What the strategy's batches held on the way. */
  onTheWay: (strategy: StrategyName) => MeanStep[];
}

type Evaluation = Record<Judge, number> & { strategy: string; seed: number; step: number };
type Step = MeanStep & { strategy: string; seed: number };

/**
 * Reads what `deno task record-comparison` has recorded: the strategies on the same network, digits
 * and seeds.
 *
 * @param options `folder`: where runs are kept (`data/runs` of this project).
 * @returns Facts, and functions that answer with one number a seed.
 * @throws {RangeError} When there is no such recording, or a strategy is missing in it.
 *
 * @example The untrained networks are the same for all strategies
 * ```ts
 * import { readComparison } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { values } = await readComparison();
 * assertEquals(values("offline", "recall1", 0), values("circle", "recall1", 0));
 * ```
 */
export async function readComparison(options: { folder?: string } = {}): Promise<Comparison> {
  const { facts, evaluations, steps } = await readRun("comparison", options);
  const judged = evaluations.toRecords() as Evaluation[];
  const kept = steps.toRecords() as unknown as Step[];
  const missing = strategyNames.find((name) => !judged.some(({ strategy }) => strategy === name));
  if (missing) throw new RangeError(`folder: expected a recording with "${missing}", got none`);
  const judgedSteps = inOrder(judged.map(({ step }) => step));
  const last = judgedSteps[judgedSteps.length - 1];
  return {
    facts,
    strategies: strategyNames,
    steps: judgedSteps,
    values: (strategy, judge, step = last) =>
      judged.filter((row) => row.strategy === strategy && row.step === step)
        .sort((one, other) => one.seed - other.seed).map((row) => row[judge]),
    onTheWay: (strategy) => {
      const own = kept.filter((row) => row.strategy === strategy);
      return inOrder(own.map(({ step }) => step)).map((step) => {
        const rows = own.filter((row) => row.step === step);
        const mean = (key: "loss" | "easy" | "semiHard" | "hard") =>
          rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
        const [loss, easy, semiHard, hard] = [
          mean("loss"),
          mean("easy"),
          mean("semiHard"),
          mean("hard"),
        ];
        return { step, loss, easy, semiHard, hard };
      });
    },
  };
}

function inOrder(steps: readonly number[]): number[] {
  return [...new Set(steps)].sort((one, other) => one - other);
}

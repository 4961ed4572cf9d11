import { type PairedVerdict, pairedVerdict } from "../evaluation/paired_verdict.ts";
import type { Comparison, Judge, StrategyName } from "../experiments/studies/comparison.ts";

/** Questions to a recorded comparison, all answered by the same test, seed by seed. */
export interface StrategyVerdicts {
  /** One strategy beside another, by one judge. */
  compare: (judge: Judge, one: StrategyName, other: StrategyName) => PairedVerdict;
  /** One strategy after its training beside itself after fewer steps; 0 steps by default. */
  gained: (judge: Judge, strategy: StrategyName, from?: number) => PairedVerdict;
  /** The strategies by their means, the best first; after the last step by default. */
  ranking: (judge: Judge, step?: number) => StrategyName[];
  /** The pairs of strategies that a judge tells apart. */
  apart: (judge: Judge) => (readonly [StrategyName, StrategyName])[];
  /** The strategies that a judge does not tell apart from the best, in their own order. */
  fits: (judge: Judge) => StrategyName[];
  /** A mean, and where it stands: `0.749 best`, `0.699 worse`, or `0.295 open` if not told apart. */
  standing: (judge: Judge, strategy: StrategyName) => string;
}

/**
 * Asks a comparison of strategies: who is better by which judge, seed by seed (`pairedVerdict`). Of the
 * equal error rate and of time, less is better.
 *
 * @param comparison What `readComparison` gave.
 * @returns Functions of a judge.
 *
 * @example
 * ```ts
 * import { readComparison } from "#lib/experiments/mod.ts";
 * import { strategyVerdicts } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { ranking, standing } = strategyVerdicts(await readComparison());
 * const [best] = ranking("recall1");
 * assertEquals(standing("recall1", best).endsWith("best"), true);
 * ```
 */
export function strategyVerdicts({ strategies, values }: Comparison): StrategyVerdicts {
  const better = (judge: Judge) =>
    judge === "eer" || judge === "trainedEer" || judge === "milliseconds" ? "less" : "more";
  const verdict = (judge: Judge, one: number[], other: number[]) =>
    pairedVerdict(one, other, { better: better(judge) });
  const compare: StrategyVerdicts["compare"] = (judge, one, other) =>
    verdict(judge, values(one, judge), values(other, judge));
  const mean = (judge: Judge, strategy: StrategyName, step?: number) => {
    const all = values(strategy, judge, step);
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };
  const ranking: StrategyVerdicts["ranking"] = (judge, step) => {
    const sign = better(judge) === "less" ? 1 : -1;
    return [...strategies].sort((one, other) =>
      sign * (mean(judge, one, step) - mean(judge, other, step))
    );
  };
  const told = (judge: Judge, one: StrategyName, other: StrategyName) =>
    compare(judge, one, other).verdict !== "not told apart";
  return {
    compare,
    gained: (judge, strategy, from = 0) =>
      verdict(judge, values(strategy, judge), values(strategy, judge, from)),
    ranking,
    apart: (judge) =>
      strategies.flatMap((one, i) =>
        strategies.slice(i + 1).filter((other) => told(judge, one, other))
          .map((other) => [one, other] as const)
      ),
    fits: (judge) => {
      const [best] = ranking(judge);
      return strategies.filter((strategy) => strategy === best || !told(judge, strategy, best));
    },
    standing: (judge, strategy) => {
      const [best] = ranking(judge);
      const word = strategy === best ? "best" : told(judge, strategy, best) ? "worse" : "open";
      return `${mean(judge, strategy).toFixed(judge === "milliseconds" ? 1 : 3)} ${word}`;
    },
  };
}

import { type Answer, answersOf } from "../answers_of.ts";
import { readStudy, type RecordedStudy } from "../read_study.ts";
import type { RowOf } from "../table.ts";
import { strategies } from "./strategies.ts";

type Study = typeof strategies;
type Row = RowOf<Study["tables"]["evaluations"]>;
type Setting = ReturnType<Study["settings"]>[number];
/** What tells the settings of a strategy apart, split by split. */
const WAY = ["split", "strategy", "margin", "m", "gamma", "normalised", "rate", "step"] as const;

type Recorded = RecordedStudy<Setting, Study["tables"], Study["configuration"]>;

/** A column of numbers that strategies are compared by. */
export type StrategyJudge = "map_at_r" | "recall_at_1";

/** The recorded strategies, ready to be asked. */
export interface RecordedStrategies {
  /** What was trained, on what, with which versions. */
  facts: Recorded["facts"];
  /** The rows of the recording. */
  rows: Row[];
  /** The strategies and baselines, in the order of the recording. */
  names: string[];
  /**
   * One number a split, the mean over its seeds, with the setting and the step that the split's dev
   * classes chose: `values(strategy, judge, part)`, MAP@R on test classes by default.
   */
  values: (strategy: string, judge?: StrategyJudge, part?: "test" | "dev" | "seen") => number[];
  /** What the recording says to the study's questions. */
  answers: Answer[];
  /** The answer to the question that begins so, such as `4.17`. */
  answer: (start: string) => Answer;
}

/**
 * Reads what `deno task record strategies` has recorded: every strategy, tuned on dev classes, beside
 * baselines, on many splits of the digits.
 *
 * @param options `folder`: where studies are kept (`data/runs` of this project).
 * @returns Rows, and functions that answer with one number a split.
 * @throws {RangeError} When there is no such recording, or a table of it was changed; from `values` and
 * `answer`, when there is no such strategy or question.
 *
 * @example
 * ```ts
 * import { readStrategies } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { facts, values } = await readStrategies();
 * assertEquals(values("batch hard").length, facts.splits.length);
 * ```
 */
export async function readStrategies(
  options: { folder?: string } = {},
): Promise<RecordedStrategies> {
  const { facts, rows: { evaluations } } = await readStudy(strategies, options);
  const wayOf = (row: Row) => JSON.stringify(WAY.map((name) => row[name]));
  const usual = evaluations.filter(({ p, k }) =>
    p === facts.settings[0].p && k === facts.settings[0].k
  );
  const chosen = new Set(usual.filter((row) => row.chosen).map(wayOf));
  const kept = usual.filter((row) => chosen.has(wayOf(row)));
  const answers = answersOf(evaluations, strategies.contrasts(facts.steps));
  const names = [...new Set(usual.map(({ strategy }) => strategy))];
  return {
    facts,
    rows: evaluations,
    names,
    values(strategy, judge = "map_at_r", part = "test") {
      if (!names.includes(strategy)) {
        throw new RangeError(`strategy: expected one of ${names.join(", ")}, got ${strategy}`);
      }
      return facts.splits.map(({ name }) => {
        const own = kept.filter((row) =>
          row.strategy === strategy && row.part === part && row.split === name
        );
        return own.reduce((sum, row) => sum + row[judge], 0) / own.length;
      });
    },
    answers,
    answer(start) {
      const found = answers.find(({ question }) => question.startsWith(start));
      if (found) return found;
      const known = answers.map(({ question }) => question).join("; ");
      throw new RangeError(`start: expected the beginning of one of ${known}, got ${start}`);
    },
  };
}

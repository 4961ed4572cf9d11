import { answersOf } from "../answers_of.ts";
import { readStudy } from "../read_study.ts";
import type { RowOf } from "../table.ts";
import { strategies } from "./strategies.ts";

type Row = RowOf<typeof strategies.tables.evaluations>;
/** What tells the settings of a strategy apart, split by split. */
const WAY = ["split", "strategy", "margin", "m", "gamma", "normalised", "rate", "step"] as const;

/** Reads what `deno task record strategies` has recorded. */
export async function readStrategies(options: { folder?: string } = {}) {
  const { facts, rows: { evaluations } } = await readStudy(strategies, options);
  const wayOf = (row: Row) => JSON.stringify(WAY.map((name) => row[name]));
  const usual = evaluations.filter(({ p, k }) =>
    p === facts.settings[0].p && k === facts.settings[0].k
  );
  const chosen = new Set(usual.filter((row) => row.chosen).map(wayOf));
  const kept = usual.filter((row) => chosen.has(wayOf(row)));
  const answers = answersOf(evaluations, strategies.contrasts(facts.steps));
  /** The strategies and baselines, in the order of the recording. */
  const names = [...new Set(usual.map(({ strategy }) => strategy))];
  return {
    facts,
    rows: evaluations,
    names,
    /**
     * One number a split, the mean over its seeds, with the setting and the step that the split's dev
     * classes chose.
     */
    values(
      strategy: string,
      judge: "map_at_r" | "recall_at_1" = "map_at_r",
      part: "test" | "dev" | "seen" = "test",
    ) {
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
    /** The answer to the question that begins so, such as `4.17`. */
    answer(start: string) {
      const found = answers.find(({ question }) => question.startsWith(start));
      if (found) return found;
      const known = answers.map(({ question }) => question).join("; ");
      throw new RangeError(`start: expected the beginning of one of ${known}, got ${start}`);
    },
  };
}

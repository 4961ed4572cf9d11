import { existsSync, join } from "../../host/node.ts";
import { runsFolder } from "../../training/runs/run_folder.ts";
import { answersOf } from "../answers_of.ts";
import { readStudy } from "../read_study.ts";
import { emoji } from "./emoji.ts";

export type EmojiJudgement = "all drawings" | "a hand trained on" | "a hand left out";

export type RecordedEmoji = NonNullable<Awaited<ReturnType<typeof readEmoji>>>;

/** Reads what `deno task record emoji` has recorded; undefined where it was not recorded. */
export async function readEmoji(options: { folder?: string } = {}) {
  const folder = options.folder ?? runsFolder();
  if (!existsSync(join(folder, emoji.name, "run.json"))) return undefined;
  const { facts, rows: { evaluations } } = await readStudy(emoji, { folder });
  const kept = evaluations.filter(({ part, chosen }) => part === "test" && chosen);
  return {
    facts,
    rows: evaluations,
    /** The strategies and baselines, in the order of the recording. */
    names: [...new Set(kept.map(({ strategy }) => strategy))],
    /** One number a split, the mean over its seeds, with the setting that the split's dev classes chose. */
    values(
      strategy: string,
      judgement: EmojiJudgement,
      judge: "map_at_r" | "recall_at_1" = "map_at_r",
    ) {
      const asked = judgement === "all drawings" ? "all" : "hand";
      const left = judgement === "a hand left out";
      const own = kept.filter((row) =>
        row.strategy === strategy && row.asked === asked && row.left_out === left
      );
      return facts.splits.map(({ name }) => {
        const seeds = own.filter(({ split }) => split === name);
        return seeds.reduce((sum, row) => sum + row[judge], 0) / seeds.length;
      });
    },
    answers: answersOf(evaluations, emoji.contrasts(facts.steps)),
  };
}

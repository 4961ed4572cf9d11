import { judgePanels } from "../../charts/mod.ts";
import { EMOJI_VENDORS } from "../../datasets/emoji_files.ts";
import type { EmojiJudgement, RecordedEmoji } from "../../experiments/mod.ts";
import { type ArticleClaim, claimOfAnswer } from "../../lessons/mod.ts";
import { type Markup, markup } from "../../workspace/markup.ts";
import { parseDrawing } from "../parse_drawing.ts";
import { outputToHtml } from "../../page/outputs/output_to_html.ts";

const JUDGEMENTS: EmojiJudgement[] = ["all drawings", "a hand trained on", "a hand left out"];

/**
 * What the study on emoji says: how it was made, its answers in the words of the one rule, its figure,
 * and whose drawings they were.
 */
export function emojiWords(
  { facts, rows, names, values, answers }: RecordedEmoji,
): { html: Markup; claims: ArticleClaim[] } {
  const { splits, seeds, steps, date, commit, machine } = facts;
  const [{ p, k }] = rows;
  const { name, train, dev = [], test } = splits[0];
  const tried = rows.filter(({ strategy, split, seed, part }) =>
    strategy === names.at(-1) && split === name && seed === seeds[0] && part === "dev"
  );
  const panels = JUDGEMENTS.map((judgement) => ({
    name: `MAP@R, ${judgement}`,
    rows: names.map((strategy) => ({ name: strategy, values: values(strategy, judgement) })),
  }));
  const title = "Emoji of classes never seen: a dot is a split, the bar a 95 % interval";
  const data = judgePanels(panels, { title }).toMimeBundle();
  const pairs = answers.flatMap((one) => {
    const other = answers.find(({ question }) => question.startsWith(`${one.question}, `));
    return other ? [one.verdict === other.verdict] : [];
  });
  const credits = Object.values(EMOJI_VENDORS).map(({ credit }) => credit);
  const words = [
    "The lessons try the claims on digits, of which there are ten.",
    `Here are ${
      train.length + dev.length + test.length
    } emoji, each drawn by ${credits.length} hands,`,
    `near twins on one side of a split: ${splits.length} splits with ${seeds.length} seeds each,`,
    `${test.length} classes or so to report on, one convolutional network, ${steps} steps of ${p}`,
    `classes with ${k} drawings. Of ${tried.length} settings a strategy a split’s dev classes chose`,
    "one. Each question is asked twice: of all drawings, and, with a network trained without one",
    "hand, of that hand’s drawings among the others’.",
    `${pairs.filter(Boolean).length} of ${pairs.length} questions get the same word both times.`,
    `Recorded before: ${date}, ${machine.backend}, commit ${commit?.slice(0, 9) ?? "not told"}.`,
  ];
  return {
    claims: answers.map((answer) => claimOfAnswer(answer)),
    html: markup`<p>${words.join(" ")}</p>${
      outputToHtml({ output_type: "display_data", data }, { parse: parseDrawing })
    }<p class="quiet">Drawings: ${credits.join("; ")}.</p>`,
  };
}

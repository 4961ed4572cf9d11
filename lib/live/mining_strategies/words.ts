import { fixed } from "../../charts/numbers.ts";
import type { StrategyNumbers } from "./numbers.ts";
import type { MiningState } from "./state.ts";

/** What a strategy's mean is over. */
export function termsOf(name: StrategyNumbers["name"], terms: number, anchors: number): string {
  const word = name === "batch all" || name === "semi-hard"
    ? "triplet"
    : name === "semi-hard, nearest"
    ? "pair"
    : "anchor";
  const of = word === "anchor" && terms < anchors ? ` of ${anchors}` : "";
  return `${terms}${of} ${word}${terms === 1 ? "" : "s"}`;
}

/** What an anchor chose, in words. */
export function choiceWords(
  { names }: MiningState,
  { name, choices }: StrategyNumbers,
  anchor: number,
): string {
  const { positives, negatives, terms, sum } = choices[anchor];
  const list = (chosen: readonly number[]) =>
    chosen.length > 6
      ? `${chosen.length} points`
      : chosen.map((i) => i === anchor ? "itself" : names[i]).join(", ");
  if (terms === 0) return "learns from nobody";
  const loss = `loss ${fixed(sum / terms)}`;
  const [pulled, pushed] = [positives, negatives].map(({ length }) => length > 1 ? "s" : "");
  const both = `positive${pulled} ${list(positives) || "none"}, negative${pushed} ${
    list(negatives)
  }`;
  return name.startsWith("batch hard")
    ? `${both}; ${loss}`
    : `${both}; ${terms === 1 ? loss : `${terms} terms, mean ${loss}`}`;
}

/** What the picture says now. */
export function wordsOf(state: MiningState, shown: StrategyNumbers): string {
  const { anchor, names } = state;
  return `${shown.name}: loss ${fixed(shown.loss)}, mean over ${
    termsOf(shown.name, shown.terms, shown.choices.length)
  }. Anchor ${names[anchor]}: ${choiceWords(state, shown, anchor)}.`;
}

import { fixed, percent } from "../../charts/numbers.ts";
import type { TripletCategory } from "../../reference/triplet_category.ts";
import { CATEGORIES, type MicroscopeNumbers, shareOf } from "./numbers.ts";
import type { MicroscopeState } from "./state.ts";

/** What the static picture shows. */
export function altOf(state: MicroscopeState, numbers: MicroscopeNumbers): string {
  const { names, anchor, positive, margin, swap, squared, p } = state;
  const { dAp, negatives } = numbers;
  const count = (name: TripletCategory) =>
    negatives.filter(({ category }) => category === name).length;
  return `Anchor ${names[anchor]}, positive ${names[positive]} at ${
    squared ? "squared " : ""
  }distance ${fixed(dAp)}, margin ${fixed(margin)}, p = ${p}${swap ? ", with swap" : ""}. ` +
    `Of ${negatives.length} negatives ${count("hard")} hard, ${count("semi-hard")} semi-hard, ` +
    `${count("easy")} easy. ${wordsOf(state, numbers)}`;
}

/** What the picture says now. */
export function wordsOf(state: MicroscopeState, numbers: MicroscopeNumbers): string {
  const { names, anchor, positive, rule } = state;
  const { chosen, dAp, loss, counts } = numbers;
  const shares = CATEGORIES.map((name) => `${percent(shareOf(counts, name))} ${name}`).join(", ");
  const batch = rule === "triplet"
    ? ""
    : ` ${rule === "all" ? "Batch all" : "Batch hard"}: loss ${fixed(loss)}.`;
  return `Triplet ${names[anchor]}, ${names[positive]}, ${names[chosen.at]}: distances ${
    fixed(dAp)
  } and ${fixed(chosen.distance)}, ${chosen.category}, loss ${fixed(chosen.loss)}.${batch} ` +
    `All ${counts.valid} triplets: ${shares}.`;
}

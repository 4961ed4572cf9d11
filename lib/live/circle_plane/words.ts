import type { CirclePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";

/** Two decimals, with a minus that is as wide as a plus. */
export function short(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

/** A share as whole percents. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** One point's place, weights and shares, in words. */
export function pairWords(
  { pairs, gradient }: CirclePlaneState,
  numbers: CirclePlaneNumbers,
  i: number,
): string {
  const { pull, share, inside } = numbers.pairs[i];
  const { sn, sp } = pairs[i];
  const what = gradient === "circle" ? "weight" : "pull";
  return `between ${short(sn)}, ${what} ${short(pull.n)}, ${percent(share.n)} of the gradient; ` +
    `within ${short(sp)}, ${what} ${short(pull.p)}, ${percent(share.p)}; ` +
    `${inside ? "inside" : "outside"} the boundary`;
}

/** Both losses, in words. */
export function lossWords({ loss, tripletLoss }: CirclePlaneNumbers): string {
  return `CircleLoss ${short(loss)}, triplet loss ${short(tripletLoss)}.`;
}

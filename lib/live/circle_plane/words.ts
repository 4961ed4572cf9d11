import { fixed, percent } from "../../charts/numbers.ts";
import type { CirclePlaneNumbers } from "./numbers.ts";
import type { CirclePlaneState } from "./state.ts";

/** One point's place, weights and shares, in words. */
export function pairWords(
  { pairs, gradient }: CirclePlaneState,
  numbers: CirclePlaneNumbers,
  i: number,
): string {
  const { pull, share, inside } = numbers.pairs[i];
  const { sn, sp } = pairs[i];
  const what = gradient === "circle" ? "weight" : "pull";
  return `between ${fixed(sn)}, ${what} ${fixed(pull.n)}, ${percent(share.n)} of the gradient; ` +
    `within ${fixed(sp)}, ${what} ${fixed(pull.p)}, ${percent(share.p)}; ` +
    `${inside ? "inside" : "outside"} the boundary`;
}

/** Both losses, in words. */
export function lossWords({ loss, tripletLoss }: CirclePlaneNumbers): string {
  return `CircleLoss ${fixed(loss)}, triplet loss ${fixed(tripletLoss)}.`;
}

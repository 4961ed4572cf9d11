/** What CircleLoss makes of each similarity before it adds them up. */
export interface CircleTerms {
  /** How far a similarity is from its optimum; 0 where it is beyond. */
  readonly weights: number[];
  /** The exponents, larger for a pair that is worse. */
  readonly logits: number[];
}

/**
 * The weights and exponents of CircleLoss, of one side:
 *
 *     within a class:    a_p = max(1 + m - s, 0)      z_p = -gamma a_p (s - (1 - m))
 *     between classes:   a_n = max(s + m, 0)          z_n =  gamma a_n (s - m)
 *
 * @param side `"p"` within a class, `"n"` between classes
 * @param similarities the similarities of this side
 * @param options m and gamma, checked already
 */
export function circleTerms(
  side: "p" | "n",
  similarities: ArrayLike<number>,
  { m, gamma }: { m: number; gamma: number },
): CircleTerms {
  const [sign, optimum, line] = side === "p" ? [-1, 1 + m, 1 - m] : [1, -m, m];
  const all = Array.from(similarities);
  const weights = all.map((s) => Math.max(sign * (s - optimum), 0));
  return { weights, logits: all.map((s, i) => sign * gamma * weights[i] * (s - line)) };
}

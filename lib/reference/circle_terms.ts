/**
 * The weights of CircleLoss, how far each similarity is from its optimum, and the exponents, larger
 * for a pair that is worse, of one side:
 *
 *     within a class:    a_p = max(1 + m - s, 0)      z_p = -gamma a_p (s - (1 - m))
 *     between classes:   a_n = max(s + m, 0)          z_n =  gamma a_n (s - m)
 */
export function circleTerms(
  side: "p" | "n",
  similarities: ArrayLike<number>,
  { m, gamma }: { m: number; gamma: number },
): { weights: number[]; logits: number[] } {
  const [sign, optimum, line] = side === "p" ? [-1, 1 + m, 1 - m] : [1, -m, m];
  const all = Array.from(similarities);
  const weights = all.map((s) => Math.max(sign * (s - optimum), 0));
  return { weights, logits: all.map((s, i) => sign * gamma * weights[i] * (s - line)) };
}

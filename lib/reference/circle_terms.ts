/** The weights `a` of CircleLoss and the exponents `z`, of positive pairs or of negative ones. */
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

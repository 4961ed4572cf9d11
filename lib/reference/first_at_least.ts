/** Where, between two places in ascending numbers, those of at least `limit` begin. */
export function firstAtLeast(
  ascending: Float64Array,
  limit: number,
  from = 0,
  to = ascending.length,
): number {
  let first = from;
  // Without branches, which no processor could foretell.
  for (let left = to - from; left > 0;) {
    const half = (left + 1) >>> 1;
    first += half & -Number(ascending[first + half - 1] < limit);
    left -= half;
  }
  return first;
}

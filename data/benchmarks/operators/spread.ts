/** The numbers that a participant's rounds are told by. */
export interface Spread {
  /** The middle. */
  median: number;
  /** The first quartile. */
  lower: number;
  /** The third quartile. */
  upper: number;
  /** The least. */
  least: number;
  /** The greatest. */
  most: number;
}

/** Median, quartiles and ends; quantiles between two values are interpolated. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("values: expected at least one, got none");
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return {
    median: quantile(0.5),
    lower: quantile(0.25),
    upper: quantile(0.75),
    least: sorted[0],
    most: sorted[sorted.length - 1],
  };
}

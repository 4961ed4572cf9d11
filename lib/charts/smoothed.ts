/** A centred running mean over so many values on each side, or those that are there. */
export function smoothed(
  values: readonly number[],
  span: number = Math.max(1, Math.round(values.length / 40)),
): number[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - span), i + span + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

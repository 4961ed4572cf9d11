/** A centred running mean over a fortieth of the values on each side, or those that are there. */
export function smoothed(values: readonly number[]): number[] {
  const span = Math.max(1, Math.round(values.length / 40));
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - span), i + span + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/**
 * A centred running mean; towards both ends the window keeps to the values that are there.
 *
 * @param values Numbers in order.
 * @param span How many values on each side. Default: a fortieth of them.
 * @returns As many numbers.
 *
 * @example
 * ```ts
 * import { smoothed } from "#lib/charts/smoothed.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(smoothed([0, 3, 6, 0], 1), [1.5, 3, 3, 3]);
 * ```
 */
export function smoothed(
  values: readonly number[],
  span: number = Math.max(1, Math.round(values.length / 40)),
): number[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - span), i + span + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

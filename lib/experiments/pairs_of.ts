import type { Contrast } from "./study.ts";

/**
 * The values of a contrast, in pairs: of one side and of the other, for each combination of the columns
 * that pair them.
 *
 * @param rows The evaluations; rows that differ only in other columns than `by` must be narrowed down
 * by the contrast.
 * @param contrast What is compared.
 * @param by The columns that make a pair; `["seed"]` by default.
 * @returns The values of both sides in the same order.
 * @throws {RangeError} When a side has no rows, more than one for a pair, or a pair lacks one.
 *
 * @example
 * ```ts
 * import { pairsOf } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = [1, 2].flatMap((seed) => [{ m: 0.2, seed, r: 0.5 }, { m: 1, seed, r: seed / 10 }]);
 * const contrast = { question: "margin", one: { m: 1 }, other: { m: 0.2 }, judge: "r" } as const;
 * assertEquals(pairsOf(rows, contrast), { one: [0.1, 0.2], other: [0.5, 0.5] });
 * ```
 */
export function pairsOf<Row extends object>(
  rows: readonly Row[],
  { one, other, judge }: Contrast<Row>,
  by: readonly (keyof Row & string)[] = ["seed" as keyof Row & string],
): { one: number[]; other: number[] } {
  const side = (wanted: Partial<Row>) => {
    const entries = Object.entries(wanted) as [keyof Row, unknown][];
    const found = new Map<string, number>();
    for (const row of rows.filter((row) => entries.every(([name, value]) => row[name] === value))) {
      const pair = JSON.stringify(by.map((name) => row[name]));
      if (found.has(pair)) {
        throw new RangeError(
          `by: expected columns that tell the rows of ${JSON.stringify(wanted)} apart, got two ` +
            `for ${by.join(", ")} ${pair}`,
        );
      }
      found.set(pair, Number(row[judge]));
    }
    return found;
  };
  const [ones, others] = [side(one), side(other)];
  const alone = [...ones.keys()].find((pair) => !others.has(pair)) ??
    [...others.keys()].find((pair) => !ones.has(pair));
  if (alone !== undefined || ones.size === 0) {
    throw new RangeError(
      `contrast: expected rows of both sides, in pairs, got ${ones.size} of ` +
        `${JSON.stringify(one)} and ${others.size} of ${JSON.stringify(other)}`,
    );
  }
  return { one: [...ones.values()], other: [...ones.keys()].map((pair) => others.get(pair)!) };
}

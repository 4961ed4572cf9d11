import { refuseValue } from "../checks/mod.ts";
import type { Contrast } from "./study.ts";

/** The values of both sides of a contrast, a pair for each combination of the columns `by`. */
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
        const told = `columns that tell the rows of ${JSON.stringify(wanted)} apart`;
        refuseValue(`two for ${by.join(", ")} ${pair}`, "by", told);
      }
      found.set(pair, Number(row[judge]));
    }
    return found;
  };
  const [ones, others] = [side(one), side(other)];
  const alone = [...ones.keys()].find((pair) => !others.has(pair)) ??
    [...others.keys()].find((pair) => !ones.has(pair));
  if (alone !== undefined || ones.size === 0) {
    const [a, b] = [one, other].map((side) => JSON.stringify(side));
    const got = `${ones.size} of ${a} and ${others.size} of ${b}`;
    refuseValue(got, "contrast", "rows of both sides, in pairs");
  }
  return { one: [...ones.values()], other: [...ones.keys()].map((pair) => others.get(pair)!) };
}

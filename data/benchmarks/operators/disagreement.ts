import { OTHER_RULES } from "./implementations.ts";
import type { Row } from "./row.ts";

/**
 * How far a row's loss, or its gradient's norm, is from the plain engine's of the same race, which
 * computes in float64; "" where they agree, or where the row's rule is another.
 */
export function disagreement(row: Row, rows: readonly Row[]): string {
  if (OTHER_RULES.includes(row.implementation)) return "";
  const plain = rows.find(({ implementation, operator, batch, classes, loss }) =>
    implementation === "plain" && operator === row.operator && batch === row.batch &&
    classes === row.classes && loss !== null
  );
  const apart = (what: string, name: "loss" | "gradientNorm", most: number) => {
    const [got, wanted] = [row[name], plain?.[name] ?? null];
    return got === null || wanted === null || Math.abs(got / wanted - 1) < most
      ? ""
      : `its ${what} is ${got}, the plain engine's ${wanted}`;
  };
  return apart("loss", "loss", 1e-4) || apart("gradient's norm", "gradientNorm", 1e-3);
}

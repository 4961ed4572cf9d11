import { meanInterval } from "../../evaluation/mean_interval.ts";
import { firstBeyond } from "../batch_all_operator.ts";

/**
 * An answer to each exercise, by its id, as an expression of JavaScript. The tests hold each against
 * its check; the teacher's edition shows them; nothing that a student's page carries imports this.
 */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "0.1": "3",
  "1.1": "5.5",
  "1.2": "[5, 5]",
  "1.3": "[[0, 0], [3, 4], [6, 8]]",
  "1.4": "(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))",
  "1.5": "(a, p, n) => {\n" +
    "  const to = (x, y) => [0, 1].map((k) => (x[k] - y[k]) / Math.hypot(x[0] - y[0], x[1] - y[1]));\n" +
    "  const [pull, push] = [to(a, p), to(a, n)];\n" +
    "  const on = Math.hypot(a[0] - p[0], a[1] - p[1]) - Math.hypot(a[0] - n[0], a[1] - n[1]) + 2 > 0 ? 1 : 0;\n" +
    "  return [pull.map((v, k) => on * (v - push[k])), pull.map((v) => -on * v), push.map((v) => on * v)];\n" +
    "}",
  "2.1": "47",
  "2.2": "[0, 0, 0, 0, 0, 0]",
  "2.3": "[9, 0]",
  "2.4": "(d, labels) => d.map((row, a) => " +
    "Math.min(...row.map((v, n) => v + (labels[n] === labels[a] ? Math.max(...row) : 0))))",
  "3.1": "6",
  "3.2": "[3, 5]",
  "3.3": `(dAp, dAn) => {
  const sorted = dAn.toSorted((x, y) => x - y);
  return dAp.reduce((sum, p) => sum + firstBeyond(sorted, p), 0);
}`,
  "4.1": "7 * 24",
  "4.2": "[0, 0, 1, 2, 3, 4]",
  "4.3": '"not told apart"',
  "4.4": "(dAp, dAn) => dAp.reduce((sum, far, a) => " +
    "sum + Math.max(far - dAn[a], 0) + Math.log1p(Math.exp(-Math.abs(far - dAn[a]))), 0) / dAp.length",
  "5.1": "Math.log(1 + Math.exp(-0.0625))",
  "5.2": "196",
  "5.3": "(sp, sn) => {\n" +
    "  const [ap, an] = [Math.max(1.25 - sp, 0), Math.max(sn + 0.25, 0)];\n" +
    "  const z = 4 * (an * (sn - 0.25) - ap * (sp - 0.75));\n" +
    "  const outside = 1 / (1 + Math.exp(-z));\n" +
    "  return [-4 * ap * outside, 4 * an * outside];\n" +
    "}",
  "5.4": "[0, 90, 2, 180, 270, 100]",
  "6.1": "15",
  "6.2": "2 / 32",
  "6.3": `(values) => {
  const names = Object.keys(values);
  const told = (one, other) => {
    const { low, high } = meanInterval(values[one].map((value, i) => value - values[other][i]));
    return low > 0 || high < 0;
  };
  return names.flatMap((one, i) =>
    names.slice(i + 1).filter((other) => told(one, other)).map((other) => [one, other])
  );
}`,
};

/** What a lesson's cells have that a solution uses. */
const NAMES = { firstBeyond, meanInterval };

/**
 * The value of a solution.
 *
 * @param id The exercise's.
 * @returns What the reader would put in place of `undefined`.
 */
export function solutionOf(id: string): unknown {
  const make = new Function(...Object.keys(NAMES), `return (${SOLUTIONS[id]}\n);`);
  return make(...Object.values(NAMES));
}

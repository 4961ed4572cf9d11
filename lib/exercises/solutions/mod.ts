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
  "1.6": '{ predicted: "falls", before: 19, after: 17 }',
  "1.7": '{ predicted: "rises", before: 19, after: 24 }',
  "2.1": "47",
  "2.2": "[0, 0, 0, 0, 0, 0]",
  "2.3": "[9, 0]",
  "2.4": "(d, labels) => d.map((row, a) => " +
    "Math.min(...row.map((v, n) => v + (labels[n] === labels[a] ? Math.max(...row) : 0))))",
  "2.5": `(differences, margin) => {
  const losses = differences.map((v) => v + margin).filter((loss) => loss > 0);
  return losses.length && losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}`,
  "2.6": '{ predicted: "falls", before: 0.07, after: 0.034 }',
  "2.7": '{ predicted: "rises", before: 0.07, after: 0.169 }',
  "3.1": "6",
  "3.2": "[3, 5]",
  "3.3": `(dAp, dAn) => {
  const sorted = dAn.toSorted((x, y) => x - y);
  return dAp.reduce((sum, p) => sum + firstBeyond(sorted, p), 0);
}`,
  "3.4": `(dAp, dAn, margin) => {
  const sorted = dAn.toSorted((x, y) => x - y);
  const sums = [0];
  for (const n of sorted) sums.push(sums[sums.length - 1] + Number(n));
  return dAp.reduce((sum, p) => {
    const count = firstBeyond(sorted, p + margin);
    return sum + count * (p + margin) - sums[count];
  }, 0);
}`,
  "3.5": '{ predicted: "rises", before: 0.706, after: 0.972 }',
  "3.6": '{ predicted: "falls", before: 0.1758, after: 0.0151 }',
  "4.1": "7 * 24",
  "4.2": "[0, 0, 1, 2, 3, 4]",
  "4.3": '"not told apart"',
  "4.4": "(dAp, dAn) => dAp.reduce((sum, far, a) => " +
    "sum + Math.max(far - dAn[a], 0) + Math.log1p(Math.exp(-Math.abs(far - dAn[a]))), 0) / dAp.length",
  "4.5": `(d, labels, margin) => {
  const losses = d.flatMap((row, a) => {
    const positives = row.filter((_, j) => j !== a && labels[j] === labels[a]);
    const negatives = row.filter((_, j) => labels[j] !== labels[a]);
    if (positives.length === 0 || negatives.length === 0) return [];
    return [Math.max(Math.max(...positives) - Math.min(...negatives) + margin, 0)];
  });
  return losses.length && losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}`,
  "4.6": '{ predicted: "falls", before: 2.967, after: 0.567 }',
  "5.1": "Math.log(1 + Math.exp(-0.0625))",
  "5.2": "196",
  "5.3": "(sp, sn) => {\n" +
    "  const [ap, an] = [Math.max(1.25 - sp, 0), Math.max(sn + 0.25, 0)];\n" +
    "  const z = 4 * (an * (sn - 0.25) - ap * (sp - 0.75));\n" +
    "  const outside = 1 / (1 + Math.exp(-z));\n" +
    "  return [-4 * ap * outside, 4 * an * outside];\n" +
    "}",
  "5.4": "[0, 90, 2, 180, 270, 100]",
  "5.5": `(values) => {
  const largest = Math.max(...values);
  if (values.length === 0) return largest;
  return largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0));
}`,
  "5.6": '{ predicted: "falls", before: 1, after: 0.75 }',
  "5.7": '{ predicted: "rises", before: 58.15, after: 448.8 }',
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
  "6.4": `(chances) => {
  const order = chances.map((p, i) => ({ p, i })).sort((x, y) => x.p - y.p);
  const corrected = [];
  let least = 0;
  order.forEach(({ p, i }, place) => {
    least = Math.max(least, p * (chances.length - place));
    corrected[i] = Math.min(least, 1);
  });
  return corrected;
}`,
  "6.5": '{ predicted: "rises", before: 0.05, after: 0.1046 }',
  "6.6": '{ predicted: "rises", before: 0.05, after: 0.2656 }',
  "7.1": "3",
  "7.2": `(triplets, margin) => {
  const share = (holds) => triplets.filter(([p, n]) => holds(p, n)).length / triplets.length;
  const easy = share((p, n) => n >= p + margin), hard = share((p, n) => n <= p);
  return [easy, 1 - easy - hard, hard];
}`,
  "7.3": `(loss, active, margin) => {
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const [began, ends, first, share] =
    [loss.slice(0, 5), loss.slice(-5), active.slice(0, 5), active.slice(-5)].map(mean);
  if (loss.every((v) => v === 0)) return "no triplets";
  if (Math.abs(ends - margin) <= 0.05 * margin && share > 0.9) return "at the margin";
  return share < first / 2 && ends > 0.7 * began ? "standing mean" : "nothing found";
}`,
  "7.4": '{ predicted: "falls", before: 1, after: 0.875 }',
  "7.5": '{ predicted: "rises", before: 0.083, after: 1 }',
};

/** What a lesson's cells have that a solution uses. */
export const NAMES: Readonly<Record<string, unknown>> = { firstBeyond, meanInterval };

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

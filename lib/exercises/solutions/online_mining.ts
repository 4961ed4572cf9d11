/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "2.1": "47",
  "2.2": "[0, 0, 0, 0, 0, 0]",
  "2.3": "[9, 0]",
  "2.4": "(d, labels) => d.map((row, a) => " +
    "Math.min(...row.map((v, n) => v + (labels[n] === labels[a] ? Math.max(...row) : 0))))",
};

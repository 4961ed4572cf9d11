/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "4.1": "7 * 24",
  "4.2": "[0, 0, 1, 2, 3, 4]",
  "4.3": '"better"',
  "4.4": "(dAp, dAn) => dAp.reduce((sum, far, a) => " +
    "sum + Math.max(far - dAn[a], 0) + Math.log1p(Math.exp(-Math.abs(far - dAn[a]))), 0) / dAp.length",
};

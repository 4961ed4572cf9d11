/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "3.1": "6",
  "3.2": "[3, 5]",
  "3.3": `(dAp, dAn) => {
  const sorted = dAn.toSorted((x, y) => x - y);
  return dAp.reduce((sum, p) => sum + firstBeyond(sorted, p), 0);
}`,
};

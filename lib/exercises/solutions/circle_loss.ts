/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  "5.1": "Math.log(1 + Math.exp(-0.0625))",
  "5.2": "196",
  "5.3": "(sp, sn) => {\n" +
    "  const [ap, an] = [Math.max(1.25 - sp, 0), Math.max(sn + 0.25, 0)];\n" +
    "  const z = 4 * (an * (sn - 0.25) - ap * (sp - 0.75));\n" +
    "  const outside = 1 / (1 + Math.exp(-z));\n" +
    "  return [-4 * ap * outside, 4 * an * outside];\n" +
    "}",
  "5.4": "[0, 90, 2, 180, 270, 100]",
};

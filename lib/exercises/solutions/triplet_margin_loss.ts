/** An answer to each exercise of this lesson. */
export const SOLUTIONS: Readonly<Record<string, string>> = {
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
};

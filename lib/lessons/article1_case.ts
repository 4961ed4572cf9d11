import { refuseValue } from "../checks/mod.ts";
import type { Article1Case, Article1Values } from "./article1_values.ts";

/** How article 1's loss is computed when nothing is said. */
const DEFAULTS = { margin: 1, p: 2, eps: 1e-6, swap: false, reduction: "mean" } as const;

/** One recorded case of article 1's loss, by the options in which it differs from the defaults. */
export function article1Case(
  { cases }: Pick<Article1Values, "cases">,
  change: Partial<Omit<Article1Case, "numpy" | "pytorch" | "gradient">>,
): Article1Case {
  const wanted = Object.entries({ ...DEFAULTS, ...change });
  const found = cases.find((one) =>
    wanted.every(([name, value]) => one[name as keyof typeof one] === value)
  );
  if (!found) refuseValue(JSON.stringify(change), "change", "a recorded case");
  return found;
}

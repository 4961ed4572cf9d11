import { type Contingency, contingency, entropy, mutualInformation } from "./contingency.ts";

/**
 * Adjusted mutual information of classes and clusters (Vinh, Epps and Bailey, 2010):
 * `(MI - E[MI]) / (mean(H(classes), H(clusters)) - E[MI])`, where the expectation is over all
 * clusterings with clusters and classes of these sizes; the arithmetic mean, as in scikit-learn.
 *
 * 1 for a perfect match, about 0 for chance, a little below 0 for worse. One class and one cluster: 1.
 *
 * @param labels One integer for each row.
 * @param clusters Another, such as `kMeans` gives.
 * @returns A number up to 1.
 * @throws {RangeError} When the lengths differ or an entry is not an integer.
 *
 * @example Chance is worth nothing
 * ```ts
 * import { ami } from "#lib/evaluation/mod.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(ami([7, 7, 8, 8], [1, 1, 0, 0]), 1, 1e-12);
 * assertAlmostEquals(ami([7, 7, 8, 8], [0, 1, 0, 1]), -0.5, 1e-12);
 * ```
 */
export function ami(labels: ArrayLike<number>, clusters: ArrayLike<number>): number {
  const table = contingency(labels, clusters);
  if (table.classes.length <= 1 && table.clusters.length <= 1) return 1;
  const mean = (entropy(table.classes, table.total) + entropy(table.clusters, table.total)) / 2;
  const expected = expectedInformation(table);
  // The two may be equal, as for one cluster: then there is nothing to gain, and 0 is the answer.
  const possible = mean - expected;
  const gained = mutualInformation(table) - expected;
  return Math.abs(gained) < 1e-15 ? 0 : gained / Math.max(possible, 1e-15);
}

/** The mean of the mutual information over all tables with these row and column sums. */
function expectedInformation({ total, classes, clusters }: Contingency): number {
  // log(n!) by addition: total is a number of samples, so the table is small.
  const logFactorial = new Float64Array(total + 1);
  for (let n = 2; n <= total; n++) logFactorial[n] = logFactorial[n - 1] + Math.log(n);
  const f = (n: number) => logFactorial[n];
  let sum = 0;
  for (const a of classes) {
    for (const b of clusters) {
      for (let n = Math.max(1, a + b - total); n <= Math.min(a, b); n++) {
        // The hypergeometric probability that a class and a cluster have n rows in common.
        const log = f(a) + f(b) + f(total - a) + f(total - b) -
          f(total) - f(n) - f(a - n) - f(b - n) - f(total - a - b + n);
        sum += n / total * Math.log(n * total / (a * b)) * Math.exp(log);
      }
    }
  }
  return sum;
}

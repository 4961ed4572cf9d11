import { checkList, checkOptions, expected } from "../checks/mod.ts";
import { forEachQueryRanks } from "./positive_ranks.ts";
import { type RetrievalOptions, searchSpace } from "./search_space.ts";

/** Options of {@linkcode retrievalMetrics}. */
export interface RetrievalMetricsOptions extends RetrievalOptions {
  /** The k of recall@k and precision@k; `[1, 5, 10]` by default. */
  ks?: readonly number[];
}

/** What {@linkcode retrievalMetrics} finds. */
export interface RetrievalMetrics {
  /** How many queries the means are over. */
  queries: number;
  /** How many queries have no sample of their class in the gallery. */
  lone: number;
  /** Recall@k for each k asked for. */
  recall: Record<number, number>;
  /** Precision@k for each k asked for. */
  precision: Record<number, number>;
  /** R-precision. */
  rPrecision: number;
  /** Mean average precision at R. */
  mapAtR: number;
  /** Mean average precision, over the whole gallery. */
  map: number;
  /** Mean of 1 / rank of the first sample of the query's class. */
  reciprocalRank: number;
}

/**
 * All retrieval metrics in one pass over exact distances.
 *
 * For a query with R samples of its class in the gallery, at ranks `r_1 < r_2 < ... < r_R`:
 * - recall@k: 1 if `r_1 <= k`, else 0 (what metric learning calls recall);
 * - precision@k: how many `r_j <= k`, divided by k;
 * - R-precision: how many `r_j <= R`, divided by R;
 * - MAP@R: the sum of `j / r_j` over `r_j <= R`, divided by R (Musgrave, Belongie and Lim, 2020, *A
 *   Metric Learning Reality Check*, section 3.2);
 * - MAP: the mean of `j / r_j` over all j;
 * each then averaged over the queries.
 *
 * Policies. Distances are taken by subtraction in float64. Ties: the lower row of the gallery comes first.
 * The query is not in its own gallery. A k above its size takes all of it; precision@k still divides by k.
 *
 * @param embeddings The queries: count x dim numbers, row after row.
 * @throws {RangeError} When a shape does not fit, a coordinate is not finite, k is not a positive
 * integer, or when every query is lone and `lone` is `"skip"`.
 *
 * @example Two pairs, one of them torn apart
 * ```ts
 * import { retrievalMetrics } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const embeddings = Float32Array.of(0, 1, 3, 9);
 * const metrics = await retrievalMetrics(embeddings, [7, 7, 8, 8], { dim: 1, ks: [1, 2] });
 * assertEquals(metrics.recall, { 1: 0.75, 2: 0.75 });
 * assertEquals(metrics.precision, { 1: 0.75, 2: 0.375 });
 * ```
 */
export async function retrievalMetrics(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: RetrievalMetricsOptions,
): Promise<RetrievalMetrics> {
  const { ks: asked = [1, 5, 10], lone: policy = "skip", ...where } = checkOptions(
    options,
    "ks dim gallery lone distance",
  );
  checkList(asked, "ks", { min: 1, integer: true });
  const ks = Array.from(asked);
  const space = searchSpace(embeddings, labels, { ...where, lone: policy });

  const recall = ks.map(() => 0), precision = ks.map(() => 0);
  let queries = 0, lone = 0, rPrecision = 0, mapAtR = 0, map = 0, reciprocalRank = 0;
  await forEachQueryRanks(space, (_, ranks) => {
    const R = ranks.length;
    if (R === 0) return void lone++;
    queries++;
    let within = 0, atR = 0, whole = 0;
    for (let j = 0; j < R; j++) {
      whole += (j + 1) / ranks[j];
      if (ranks[j] > R) continue;
      within++;
      atR += (j + 1) / ranks[j];
    }
    rPrecision += within / R;
    mapAtR += atR / R;
    map += whole / R;
    reciprocalRank += 1 / ranks[0];
    ks.forEach((k, i) => {
      let hits = 0;
      while (hits < R && ranks[hits] <= k) hits++;
      recall[i] += hits > 0 ? 1 : 0;
      precision[i] += hits / k;
    });
  });
  if (policy === "miss") queries += lone;
  if (queries === 0) throw onlyLoneQueries(labels.length);
  const byK = (sums: number[]) => Object.fromEntries(ks.map((k, i) => [k, sums[i] / queries]));
  return {
    ...{ queries, lone, recall: byK(recall), precision: byK(precision) },
    ...{ rPrecision: rPrecision / queries, mapAtR: mapAtR / queries },
    ...{ map: map / queries, reciprocalRank: reciprocalRank / queries },
  };
}

/** The error for data on which no mean exists. */
export function onlyLoneQueries(count: number): RangeError {
  const wanted = "at least one query with a sample of its class in the gallery";
  return new RangeError(expected("labels", wanted, `${count} queries without one`));
}

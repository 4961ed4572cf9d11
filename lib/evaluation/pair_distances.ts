import { checkLabelled, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { inSpace, ofSquare, type RetrievalOptions } from "./search_space.ts";
import { squaredDistance } from "../reference/squared_distances.ts";
import { forEachQuery } from "./for_each_query.ts";

/** Which pairs of a set of embeddings are looked at. */
export interface PairOptions extends Pick<RetrievalOptions, "dim" | "distance"> {
  /**
   * `"all"` (the default): every pair of different rows, 50,000,000 at most, which 10,000 rows have.
   * A number: so many pairs drawn at random, with repetition, for sets that have more.
   */
  pairs?: "all" | number;
  /** Governs which pairs are drawn; see `seededRandom`. 0 by default. */
  seed?: number;
}

/** What `"all"` takes: 400 MB of float64. */
const MOST_PAIRS = 5e7;

/** Distances of pairs, by whether both are of one class. */
export async function pairDistances(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: PairOptions,
): Promise<{ same: Float64Array; different: Float64Array }> {
  const { dim, pairs = "all", seed = 0, distance } = checkOptions(
    options,
    "dim pairs seed distance",
  );
  const rows = checkLabelled(embeddings, labels, { dim, distance });
  if (pairs !== "all") checkNumber(pairs, "pairs", { min: 1, max: MOST_PAIRS, integer: true });
  const total = rows * (rows - 1) / 2;
  if (pairs === "all" && total > MOST_PAIRS) {
    const hint = "draw a sample of them, such as pairs: 1_000_000";
    const got = `${total} of ${rows} rows`;
    refuseValue(got, "pairs", `at most ${MOST_PAIRS} pairs`, hint);
  }
  const { rows: x, dim: length } = inSpace(embeddings, dim, distance);
  // Pairs of one class stand at its front, those of two at its end.
  const all = new Float64Array(pairs === "all" ? total : rows > 1 ? pairs : 0);
  let same = 0, different = all.length;
  const add = (i: number, j: number, square: number) => {
    all[labels[i] === labels[j] ? same++ : --different] = ofSquare(square, distance);
  };
  if (pairs === "all") {
    await forEachQuery(x, x, length, (i, squares) => {
      for (let j = i + 1; j < rows; j++) add(i, j, squares[j]);
    }, { behind: true });
  } else {
    const random = seededRandom(seed);
    while (same < different) {
      const i = random.integer(rows), drawn = random.integer(rows - 1);
      const j = drawn < i ? drawn : drawn + 1;
      add(i, j, squaredDistance(x, i, x, j, length));
    }
  }
  return { same: all.subarray(0, same), different: all.subarray(different) };
}

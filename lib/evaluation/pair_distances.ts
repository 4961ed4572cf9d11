import {
  checkFlatMatrix,
  checkLabels,
  checkMetric,
  checkNumber,
  checkOptions,
  type Distance,
} from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { inSpace, ofSquare } from "./search_space.ts";
import { squaredDistance } from "../reference/squared_distances.ts";
import { forEachQuery } from "./for_each_query.ts";

/** Which pairs of a set of embeddings are looked at. */
export interface PairOptions {
  /** Length of an embedding. */
  dim: number;
  /**
   * `"all"` (the default): every pair of different rows, 50,000,000 at most, which 10,000 rows have.
   * A number: so many pairs drawn at random, with repetition, for sets that have more.
   */
  pairs?: "all" | number;
  /** Governs which pairs are drawn; see `seededRandom`. 0 by default. */
  seed?: number;
  /** `"euclidean"` (the default) or `"cosine"`: `1 - cos` of the angle, as in the losses. */
  distance?: Distance;
}

/** Distances of pairs, by whether both are of one class. */
export interface PairDistances {
  /** Of pairs of one class. */
  same: Float64Array;
  /** Of pairs of two classes. */
  different: Float64Array;
}

/** What `"all"` takes: two arrays of float64, 400 MB together. */
const MOST_PAIRS = 5e7;

/** The distances of all pairs, or of a sample of them. */
export async function pairDistances(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: PairOptions,
): Promise<PairDistances> {
  const { dim, pairs = "all", seed = 0, distance } = checkOptions(
    options,
    "dim pairs seed distance",
  );
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkLabels(labels, rows, "labels");
  checkMetric({ distance });
  if (pairs !== "all") {
    checkNumber(pairs, "pairs", { min: 1, max: MOST_PAIRS, integer: true });
    const space = inSpace(embeddings, dim, distance);
    const { same, different } = sample(space.rows, labels, space.dim, rows, pairs, seed);
    const told = (squares: number[]) => Float64Array.from(squares, (s) => ofSquare(s, distance));
    return { same: told(same), different: told(different) };
  }
  const total = rows * (rows - 1) / 2;
  if (total > MOST_PAIRS) {
    throw new RangeError(
      `pairs: expected at most ${MOST_PAIRS} pairs, got ${total} of ${rows} rows; ` +
        `draw a sample of them, such as pairs: 1_000_000`,
    );
  }
  const counts = new Map<number, number>();
  for (let i = 0; i < rows; i++) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  let ofOneClass = 0;
  for (const count of counts.values()) ofOneClass += count * (count - 1) / 2;
  const same = new Float64Array(ofOneClass), different = new Float64Array(total - ofOneClass);
  let s = 0, d = 0;
  const { rows: x, dim: length } = inSpace(embeddings, dim, distance);
  await forEachQuery(x, x, length, (i, squares) => {
    for (let j = i + 1; j < rows; j++) {
      if (labels[i] === labels[j]) same[s++] = ofSquare(squares[j], distance);
      else different[d++] = ofSquare(squares[j], distance);
    }
  }, { behind: true });
  return { same, different };
}

/** The squared distances of a sample of the pairs. */
function sample(
  embeddings: Float64Array,
  labels: ArrayLike<number>,
  dim: number,
  rows: number,
  pairs: number,
  seed: number,
): { same: number[]; different: number[] } {
  const random = seededRandom(seed);
  const same: number[] = [], different: number[] = [];
  for (let n = 0; n < pairs && rows > 1; n++) {
    const i = random.integer(rows), drawn = random.integer(rows - 1);
    const j = drawn < i ? drawn : drawn + 1;
    const square = squaredDistance(embeddings, i, embeddings, j, dim);
    (labels[i] === labels[j] ? same : different).push(square);
  }
  return { same, different };
}

import {
  checkFlatMatrix,
  checkLabels,
  checkMargin,
  checkMetric,
  checkNumber,
  checkOptions,
  type DistanceOptions,
} from "../checks/mod.ts";
import { nearestNeighbours } from "../evaluation/nearest_neighbours.ts";
import { inSpace, ofSquare } from "../evaluation/search_space.ts";
import { groupBy } from "../host/mod.ts";
import { squaredDistance } from "../reference/squared_distances.ts";
import { takeRows } from "../evaluation/take_rows.ts";
import { seededRandom } from "../random.ts";

/** Options of {@linkcode mineTriplets}. */
export interface MineTripletsOptions extends DistanceOptions {
  /** Length of an embedding. */
  dim: number;
  /** The margin of the loss, in the unit of the distances. */
  margin: number;
  /** K: how many of the nearest samples of other classes a negative is chosen from; 20 by default. */
  candidates?: number;
  /** Governs the choices; see `seededRandom`. */
  seed: number;
  /** A stream of the seed, such as the number of the epoch; 0 by default. */
  stream?: number;
}

/** Rows of a data set that make triplets: the i-th of each. */
export interface MinedTriplets {
  /** The anchors. */
  anchors: Int32Array;
  /** A sample of the anchor's class for each. */
  positives: Int32Array;
  /** A sample of another class for each. */
  negatives: Int32Array;
}

/**
 * Offline mining: one triplet for each sample of a data set, in random order.
 *
 * The positive is another sample of the anchor's class, drawn at random. The negative is drawn from
 * the K samples of other classes that are nearest to the anchor: at random among those that make the
 * triplet semi-hard (`d(a,p) < d(a,n) < d(a,p) + margin`; FaceNet, section 3.2), and where there are
 * none, the nearest of all. A sample alone in its class is no anchor. Distances are exact; the search
 * costs O(n^2 dim).
 *
 * @param embeddings n x dim numbers, row after row.
 * @param labels n integers.
 * @param options `dim`, margin, K and the seed.
 * @returns Rows of anchors, positives and negatives.
 * @throws {RangeError} When a shape does not fit, a number is out of range, or there are fewer than
 * two classes or none with two samples.
 *
 * @example The negatives come from the other class
 * ```ts
 * import { mineTriplets } from "@triplet-lab/triplet-lab/mining";
 * import { assertEquals } from "@std/assert";
 *
 * const embeddings = Float32Array.of(0, 1, 1.1, 5);
 * const { negatives } = await mineTriplets(embeddings, [7, 7, 8, 8], {
 *   dim: 1,
 *   margin: 0.2,
 *   candidates: 1,
 *   seed: 1,
 * });
 * assertEquals([...negatives].sort(), [1, 1, 2, 2]);
 * ```
 */
export async function mineTriplets(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: MineTripletsOptions,
): Promise<MinedTriplets> {
  const { dim, margin, squared = false, distance, candidates = 20, seed, stream = 0 } =
    checkOptions(
      options,
      "dim margin squared distance candidates seed stream",
    );
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkLabels(labels, rows, "labels");
  checkMargin(margin);
  checkMetric({ squared, distance });
  checkNumber(candidates, "candidates", { min: 1, integer: true });
  const random = seededRandom(seed, stream);
  const classes = rowsOfClasses(labels);
  if (classes.length < 2 || !classes.some((own) => own.length > 1)) {
    throw new RangeError(
      `labels: expected two classes or more, one of them with two samples, got ${classes.length}`,
    );
  }

  const space = inSpace(embeddings, dim, distance);
  const mined: [anchor: number, positive: number, negative: number][] = [];
  for (const own of classes) {
    if (own.length < 2) continue;
    const others = classes.flatMap((rows) => rows === own ? [] : rows);
    const near = await nearestNeighbours(takeRows(embeddings, own, dim), {
      dim,
      distance,
      k: candidates,
      gallery: takeRows(embeddings, others, dim),
    });
    own.forEach((anchor, i) => {
      const j = random.integer(own.length - 1);
      const positive = own[j < i ? j : j + 1];
      const square = squaredDistance(space.rows, anchor, space.rows, positive, space.dim);
      const dAp = squared ? square : ofSquare(square, distance);
      const semiHard: number[] = [];
      for (let c = i * near.k; c < (i + 1) * near.k; c++) {
        const dAn = squared ? near.distances[c] ** 2 : near.distances[c];
        if (dAp < dAn && dAn < dAp + margin) semiHard.push(near.indices[c]);
      }
      const chosen = semiHard.length > 0
        ? semiHard[random.integer(semiHard.length)]
        : near.indices[i * near.k];
      mined.push([anchor, positive, others[chosen]]);
    });
  }
  const shuffled = random.shuffle(mined);
  const column = (place: 0 | 1 | 2) => Int32Array.from(shuffled, (triplet) => triplet[place]);
  return { anchors: column(0), positives: column(1), negatives: column(2) };
}

function rowsOfClasses(labels: ArrayLike<number>): number[][] {
  const rows = groupBy(Array.from(labels).keys(), (row) => labels[row]);
  return [...rows].sort(([a], [b]) => a - b).map(([, own]) => own);
}

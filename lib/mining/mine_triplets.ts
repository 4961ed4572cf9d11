import { checkChoice, checkLabelled, checkMargin, checkNumber } from "../checks/mod.ts";
import { checkOptions, refuseValue } from "../checks/mod.ts";
import { nearestNeighbours, type Neighbours } from "../evaluation/nearest_neighbours.ts";
import { neighbourIndex } from "../evaluation/neighbour_index.ts";
import { inSpace, ofSquare } from "../evaluation/search_space.ts";
import { takeRows } from "../evaluation/take_rows.ts";
import type { MinedOptions } from "../reference/mined_options.ts";
import { squaredDistance } from "../reference/squared_distances.ts";
import { seededRandom } from "../random.ts";
import { rowsOfClasses } from "./rows_of_classes.ts";

/** Options of {@linkcode mineTriplets}. */
export interface MineTripletsOptions extends Omit<MinedOptions, "reduction"> {
  /** Length of an embedding. */
  dim: number;
  /** K: how many of the nearest samples of other classes a negative is chosen from; 20 by default. */
  candidates?: number;
  /**
   * How these are found: `"exact"` (the default), or by a `neighbourIndex` of the data set, which misses
   * some, for more rows than n^2 allows. Each gives the same triplets every time.
   */
  search?: "exact" | "index";
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
 * none, the nearest of all. A sample alone in its class is no anchor. The exact search costs O(n^2
 * dim); an index is asked for K and the size of the class, which pays where classes are small.
 *
 * @param embeddings n x dim numbers, row after row.
 * @param labels n integers.
 * @throws {RangeError} When a shape does not fit, a number is out of range, or there are fewer than
 *   two classes or none with two samples.
 *
 * @example The negatives come from the other class
 * ```ts
 * import { mineTriplets } from "@triplet-lab/triplet-lab/mining";
 * import { assertEquals } from "@std/assert";
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
  const { dim, margin, squared = false, distance, seed, stream = 0, ...near } = checkOptions(
    options,
    "dim margin squared distance candidates search seed stream",
  );
  const { candidates = 20, search = "exact" } = near;
  checkLabelled(embeddings, labels, { dim, squared, distance });
  checkMargin(margin);
  checkNumber(candidates, "candidates", { min: 1, integer: true });
  checkChoice(search, ["exact", "index"], "search");
  const random = seededRandom(seed, stream);
  const classes = [...rowsOfClasses(labels).values()];
  if (classes.length < 2 || !classes.some((own) => own.length > 1)) {
    refuseValue(classes.length, "labels", "two classes or more, one of them with two samples");
  }

  const space = inSpace(embeddings, dim, distance);
  const nearest = await nearestOthers(embeddings, labels, candidates, { dim, distance, search });
  const mined: [anchor: number, positive: number, negative: number][] = [];
  for (const own of classes) {
    if (own.length < 2) continue;
    const near = await nearest(own, () => classes.flatMap((rows) => rows === own ? [] : rows));
    own.forEach((anchor, i) => {
      const j = random.integer(own.length - 1);
      const positive = own[j < i ? j : j + 1];
      const measure = (row: number) => {
        const square = squaredDistance(space.rows, anchor, space.rows, row, space.dim);
        return squared ? square : ofSquare(square, distance);
      };
      const dAp = measure(positive);
      const semiHard = near[i].filter((row) => {
        const dAn = measure(row);
        return dAp < dAn && dAn < dAp + margin;
      });
      const negative = semiHard.length > 0 ? semiHard[random.integer(semiHard.length)] : near[i][0];
      mined.push([anchor, positive, negative]);
    });
  }
  const shuffled = random.shuffle(mined);
  const column = (place: 0 | 1 | 2) => Int32Array.from(shuffled, (triplet) => triplet[place]);
  return { anchors: column(0), positives: column(1), negatives: column(2) };
}

/**
 * Finds for each row of a class the nearest among the `others`, nearest first: by measuring all, or by
 * one index of all rows, made by one thread to be repeatable.
 */
async function nearestOthers(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  candidates: number,
  { dim, distance, search }: Pick<MineTripletsOptions, "dim" | "distance" | "search">,
) {
  const index = search === "index" &&
    await neighbourIndex(embeddings, { dim, distance, threads: 1 });
  const lists = ({ k, indices }: Neighbours, count: number) =>
    Array.from({ length: count }, (_, i) => [...indices.subarray(i * k, (i + 1) * k)]);
  return async (own: number[], others: () => number[]): Promise<number[][]> => {
    const queries = takeRows(embeddings, own, dim);
    if (index) {
      // Its own class may be nearest, all of it.
      const near = lists(index.search(queries, candidates + own.length), own.length).map((list) =>
        list.filter((row) => row >= 0 && labels[row] !== labels[own[0]]).slice(0, candidates)
      );
      if (near.every((list) => list.length > 0)) return near;
    }
    const rows = others(), gallery = takeRows(embeddings, rows, dim);
    const exact = await nearestNeighbours(queries, { dim, distance, k: candidates, gallery });
    return lists(exact, own.length).map((list) => list.map((at) => rows[at]));
  };
}

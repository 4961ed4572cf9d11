import { checkFlatMatrix, checkNumber } from "../checks/mod.ts";
import { type SeededRandom, seededRandom } from "../random.ts";

/** Options of {@linkcode kMeans}. */
export interface KMeansOptions {
  /** Length of an embedding. */
  dim: number;
  /** How many clusters. */
  k: number;
  /** Governs the starts; see `seededRandom`. */
  seed: number;
  /** How often to start; the best outcome counts. 5 by default. */
  starts?: number;
  /** How many rounds at most; 100 by default. */
  rounds?: number;
}

/** What {@linkcode kMeans} finds. */
export interface Clusters {
  /** The cluster of each row, from 0. */
  clusters: Int32Array;
  /** The clusters' means: k x dim numbers, row after row. */
  centres: Float64Array;
  /** The sum of squared distances of the rows to their centres. */
  inertia: number;
}

/**
 * k-means (Lloyd's rounds from k-means++ starts; Arthur and Vassilvitskii, 2007), in float64.
 *
 * A row as near to two centres goes to the lower one. A cluster that loses all its rows starts again
 * at the row farthest from its centre.
 *
 * @param embeddings count x dim numbers, row after row.
 * @param options `dim`, `k` and the seed.
 * @returns The clusters of the best start.
 * @throws {RangeError} When a shape does not fit, or k is not from 1 to the number of rows.
 *
 * @example Two heaps
 * ```ts
 * import { kMeans } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { clusters, inertia } = kMeans(Float32Array.of(0, 1, 8, 9), { dim: 1, k: 2, seed: 1 });
 * assertEquals(clusters[0] === clusters[1] && clusters[2] === clusters[3], true);
 * assertEquals(inertia, 1);
 * ```
 */
export function kMeans(embeddings: Float32Array, options: KMeansOptions): Clusters {
  const { dim, k, seed, starts = 5, rounds = 100 } = options;
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkNumber(k, "k", { min: 1, max: rows, integer: true });
  checkNumber(starts, "starts", { min: 1, integer: true });
  checkNumber(rounds, "rounds", { min: 1, integer: true });
  const random = seededRandom(seed);
  const x = Float64Array.from(embeddings);
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const found = lloyd(x, dim, spreadCentres(x, dim, k, random), rounds);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** k-means++: each next centre is a row, drawn by its squared distance to the centres so far. */
function spreadCentres(
  x: Float64Array,
  dim: number,
  k: number,
  random: SeededRandom,
): Float64Array {
  const rows = x.length / dim;
  const centres = new Float64Array(k * dim);
  const nearest = new Float64Array(rows).fill(Infinity);
  let row = random.integer(rows);
  for (let c = 0; c < k; c++) {
    centres.set(x.subarray(row * dim, (row + 1) * dim), c * dim);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      nearest[i] = Math.min(nearest[i], squared(x, i * dim, centres, c * dim, dim));
      total += nearest[i];
    }
    let left = random.uniform() * total;
    row = 0;
    while (row < rows - 1 && (left -= nearest[row]) >= 0) row++;
  }
  return centres;
}

function lloyd(x: Float64Array, dim: number, centres: Float64Array, rounds: number): Clusters {
  const rows = x.length / dim, k = centres.length / dim;
  const clusters = new Int32Array(rows).fill(-1);
  const distances = new Float64Array(rows);
  let inertia = 0;
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    inertia = 0;
    for (let i = 0; i < rows; i++) {
      let nearest = 0, least = Infinity;
      for (let c = 0; c < k; c++) {
        const distance = squared(x, i * dim, centres, c * dim, dim);
        if (distance < least) [least, nearest] = [distance, c];
      }
      if (clusters[i] !== nearest) [clusters[i], moved] = [nearest, true];
      distances[i] = least;
      inertia += least;
    }
    if (!moved) break;
    moveCentres(x, dim, clusters, distances, centres);
  }
  return { clusters, centres, inertia };
}

function moveCentres(
  x: Float64Array,
  dim: number,
  clusters: Int32Array,
  distances: Float64Array,
  centres: Float64Array,
): void {
  const counts = new Int32Array(centres.length / dim);
  centres.fill(0);
  for (let i = 0; i < clusters.length; i++) {
    counts[clusters[i]]++;
    for (let d = 0; d < dim; d++) centres[clusters[i] * dim + d] += x[i * dim + d];
  }
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] > 0) {
      for (let d = 0; d < dim; d++) centres[c * dim + d] /= counts[c];
      continue;
    }
    const farthest = distances.indexOf(distances.reduce((a, b) => Math.max(a, b)));
    distances[farthest] = 0; // so that a second empty cluster takes another row
    centres.set(x.subarray(farthest * dim, (farthest + 1) * dim), c * dim);
  }
}

function squared(a: Float64Array, i: number, b: Float64Array, j: number, dim: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += (a[i + d] - b[j + d]) ** 2;
  return sum;
}

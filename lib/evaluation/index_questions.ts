import type { Distance } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { type MeanInterval, meanInterval } from "./mean_interval.ts";
import { nearestNeighbours } from "./nearest_neighbours.ts";
import { takeRows } from "./take_rows.ts";

/** Rows drawn at random with their exact distances: by them an index is examined at every answer. */
export interface IndexQuestions {
  rows: number[];
  embeddings: number[];
  /** How many of the true neighbours are known of each. */
  depth: number;
  /** The distances of these neighbours, the row itself left out, nearest first. */
  distances: number[];
}

const DEPTH = 100;

export async function drawQuestions(
  embeddings: Float32Array,
  { questions, ...how }: { dim: number; distance?: Distance; questions: number },
): Promise<IndexQuestions> {
  const count = embeddings.length / how.dim, depth = Math.min(DEPTH, count - 1);
  const rows = seededRandom(1).shuffle([...Array(count).keys()]).slice(0, questions);
  const asked = takeRows(embeddings, rows, how.dim);
  const exact = await nearestNeighbours(asked, { ...how, k: depth + 1, gallery: embeddings });
  const distances = rows.flatMap((row, i) => {
    const own = Array.from({ length: exact.k }, (_, j) => i * exact.k + j);
    return own.filter((at) => exact.indices[at] !== row).slice(0, depth)
      .map((at) => exact.distances[at]);
  });
  return { rows, embeddings: [...asked], depth, distances };
}

/**
 * The share of the true k nearest of the questions among what was found for them, k + 1 of each since a
 * row finds itself. As near as the true k-th, to float32's rounding, is true: rows at one distance
 * stand for each other.
 */
export function shareFound(
  { rows, depth, distances }: IndexQuestions,
  { k, distance }: { k: number; distance: Distance },
  found: { k: number; indices: Int32Array; distances: Float64Array },
): MeanInterval {
  const shares = rows.map((row, i) => {
    const farthest = distances[i * depth + k - 1];
    const reach = distance === "cosine" ? farthest + 1e-6 : farthest * (1 + 1e-5);
    let near = 0;
    for (let at = i * found.k; at < (i + 1) * found.k; at++) {
      if (found.indices[at] !== row && found.distances[at] <= reach) near++;
    }
    return Math.min(k, near) / k;
  });
  const { mean, low, high, deviation } = meanInterval(shares);
  // Where every question was answered alike, chance shows no width: by the rule of three then.
  const lowest = deviation === 0 ? mean - 3 / rows.length : low;
  return { mean, low: Math.max(0, lowest), high: Math.min(1, high), deviation };
}

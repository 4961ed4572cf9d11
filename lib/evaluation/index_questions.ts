import type { Distance } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import type { MeanInterval } from "./mean_interval.ts";
import { nearestNeighbours } from "./nearest_neighbours.ts";
import { shareInterval } from "./share_interval.ts";
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
 * row finds itself. As near as the true k-th, to rounding, is true: rows at one distance stand for each
 * other. How much that rounds tell the rows' distances to themselves: cosines differ by processor.
 */
export function shareFound(
  { rows, depth, distances }: IndexQuestions,
  k: number,
  found: { k: number; indices: Int32Array; distances: Float64Array },
): MeanInterval {
  const own = (at: number) => found.indices[at] === rows[Math.floor(at / found.k)];
  const noise = found.distances.reduce((most, d, at) => own(at) ? Math.max(most, d, -d) : most, 0);
  const shares = rows.map((_, i) => {
    const farthest = distances[i * depth + k - 1];
    const reach = farthest * (1 + 1e-5) + 4 * noise;
    let near = 0;
    for (let at = i * found.k; at < (i + 1) * found.k; at++) {
      if (!own(at) && found.distances[at] <= reach) near++;
    }
    return Math.min(k, near) / k;
  });
  return shareInterval(shares);
}

import type { DistanceOptions } from "../checks/mod.ts";
import { inSpace, ofSquare } from "./search_space.ts";
import { QUERIES_AT_ONCE, squaredDistances } from "../reference/squared_distances.ts";

/** All distances of a batch, size x size, from differences in float64: equal rows are 0 apart. */
export function batchDistances(
  embeddings: ArrayLike<number>,
  { size, dim, squared, distance }: { size: number; dim: number } & DistanceOptions,
): Float64Array {
  const { rows: x, dim: length } = inSpace(embeddings, dim, distance);
  const distances = new Float64Array(size * size);
  const four = new Float64Array(QUERIES_AT_ONCE * size);
  for (let first = 0; first < size; first += QUERIES_AT_ONCE) {
    squaredDistances(x, first, x, length, four, { start: first });
    for (let i = first; i < Math.min(first + QUERIES_AT_ONCE, size); i++) {
      for (let j = i + 1; j < size; j++) {
        const square = four[(i - first) * size + j];
        distances[i * size + j] = distances[j * size + i] = squared
          ? square
          : ofSquare(square, distance);
      }
    }
  }
  return distances;
}

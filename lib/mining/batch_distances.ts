import { QUERIES_AT_ONCE, squaredDistances } from "../evaluation/squared_distances.ts";

/** All distances of a batch, size x size, from differences in float64: equal rows are 0 apart. */
export function batchDistances(
  x: Float64Array,
  { size, dim, squared }: { size: number; dim: number; squared: boolean },
): Float64Array {
  const distances = new Float64Array(size * size);
  const four = new Float64Array(QUERIES_AT_ONCE * size);
  for (let first = 0; first < size; first += QUERIES_AT_ONCE) {
    squaredDistances(x, first, x, dim, four, first);
    for (let i = first; i < Math.min(first + QUERIES_AT_ONCE, size); i++) {
      for (let j = i + 1; j < size; j++) {
        const square = four[(i - first) * size + j];
        distances[i * size + j] = distances[j * size + i] = squared ? square : Math.sqrt(square);
      }
    }
  }
  return distances;
}

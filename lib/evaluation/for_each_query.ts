import { QUERIES_AT_ONCE, squaredDistances } from "../reference/squared_distances.ts";
import type { Rows } from "./search_space.ts";

/** Queries whose distances are in memory together, and rows of the gallery in float64. */
const QUERIES = 4 * QUERIES_AT_ONCE, BLOCK = 512;

export interface Asked {
  readonly which?: readonly number[];
  readonly behind?: boolean;
  readonly progress?: (share: number) => void;
}

/**
 * Calls `visit` for each query, or those of `which`, with its squared distances; every tenth of a second
 * others get a turn. `behind`: the queries are the gallery, each is asked of the rows behind it only.
 */
export async function forEachQuery(
  queries: Rows,
  gallery: Rows,
  dim: number,
  visit: (query: number, distances: Float64Array) => void,
  { which, behind = false, progress }: Asked = {},
): Promise<void> {
  const count = which?.length ?? queries.length / dim, rows = gallery.length / dim;
  const out = new Float64Array(QUERIES * rows);
  const block = new Float64Array(BLOCK * dim);
  let turn = performance.now();
  for (let first = 0; first < count; first += QUERIES) {
    const asked = Math.min(QUERIES, count - first);
    const own = new Float64Array(asked * dim);
    for (let i = 0; i < asked; i++) {
      const query = which?.[first + i] ?? first + i;
      own.set(queries.subarray(query * dim, (query + 1) * dim), i * dim);
    }
    for (let row = behind ? first : 0; row < rows; row += BLOCK) {
      const part = gallery.subarray(row * dim, (row + BLOCK) * dim);
      block.set(part);
      const there = block.subarray(0, part.length);
      for (let i = 0; i < asked; i += QUERIES_AT_ONCE) {
        const into = out.subarray(i * rows + row);
        squaredDistances(own, i, there, dim, into, { stride: rows });
      }
    }
    for (let i = 0; i < asked; i++) {
      visit(which?.[first + i] ?? first + i, out.subarray(i * rows, (i + 1) * rows));
    }
    progress?.((first + asked) / count);
    if (performance.now() - turn > 100) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
  }
}

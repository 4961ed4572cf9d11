import { expected } from "../checks/mod.ts";
import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import {
  addProducts,
  distanceTile,
  gatherRows,
  type Half,
  pairDistance,
  TILE,
} from "./plain_tiles.ts";
import type { BatchAllOutcome, OperatorInput } from "./types.ts";

/** Up to this many positives an anchor, looking at each costs less than searching among them. */
const DIRECT = 6;

/** The most positives, of all anchors together, that the tables hold. */
const LARGEST_TABLE = 2 ** 30;

/**
 * Batch all in float64: distances from the differences of the coordinates, every comparison the one
 * that the loop over all triplets would make.
 */
export function plainBatchAll(
  input: OperatorInput,
  { margin, squared }: { margin: number; squared: boolean },
): BatchAllOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);

  // The positives' distances of anchor a stand, ascending, from offset[a] to offset[a + 1].
  const offset = new Uint32Array(size + 1);
  let valid = 0;
  let total = 0;
  for (let a = 0; a < size; a++) {
    const others = end[a] - start[a] - 1;
    total += others;
    offset[a + 1] = total;
    valid += others * (size - others - 1);
  }
  if (valid === 0) {
    return {
      loss: 0,
      counts: { valid, positive: 0, easy: 0, semiHard: 0, hard: 0 },
      ...(gradient && { gradient: gradientSpace(input) }),
    };
  }
  if (total > LARGEST_TABLE) {
    const wanted = `classes with up to ${LARGEST_TABLE} pairs in all (engine "plain")`;
    throw new RangeError(expected("labels", wanted, String(total)));
  }
  const positives = new Float64Array(total);
  for (let a = 0; a < size; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = pairDistance(points, a, p, dim, squared);
      positives[offset[a] + p - start[a] - 1] = d;
      positives[offset[p] + a - start[p]] = d;
    }
  }
  // sums[k + a]: the sum of the anchor's first k positives (one place more an anchor than positives).
  const sums = new Float64Array(total + size);
  for (let a = 0; a < size; a++) {
    positives.subarray(offset[a], offset[a + 1]).sort();
    for (let k = offset[a]; k < offset[a + 1]; k++) sums[k + a + 1] = sums[k + a] + positives[k];
  }

  // found[k + a]: how many negatives' searches ended at the anchor's k-th positive.
  const found = new Float64Array(total + size);
  // An array, as numbers that a closure changes would be boxed at every change.
  const tally = new Float64Array(4);
  const tables = { offset, positives, sums, found, tally, margin };
  const tile = new Float64Array(TILE * TILE);
  const pulls = gradient ? new Float64Array(size * dim) : null;
  const weights = new Float64Array(gradient ? size : 0);
  for (let i0 = 0; i0 < size; i0 += TILE) {
    const rows = Math.min(TILE, size - i0);
    for (let j0 = i0; j0 < size; j0 += TILE) {
      const columns = Math.min(TILE, size - j0);
      if (end[i0] >= j0 + columns) continue; // One class holds the whole tile.
      const diagonal = i0 === j0;
      distanceTile(tile, points, i0, rows, j0, columns, dim, diagonal);
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        // Places before the class's end are positives, or pairs that the upper half has.
        const first = Math.min(Math.max(end[i] - j0, 0), columns);
        tile.fill(0, r * TILE, r * TILE + first);
        for (let c = first; c < columns; c++) {
          const square = tile[r * TILE + c];
          const d = squared ? square : Math.sqrt(square);
          const count = scan(tables, i, d) + scan(tables, j0 + c, d);
          const weight = squared ? -2 * count : d > 0 ? -count / d : 0;
          tile[r * TILE + c] = weight;
          if (pulls) {
            weights[i] += weight;
            weights[j0 + c] += weight;
          }
        }
      }
      if (pulls) {
        const [upper, turned]: Half[] = diagonal ? ["upper", "turned"] : ["whole", "whole"];
        addProducts(pulls, i0, rows, points, j0, columns, tile, TILE, 1, dim, upper);
        addProducts(pulls, j0, columns, points, i0, rows, tile, 1, TILE, dim, turned);
      }
    }
  }
  const [lossSum, positive, semiHard, hard] = tally;
  // Where hardly anything is active, rounding could leave the sum a hair below 0.
  const loss = positive > 0 ? Math.max(lossSum, 0) / positive : 0;
  const counts = { valid, positive, easy: valid - semiHard - hard, semiHard, hard };
  if (!pulls) return { loss, counts };

  // From "searches that ended at k" to "negatives that make k active": all that ended at k or before.
  for (let a = 0; a < size; a++) {
    for (let k = offset[a] + 1; k < offset[a + 1]; k++) found[k + a] += found[k + a - 1];
  }
  const activeNegatives = (a: number, d: number): number => {
    let low = offset[a];
    for (let high = offset[a + 1]; low < high;) {
      const middle = (low + high) >>> 1;
      if (positives[middle] < d) low = middle + 1;
      else high = middle;
    }
    return found[low + a];
  };
  const sum = new Float64Array(size * dim);
  for (let a = 0; a < size; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = pairDistance(points, a, p, dim, squared);
      const count = activeNegatives(a, d) + activeNegatives(p, d);
      const weight = squared ? 2 * count : d > 0 ? count / d : 0;
      if (weight === 0) continue;
      for (let k = 0; k < dim; k++) {
        const pull = weight * (points[a * dim + k] - points[p * dim + k]);
        sum[a * dim + k] += pull;
        sum[p * dim + k] -= pull;
      }
    }
  }
  const result = gradientSpace(input);
  const scale = positive > 0 ? 1 / positive : 0;
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < dim; k++) {
      const at = a * dim + k;
      result[order[a] * dim + k] = scale * (sum[at] + weights[a] * points[at] - pulls[at]);
    }
  }
  return { loss, counts, gradient: result };
}

/** The positives of all anchors, and what the negatives' searches among them add up to. */
interface Tables {
  offset: Uint32Array;
  positives: Float64Array;
  sums: Float64Array;
  found: Float64Array;
  /** Sum of the losses, positive, semi-hard and hard triplets. */
  tally: Float64Array;
  margin: number;
}

/** How many positives of anchor `a` a negative at distance `d` makes active; books all counts. */
function scan(
  { offset, positives, sums, found, tally, margin }: Tables,
  a: number,
  d: number,
): number {
  const from = offset[a];
  const to = offset[a + 1];
  let active = to;
  let atLeast = to;
  if (to - from <= DIRECT) {
    while (active > from && d < positives[active - 1] + margin) active--;
  } else {
    for (let low = from; low < active;) {
      const middle = (low + active) >>> 1;
      if (d < positives[middle] + margin) active = middle;
      else low = middle + 1;
    }
    for (let low = active; low < atLeast;) {
      const middle = (low + atLeast) >>> 1;
      if (positives[middle] >= d) atLeast = middle;
      else low = middle + 1;
    }
  }
  // Hard ones that are not active: those at exactly `d`, with a margin that the sum rounds away.
  while (atLeast > from && positives[atLeast - 1] >= d) atLeast--;
  const count = to - active;
  found[active + a]++;
  tally[0] += (sums[to + a] - sums[active + a]) + count * (margin - d);
  tally[1] += count;
  if (active < atLeast) tally[2] += atLeast - active;
  tally[3] += to - atLeast;
  return count;
}

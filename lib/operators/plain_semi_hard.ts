import { drawNegative } from "../reference/draw_negative.ts";
import { tripletTally } from "../reference/triplet_loss_result.ts";
import { gradientSpace } from "./gradient_space.ts";
import { plainBatchAll } from "./plain_batch_all.ts";
import { distanceTile, gatherRows, pullPair, TILE, zeroRows } from "./plain_tiles.ts";
import type { OperatorInput, SemiHardRule, TripletOutcome } from "./types.ts";

/** Stands for a row's number where several rows are equally far. */
const TIED = -1;

/** What {@linkcode plainSemiHard} is told. */
interface SemiHardOptions {
  readonly margin: number;
  readonly squared: boolean;
  readonly rule: SemiHardRule;
  readonly seed: number;
}

/** An anchor's negatives in the order of the batch: how far they are, and which rows. */
interface Negatives {
  readonly d: Float64Array;
  readonly rows: Int32Array;
}

/** The negative of a pair: how far it is, and which row (or TIED). */
interface Chosen {
  d: number;
  row: number;
}

/** Semi-hard in float64: every comparison is the one that the loop over all triplets would make. */
export function plainSemiHard(input: OperatorInput, options: SemiHardOptions): TripletOutcome {
  const { rule, margin, squared } = options;
  if (rule === "all") return plainBatchAll(input, { margin, squared, semiHard: true });
  const { labels, dim, gradient } = input;
  const size = labels.length;
  const all = labels.map((_, row) => row);
  const points = gatherRows(input.embeddings, all, dim);
  const classes = new Map(Array.from(new Set(labels), (label) => [label, {
    own: all.filter((row) => labels[row] === label),
    others: all.filter((row) => labels[row] !== label),
  }]));
  const pulls = gradient ? zeroRows(size, dim) : null;
  const slope = (d: number): number => squared ? 2 : d > 0 ? 1 / d : 0;
  const tally = tripletTally(size, margin);
  const far = new Float64Array(size);
  eachRow(points, size, squared, (a, d) => {
    const { own, others } = classes.get(labels[a])!;
    if (own.length < 2 || others.length === 0) return;
    const negatives = { rows: others, d: far.subarray(0, others.length) };
    for (let at = 0; at < others.length; at++) far[at] = d[others[at]];
    const choose = CHOOSERS[rule](a, d, own, negatives, options);
    for (const p of own) {
      if (p === a) continue;
      const chosen = choose(p);
      if (chosen === null) continue;
      tally.add(a, d[p], chosen.d);
      if (!(chosen.d < d[p] + margin)) continue;
      if (!pulls) continue;
      pullPair(pulls, points, a, p, slope(d[p]));
      const tied = chosen.row === TIED ? rowsAt(negatives, chosen.d) : [chosen.row];
      for (const n of tied) pullPair(pulls, points, a, n, -slope(chosen.d) / tied.length);
    }
  });
  const { loss, counts } = tally.result("mean");
  if (!pulls) return { loss, counts };
  const scale = 1 / Math.max(counts.valid, 1);
  const result = gradientSpace(input);
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < dim; k++) result[a * dim + k] = scale * (0 - pulls[a][k]);
  }
  return { loss, counts, gradient: result };
}

/** Calls `visit` with each row and its distances from all rows, in an array that is used again. */
function eachRow(
  points: Float64Array[],
  size: number,
  squared: boolean,
  visit: (row: number, d: Float64Array) => void,
): void {
  const tile = new Float64Array(TILE * TILE);
  const block = zeroRows(TILE, size);
  for (let i0 = 0; i0 < size; i0 += TILE) {
    const rows = Math.min(TILE, size - i0);
    for (let j0 = 0; j0 < size; j0 += TILE) {
      const columns = Math.min(TILE, size - j0);
      distanceTile(tile, points, i0, rows, j0, columns);
      if (!squared) { for (let t = 0; t < tile.length; t++) tile[t] = Math.sqrt(tile[t]); }
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          // Of a tile on the diagonal the upper half is there.
          const below = i0 === j0 && c < r;
          block[r][j0 + c] = tile[below ? c * TILE + r : r * TILE + c];
        }
      }
    }
    for (let r = 0; r < rows; r++) visit(i0 + r, block[r]);
  }
}

function rowsAt({ d, rows }: Negatives, distance: number): Int32Array {
  return rows.filter((_, at) => d[at] === distance);
}

/** From an anchor, its distances, its class and its negatives: what chooses for each positive. */
const CHOOSERS: Record<
  Exclude<SemiHardRule, "all">,
  (
    a: number,
    d: Float64Array,
    own: Int32Array,
    negatives: Negatives,
    options: SemiHardOptions,
  ) => (p: number) => Chosen | null
> = {
  /** Each negative is offered to the farthest of the positives that are nearer than it. */
  nearest(a, d, own, negatives) {
    const positives = Float64Array.from(own.filter((p) => p !== a), (p) => d[p]).sort();
    const least = Array.from(positives, (): Chosen => ({ d: Infinity, row: TIED }));
    const farthest: Chosen = { d: -Infinity, row: TIED };
    for (let at = 0; at < negatives.d.length; at++) {
      const distance = negatives.d[at];
      const row = negatives.rows[at];
      const beyond = firstFrom(positives, distance) - 1;
      if (beyond >= 0) offer(least[beyond], distance, row, distance < least[beyond].d);
      offer(farthest, distance, row, distance > farthest.d);
    }
    // What is beyond a positive is beyond all that are nearer.
    for (let k = positives.length - 2; k >= 0; k--) {
      if (least[k + 1].d < least[k].d) least[k] = least[k + 1];
    }
    return (p) => {
      const chosen = least[firstFrom(positives, d[p])];
      return chosen.d < Infinity ? chosen : farthest;
    };
  },

  random(a, d, _own, { d: far, rows }, { margin, seed }) {
    const semiHard = new Int32Array(rows.length + 1);
    return (p) => {
      const positive = d[p];
      const reach = positive + margin;
      let count = 0;
      for (let at = 0; at < far.length; at++) {
        const distance = far[at];
        // Written in any case and kept if counted: no processor could foretell a branch.
        semiHard[count] = at;
        count += Number(distance > positive) & Number(distance < reach);
      }
      if (count === 0) return null;
      const at = semiHard[drawNegative(seed, a, p, count)];
      return { d: far[at], row: rows[at] };
    };
  },
};

function offer(best: Chosen, d: number, row: number, better: boolean): void {
  if (better) {
    best.d = d;
    best.row = row;
  } else if (d === best.d) best.row = TIED;
}

/** How many of the ascending numbers lie below `limit`. */
function firstFrom(ascending: Float64Array, limit: number): number {
  let first = 0;
  for (let left = ascending.length; left > 0;) {
    const half = (left + 1) >>> 1;
    first += half & -Number(ascending[first + half - 1] < limit);
    left -= half;
  }
  return first;
}

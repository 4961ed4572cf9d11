import { firstAtLeast } from "../reference/first_at_least.ts";
import { drawNegative } from "../reference/draw_negative.ts";
import { tripletTally } from "../reference/triplet_loss_result.ts";
import { QUERIES_AT_ONCE, squaredDistances } from "../reference/squared_distances.ts";
import { plainBatchAll } from "./plain_batch_all.ts";
import { gradientOf, plainPoints, pullPair } from "./plain_pairs.ts";
import type { EngineMetric, OperatorInput, SemiHardRule, TripletOutcome } from "./types.ts";

/** Stands for a row's number where several rows are equally far. */
const TIED = -1;

type SemiHardOptions = EngineMetric & { rule: SemiHardRule; seed: number };

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
  const batch = plainPoints(input, all);
  const classes = new Map(Array.from(new Set(labels), (label) => [label, {
    own: all.filter((row) => labels[row] === label),
    others: all.filter((row) => labels[row] !== label),
  }]));
  const pulls = gradient ? new Float64Array(size * dim) : null;
  const slope = (d: number): number => squared ? 2 : d > 0 ? 1 / d : 0;
  const tally = tripletTally(size, margin);
  const far = new Float64Array(size), strip = new Float64Array(QUERIES_AT_ONCE * size);
  for (let a = 0; a < size; a++) {
    const r = a % QUERIES_AT_ONCE;
    if (r === 0) {
      squaredDistances(batch.points, a, batch.points, dim, strip);
      if (!squared) {
        for (let t = 0; t < strip.length; t++) strip[t] = Math.sqrt(strip[t]);
      }
    }
    const d = strip.subarray(r * size, (r + 1) * size);
    const { own, others } = classes.get(labels[a])!;
    if (own.length < 2 || others.length === 0) continue;
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
      pullPair(pulls, batch, a, p, slope(d[p]));
      const tied = chosen.row === TIED ? rowsAt(negatives, chosen.d) : [chosen.row];
      for (const n of tied) pullPair(pulls, batch, a, n, -slope(chosen.d) / tied.length);
    }
  }
  const { loss, counts } = tally.result("mean");
  const scale = 1 / Math.max(counts.valid, 1);
  return { loss, counts, ...(pulls && { gradient: gradientOf(input, all, pulls, scale) }) };
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
      const beyond = firstAtLeast(positives, distance) - 1;
      if (beyond >= 0) offer(least[beyond], distance, row, distance < least[beyond].d);
      offer(farthest, distance, row, distance > farthest.d);
    }
    // What is beyond a positive is beyond all that are nearer.
    for (let k = positives.length - 2; k >= 0; k--) {
      if (least[k + 1].d < least[k].d) least[k] = least[k + 1];
    }
    return (p) => {
      const chosen = least[firstAtLeast(positives, d[p])];
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

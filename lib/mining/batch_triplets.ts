import { checkChoice, checkLabelled, checkMargin, checkOptions } from "../checks/mod.ts";
import { batchDistances } from "../evaluation/batch_distances.ts";
import type { MinedOptions } from "../reference/mined_options.ts";
import type { MinedTriplets } from "./mine_triplets.ts";

const POSITIVES = ["all", "hardest", "easiest"] as const;
const NEGATIVES = ["all", "hardest", "nearest", "semi-hard", "with-loss"] as const;

/** Options of {@linkcode batchTriplets}. */
export interface BatchTripletsOptions extends Partial<Omit<MinedOptions, "reduction">> {
  /** Length of an embedding. */
  dim: number;
  /** Which positives an anchor takes: all of them (the default), the farthest, or the nearest. */
  positives?: "all" | "hardest" | "easiest";
  /**
   * Which negatives a pair of anchor and positive takes. All of them (the default); the one nearest
   * to the anchor (`"hardest"`); the nearest that is farther than the positive, or where none is,
   * the farthest (`"nearest"`); all semi-hard ones; all that make a triplet with a loss (`"semi-hard"`
   * and `"with-loss"` need the margin).
   */
  negatives?: "all" | "hardest" | "nearest" | "semi-hard" | "with-loss";
}

/**
 * Online mining that gives rows instead of a loss: the triplets of a batch that a strategy takes, for
 * a loss of one's own, or for `tripletMarginLoss` of the rows that they name.
 *
 * Batch hard is `positives: "hardest", negatives: "hardest"`; batch all `negatives: "with-loss"`;
 * FaceNet's semi-hard triplets `negatives: "semi-hard"`, TensorFlow Addons' `negatives: "nearest"`;
 * easy-positive mining (Xuan, Stylianou and Pless 2020) `positives: "easiest"`, with `"hardest"` or
 * `"nearest"` negatives: it pulls an anchor only to the nearest of its class, so that a class of
 * several looks need not become one point. Of equally far ones the first in the batch is taken.
 *
 * @param embeddings B x dim numbers, row after row.
 * @param labels B integers.
 * @returns Rows of anchors, positives and negatives, anchors in the order of the batch; none without
 *   a valid triplet.
 * @throws {TypeError | RangeError} When an argument is another kind of thing, a shape does not fit, a
 *   label is not an integer, an entry is not finite, or the margin is missing, negative or not
 *   finite.
 *
 * @example Batch hard, with a loss that takes triplets
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { tripletMarginLoss } from "@triplet-lab/triplet-lab/losses";
 * import { batchTriplets } from "@triplet-lab/triplet-lab/mining";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * const batch = Float32Array.of(0, 1, 1.5);
 * const hard = { positives: "hardest", negatives: "hardest" } as const;
 * const mined = batchTriplets(batch, [7, 7, 8], { dim: 1, ...hard });
 * assertEquals(mined.negatives, Int32Array.of(2, 2));
 * const rows = (of: Int32Array) => tf.gather(tf.tensor2d(batch, [3, 1]), of) as tf.Tensor2D;
 * const [anchor, positive, negative] = Object.values(mined).map(rows);
 * const loss = await tripletMarginLoss(anchor, positive, negative, { margin: 1 }).data();
 * assertAlmostEquals(loss[0], 1, 1e-5); // (1 - 1.5 + 1 + 1 - 0.5 + 1) / 2
 * ```
 */
export function batchTriplets(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: BatchTripletsOptions,
): MinedTriplets {
  const { dim, positives = "all", negatives = "all", margin, ...metric } = checkOptions(
    options,
    "dim positives negatives margin squared distance",
  );
  const size = checkLabelled(embeddings, labels, { dim, ...metric });
  checkChoice(positives, POSITIVES, "positives");
  checkChoice(negatives, NEGATIVES, "negatives");
  const needsMargin = negatives === "semi-hard" || negatives === "with-loss";
  if (needsMargin || margin !== undefined) checkMargin(margin);

  const d = batchDistances(embeddings, { size, dim, ...metric });
  const mined: [a: number, p: number, n: number][] = [];
  for (let a = 0; a < size; a++) {
    const far = d.subarray(a * size, (a + 1) * size);
    const [own, others]: [number[], number[]] = [[], []];
    for (let i = 0; i < size; i++) if (i !== a) (labels[i] === labels[a] ? own : others).push(i);
    const negativesOf = (dAp: number) => {
      if (negatives === "all" || others.length === 0) return others;
      if (negatives === "hardest") return [closest(others, far)];
      const farther = negatives === "with-loss" ? others : others.filter((n) => far[n] > dAp);
      if (negatives !== "nearest") return farther.filter((n) => far[n] < dAp + margin!);
      return [farther.length > 0 ? closest(farther, far) : farthest(others, far)];
    };
    for (const p of takenPositives(own, far, positives)) {
      for (const n of negativesOf(far[p])) mined.push([a, p, n]);
    }
  }
  const column = (place: 0 | 1 | 2) => Int32Array.from(mined, (triplet) => triplet[place]);
  return { anchors: column(0), positives: column(1), negatives: column(2) };
}

function takenPositives(own: number[], far: Float64Array, which: typeof POSITIVES[number]) {
  if (which === "all" || own.length === 0) return own;
  return [which === "hardest" ? farthest(own, far) : closest(own, far)];
}

const closest = (rows: number[], far: Float64Array) =>
  rows.reduce((best, row) => far[row] < far[best] ? row : best);
const farthest = (rows: number[], far: Float64Array) =>
  rows.reduce((best, row) => far[row] > far[best] ? row : best);

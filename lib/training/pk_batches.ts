import { checkChoice, checkLabels, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { rowsOfClasses } from "../mining/rows_of_classes.ts";
import { seededRandom } from "../random.ts";
import type { Batch } from "./types.ts";

/** Options of {@linkcode pkBatches}. */
export interface PkBatchesOptions {
  /** P: how many classes a batch holds. */
  classes: number;
  /** K: how many samples of each class a batch holds; 2 or more give positive pairs. */
  samples: number;
  /** Governs the order; see `seededRandom`. */
  seed: number;
  /** How many passes to make; without end by default. */
  epochs?: number;
  /**
   * What becomes of a class with fewer than K samples. `"error"` (the default) refuses the data,
   * `"repeat"` shows samples again in a batch (a positive pair at distance 0, from which nothing is
   * learnt), `"skip"` leaves the class out. The last two warn once.
   */
  small?: "error" | "repeat" | "skip";
  /** How many batches to leave out at the beginning: what is left is what a longer walk gives. */
  skip?: number;
  /** Receives the warning about small classes; `console.warn` by default. */
  warn?: (message: string) => void;
}

/**
 * Batches of P classes with K samples each: "PK sampling", after Hermans, Beyer and Leibe (2017),
 * *In Defense of the Triplet Loss for Person Re-Identification*, section 2.
 *
 * In each epoch every sample appears (but for classes that `small: "skip"` leaves out), and every
 * batch has P different classes, one after the other, and K samples of each, K different ones unless the
 * class has fewer. An epoch has as few batches as that allows, `max(largest class / K, all groups / P)`,
 * where a class of n samples makes `ceil(n / K)` groups; samples come again only to fill a group or a
 * batch. The order depends on the labels, the seed, P, K and the epoch's number only.
 *
 * @throws {RangeError} When a label is not an integer, P or K is not a positive one, there are fewer
 * than P classes to draw from, or a class is too small and `small` is `"error"`.
 *
 * @example Three batches of an epoch hold every sample
 * ```ts
 * import { pkBatches } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
 * const batches = [...pkBatches(labels, { classes: 2, samples: 2, seed: 1, epochs: 1 })];
 * assertEquals(batches.length, 3);
 * assertEquals(new Set(batches.flatMap((batch) => [...batch.indices])).size, 12);
 * ```
 */
export function pkBatches(
  labels: ArrayLike<number>,
  options: PkBatchesOptions,
): Generator<Batch, void, unknown> {
  const { classes, samples, seed, epochs = Infinity, small = "error", skip = 0 } = checkOptions(
    options,
    "classes samples seed epochs small skip warn",
  );
  const { warn = (message: string) => console.warn(message) } = options ?? {};
  checkNumber(classes, "classes", { min: 1, integer: true });
  checkNumber(samples, "samples", { min: 1, integer: true });
  if (epochs !== Infinity) checkNumber(epochs, "epochs", { min: 0, integer: true });
  checkNumber(skip, "skip", { min: 0, integer: true });
  checkChoice(small, ["error", "repeat", "skip"], "small");
  seededRandom(seed); // refuses a bad seed now, before the first batch is asked for
  checkLabels(labels);
  const rows = rowsOfClasses(labels);

  const tooSmall = [...rows.keys()].filter((label) => rows.get(label)!.length < samples);
  if (tooSmall.length > 0) {
    const which = `${tooSmall.length} of ${rows.size} classes have fewer than ${samples} samples ` +
      `(${tooSmall.slice(0, 5).join(", ")}${tooSmall.length > 5 ? ", ..." : ""})`;
    if (small === "error") {
      const hint = 'choose small: "repeat" or small: "skip", or fewer samples';
      refuseValue(which, "labels", `${samples} samples of each class`, hint);
    }
    if (small === "skip") {
      for (const label of tooSmall) rows.delete(label);
    }
    warn(`pkBatches: ${which}: ${small === "skip" ? "left out" : "repeated within a batch"}`);
  }
  if (rows.size < classes) {
    const wanted = `at most ${rows.size}, the number of classes to draw from`;
    refuseValue(classes, "classes", wanted);
  }
  return walk([...rows.values()], { classes, samples, seed, epochs, skip });
}

function* walk(
  rows: readonly number[][],
  { classes, samples, seed, epochs, skip }: Required<Omit<PkBatchesOptions, "small" | "warn">>,
): Generator<Batch, void, unknown> {
  const groups = rows.map((row) => Math.ceil(row.length / samples));
  const total = groups.reduce((sum, n) => sum + n, 0);
  const length = Math.max(Math.max(...groups), Math.ceil(total / classes));

  for (let epoch = Math.floor(skip / length); epoch < epochs; epoch++) {
    const random = seededRandom(seed, epoch);
    const decks = rows.map((row) => random.shuffle(row));
    const left = [...groups];
    for (let position = 0; position < length; position++) {
      const chosen = chooseClasses(left, length - position, classes, random.uniform);
      const indices = new Int32Array(classes * samples);
      chosen.forEach((which, place) => {
        const deck = decks[which];
        // A class whose groups have all been shown starts again at a random place of its deck.
        const group = left[which] > 0 ? groups[which] - left[which]-- : -1;
        const start = group >= 0 ? group * samples : random.integer(deck.length);
        for (let k = 0; k < samples; k++) {
          // Going round the deck fills an incomplete group with samples shown before.
          indices[place * samples + k] = deck[(start + k) % deck.length];
        }
      });
      if (epoch * length + position >= skip) yield { epoch, indices };
    }
  }
}

/**
 * P different classes: first those that need every batch that is left, then others drawn in proportion
 * to the groups they have left; classes that have been shown in full only fill up.
 */
function chooseClasses(
  left: readonly number[],
  batchesLeft: number,
  classes: number,
  uniform: () => number,
): number[] {
  // The largest of u^(1/w) draws without replacement by weight w (Efraimidis and Spirakis, 2006).
  // Written as a comparison of log(u) / w; a class with nothing left sorts behind all others.
  const keys = left.map((n) => {
    const draw = Math.log(1 - uniform());
    return n === batchesLeft ? 1 : n > 0 ? draw / n : draw - 1e6;
  });
  return [...keys.keys()].sort((a, b) => keys[b] - keys[a]).slice(0, classes);
}

import { l2Normalize } from "../reference/l2_normalize.ts";
import { batchAllTripletLoss } from "../reference/batch_all_triplet_loss.ts";
import { seededRandom } from "../random.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise, PERCENT } from "./data_exercise.ts";
import { defineExercise } from "./exercise.ts";
import { FORMS } from "./form.ts";
import { valueExercise } from "./value_exercise.ts";

export type { Measured } from "./data_exercise.ts";

/** The lesson's search: how many of the sorted numbers are not above `x`. */
export function firstBeyond(sorted: readonly number[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x < sorted[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

export const looksOfASearch = valueExercise({
  ...{ id: "3.1", title: "the looks of a search", level: 1, hash: "dclnp" },
  mistakes: {
    "halving 32 takes log2(32) looks": 5,
    "a search walks along": 32,
    "half of them is enough": 16,
    "it looks at each place": 33,
  },
  hint: "32 places for the search to end, and one more behind the last",
});

export const wrongAtABound = defineExercise({
  ...{ id: "3.2", title: "break the search", level: 1, asks: "example" },
  form: FORMS.numbers(2, "whole numbers, the positive's distance and the negative's"),
  mistakes: {
    "the order of the two is free": [([positive, negative]) => positive - negative === 2, [5, 3]],
    "the border is where the two are equally far": [
      ([positive, negative]) => positive === negative,
      [3, 3],
    ],
    "<= lets in what lies beyond the bound": [
      ([positive, negative]) => negative > positive + 2,
      [3, 6],
    ],
    "<= lets in what lies before the bound": [
      ([positive, negative]) => negative < positive + 2,
      [3, 4],
    ],
  },
  check([positive, negative]: number[]) {
    if (![positive, negative].every((d) => Number.isSafeInteger(d) && d >= 0)) {
      return "two whole numbers from 0 on, the positive's distance and the negative's";
    }
    return negative === positive + 2 ||
      "`<` and `<=` differ at one place only: where has the negative to lie?";
  },
});

const COPIED =
  "right, and how often it looks cannot be told, since it copies the numbers of both lists: leave one as " +
  "it is (`[...dAn]` and `dAn.toSorted(...)` do), and search there";

/** Numbers that count how often they are looked at. */
function watched(numbers: readonly number[]) {
  const seen = { looks: 0 };
  const list = numbers.map((value) => ({
    [Symbol.toPrimitive](kind: string) {
      seen.looks++;
      return kind === "string" ? String(value) : value;
    },
  }));
  return { list: list as unknown as number[], seen };
}

/**
 * No more looks at 400 and 400 distances than a sort and 400 searches need, three times over; and no fewer
 * than 400 searches, which is what copies of both leave to see.
 */
function searches(code: (dAp: number[], dAn: number[]) => unknown): true | string {
  const [many, least, most] = [400, 2500, 60_000];
  const random = seededRandom(1);
  const draw = () => watched(Array.from({ length: many }, () => random.uniform()));
  const [positives, negatives] = [draw(), draw()];
  code(positives.list, negatives.list);
  const looks = positives.seen.looks + negatives.seen.looks;
  if (looks < least) return COPIED;
  return looks <= most ||
    `right, and not by searching: a search needs few looks, yours looks ${looks} times at ${many} and ${many} distances`;
}

type Sum = (dAp: number[], dAn: number[], margin: number) => number;
const total = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0);
const looped = (is: (p: number, n: number) => boolean) => (dAp: number[], dAn: number[]) =>
  total(dAp.map((p) => dAn.filter((n) => is(p, n)).length));
/** The same on copies, whose looks nobody counts. */
const onCopies = (code: Sum): Sum => (dAp, dAn, margin) =>
  code(dAp.map(Number), dAn.map(Number), margin);

export const hardBySearch = codeExercise<(dAp: number[], dAn: number[]) => number>({
  ...{ id: "3.3", title: "count the hard ones", level: 2, call: "(dAp, dAn) => number" },
  tries: () => [
    [[5, 3], [4, 6, 10]],
    [[2, 2, 7, 1], [8, 2, 7]],
    [[1], []],
    [[4, 12], [9, 4, 4, 10]],
    [[1.5, 0], [1.75, 0, 2.25, 1.5]],
    [[], [1]],
  ],
  right: looped((p, n) => n <= p),
  mistakes: {
    "hard is strictly nearer": looped((p, n) => n < p),
    "hard is farther": looped((p, n) => n >= p),
    "the margin decides what is hard": looped((p, n) => n < p + 2),
    "sort() sorts numbers": (dAp, dAn) => {
      const sorted = [...dAn].sort();
      return total(dAp.map((p) => firstBeyond(sorted, p)));
    },
  },
  detours: [
    [looped((p, n) => n <= p), "a double loop is a search"],
    [
      (dAp, dAn) => onCopies(looped((p, n) => n <= p))(dAp, dAn, 0),
      "a copy costs nothing, so neither do looks at it",
    ],
  ],
  also: searches,
});

const summed =
  (loss: (p: number, n: number, margin: number) => number): Sum => (dAp, dAn, margin) =>
    total(dAp.map((p) => total(dAn.map((n) => loss(p, n, margin)))));
const hinge = (p: number, n: number, margin: number) => Math.max(p - n + margin, 0);

export const sumBySearch = codeExercise<Sum>({
  ...{ id: "3.4", title: "sum by searching", level: 3, call: "(dAp, dAn, margin) => number" },
  tries: () => [
    [[5, 3], [4, 6, 10], 2],
    [[2, 2, 7, 1, 0], [8, 2, 7, 0.25], 0.5],
    [[1], [], 1],
    [[4, 12], [9, 4, 4, 10], 1],
    [[1.5, 0, 1.5], [1.25, 0, 0.5, 1.25], 0],
    [[], [1], 1],
  ],
  right: summed(hinge),
  mistakes: {
    "the easy ones add nothing anyhow": summed((p, n, margin) => p - n + margin),
    "the hard ones are the loss": summed((p, n) => Math.max(p - n, 0)),
    "the margin only chooses": summed((p, n, margin) => hinge(p, n, margin) > 0 ? p - n : 0),
    "the count is the sum": summed((p, n, margin) => hinge(p, n, margin) > 0 ? 1 : 0),
  },
  detours: [
    [summed(hinge), "a double loop is a search"],
    [onCopies(summed(hinge)), "a copy costs nothing, so neither do looks at it"],
  ],
  also: (answer) => searches((dAp, dAn) => answer(dAp, dAn, 0.1)),
});

/** The fraction of positives of 64 random points of 4 classes, at margin 0.2. */
function noiseFraction(length1: boolean): number {
  const random = seededRandom(1);
  const rows = Array.from({ length: 64 }, () => Array.from({ length: 32 }, () => random.uniform()));
  const labels = rows.map((_, i) => Math.floor(i / 16));
  return batchAllTripletLoss(length1 ? l2Normalize(rows) : rows, labels, { margin: 0.2 })
    .fractionPositive;
}
export const noiseOfLengthOne = dataExercise({
  ...{ id: "3.5", title: "noise of length 1", level: 1, within: 0.01, misread: PERCENT },
  known: () => [noiseFraction(false), noiseFraction(true)],
});

export const validByK = dataExercise({
  ...{ id: "3.6", title: "another K", level: 2, within: 0.001 },
  known: () => [16, 2].map((K) => 64 * (K - 1) * (64 - K) / 64 ** 3) as [number, number],
  misread: [64 ** 3, "their number", "their share of all B³ places of the mask is asked for"],
});

import { toyBatch } from "../datasets/toy_batch.ts";
import { softplus } from "../reference/softplus.ts";
import { tripletMarginLoss } from "../reference/triplet_margin_loss.ts";
import { defineExercise } from "./exercise.ts";

const [a, b, ...negatives] = toyBatch().points;

/** The library's loss of one triplet, without `eps`; the margin is 2 unless told otherwise. */
function lossOf(
  [anchor, positive, negative]: readonly (readonly number[])[],
  options: { margin?: number; p?: number; swap?: boolean } = {},
): number {
  const [x, y, z] = [anchor, positive, negative].map((point) => [[...point]]);
  return tripletMarginLoss(x, y, z, { margin: 2, eps: 0, ...options });
}

/** A margin that leaves no negative of (a, b) easy. */
export const nothingEasy = defineExercise({
  id: "1.1",
  title: "a margin",
  check(margin: number) {
    if (!(margin >= 0 && margin <= 6)) return "the margin should be from 0 to 6";
    return negatives.every((n) => lossOf([a, b, n], { margin }) > 0) || "f is at 10, and b at 5";
  },
});

/** Two distances that disagree about a negative. */
export const easyForOneOrder = defineExercise({
  id: "1.2",
  title: "look at p",
  check(n: number[]) {
    const [one, infinite] = [1, Infinity].map((p) => lossOf([a, b, n], { p }));
    return (one === 0 && infinite > 0) || `the loss is ${one} for p = 1, ${infinite} for p = ∞`;
  },
});

/** A triplet that is good only while nobody asks the positive. */
export const spoiledBySwap = defineExercise({
  id: "1.3",
  title: "break it",
  check(triplet: number[][]) {
    const [off, on] = [false, true].map((swap) => lossOf(triplet, { swap }));
    return (off === 0 && on >= 2) || `the loss is ${off} without swap and ${on} with it`;
  },
});

/** The smooth hinge, without overflow. */
export const smoothHinge = defineExercise({
  id: "1.4",
  title: "extend it",
  check(soft: (x: number) => number) {
    const wrong = [0, 1, -1, 1000, -1000].find((x) => !(Math.abs(soft(x) - softplus(x)) < 1e-12));
    return wrong === undefined || `at ${wrong} it gives ${soft(wrong)}`;
  },
});

/** The gradient of one triplet, written by hand. */
export const gradientByHand = defineExercise({
  id: "1.5",
  title: "the gradient by hand",
  check(gradient: (a: number[], p: number[], n: number[]) => number[][]) {
    for (const n of negatives) {
      const triplet = [a, b, n];
      const got = gradient([...a], [...b], [...n]);
      const wanted = differences(triplet);
      const role = wanted.findIndex((row, k) =>
        !row.every((value, axis) => Math.abs(value - got[k]?.[axis]) < 1e-4)
      );
      if (role >= 0) {
        const name = ["anchor", "positive", "negative"][role];
        return `for n = (${n.join(", ")}) the gradient to the ${name} is another`;
      }
    }
    return true;
  },
});

/** The gradient of the loss by central differences. */
function differences(triplet: readonly (readonly number[])[]): number[][] {
  const step = 1e-5;
  return triplet.map((point, k) =>
    point.map((_, axis) => {
      const moved = (by: number) =>
        lossOf(
          triplet.map((row, i) => row.map((v, j) => i === k && j === axis ? v + by : v)),
        );
      return (moved(step) - moved(-step)) / (2 * step);
    })
  );
}

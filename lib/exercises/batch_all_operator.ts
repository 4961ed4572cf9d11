import { defineExercise } from "./exercise.ts";

/** The lesson's search: how many of the sorted numbers are not above `x`; `look` is told of each look. */
export function firstBeyond(sorted: readonly number[], x: number, look = () => {}): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    look();
    const middle = (low + high) >> 1;
    if (x < sorted[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many bounds one search looks at. */
export const looksOfASearch = defineExercise({
  id: "3.1",
  title: "the looks of a search",
  check(most: number) {
    const bounds = Array.from({ length: 32 }, (_, i) => i);
    const looked = [-1, ...bounds].map((x) => {
      let looks = 0;
      firstBeyond(bounds, x, () => looks++);
      return looks;
    });
    return most === Math.max(...looked) ||
      "32 places for the search to end, and one more behind the last";
  },
});

/** A triplet at which a search with the other comparison goes wrong. */
export const wrongAtABound = defineExercise({
  id: "3.2",
  title: "break the search",
  check([positive, negative]: readonly [number, number]) {
    if (![positive, negative].every((d) => Number.isInteger(d) && d >= 0)) {
      return "two whole numbers, the positive's distance and the negative's";
    }
    const bound = positive + 2;
    return !(negative < bound) && negative <= bound ||
      "`<` and `<=` differ at one place only: where has the negative to lie?";
  },
});

/** The hard triplets of an anchor, counted by searches. */
export const hardBySearch = defineExercise({
  id: "3.3",
  title: "count the hard ones",
  check(hard: (dAp: number[], dAn: number[]) => number) {
    const tries = [[[5, 3], [4, 6, 10]], [[2, 2, 7, 1], [8, 2, 7]], [[1], []], [[4, 9], [9, 4, 4]]];
    for (const [dAp, dAn] of tries) {
      const right = dAp.reduce((sum, p) => sum + dAn.filter((n) => n <= p).length, 0);
      const got = hard([...dAp], [...dAn]);
      if (got !== right) {
        return `positives at ${dAp.join(", ")} and negatives at ${dAn.join(", ") || "no place"}: ` +
          `${right} are hard, not ${got}`;
      }
    }
    return true;
  },
});

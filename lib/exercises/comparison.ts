import { meanInterval } from "../evaluation/mean_interval.ts";
import { defineExercise } from "./exercise.ts";

/** One judge's values: for each strategy one number a split. */
export type SplitValues = Readonly<Record<string, readonly number[]>>;

/** How many comparisons six strategies make. */
export const pairsOfSix = defineExercise({
  id: "6.1",
  title: "count the pairs",
  check: (pairs: number) =>
    pairs === 6 * 5 / 2 || "each of the six with five others, and each pair once",
});

/** How likely five equal signs are by chance. */
export const fiveEqualSigns = defineExercise({
  id: "6.2",
  title: "another test",
  check(probability: number) {
    let same = 0;
    for (let signs = 0; signs < 32; signs++) if (signs === 0 || signs === 31) same++;
    return probability === same / 32 || "of 2 to the 5 sign patterns, how many are all alike?";
  },
});

/** Who is told apart, from the values of a judge. */
export const toldApart = defineExercise({
  id: "6.3",
  title: "who is told apart",
  check(apart: (values: SplitValues) => string[][], given: Readonly<Record<string, SplitValues>>) {
    for (const [judge, values] of Object.entries(given)) {
      const names = Object.keys(values);
      const told = (one: string, other: string) => {
        const { low, high } = meanInterval(values[one].map((value, i) => value - values[other][i]));
        return low > 0 || high < 0;
      };
      const right = names.flatMap((one, i) =>
        names.slice(i + 1).filter((other) => told(one, other)).map((other) => `${one} and ${other}`)
      );
      const got = apart(values).map((pair) => pair.join(" and "));
      if (String(got) !== String(right)) {
        return `by ${judge}, ${right.length} pairs are told apart, in the order of the keys; ` +
          `yours are ${got.length}: ${got.join(", ") || "none"}`;
      }
    }
    return true;
  },
});

import { meanInterval } from "../evaluation/mean_interval.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise } from "./data_exercise.ts";
import { FORMS } from "./form.ts";
import { valueExercise } from "./value_exercise.ts";

export type { Measured } from "./data_exercise.ts";

/** One judge's values: for each strategy one number a split. */
export type SplitValues = Readonly<Record<string, readonly number[]>>;

export const pairsOfSix = valueExercise({
  ...{ id: "6.1", title: "count the pairs", level: 1, hash: "1bpkod0" },
  mistakes: {
    "each pair is counted from both sides": 30,
    "a strategy is compared with itself, too": 36,
    "a strategy is compared with itself": 21,
    "five strategies were asked for": 10,
  },
  hint: "each of the six with five others, and each pair once",
});

export const fiveEqualSigns = valueExercise({
  ...{ id: "6.2", title: "another test", level: 2, form: FORMS.number, hash: "1qc13e0" },
  mistakes: {
    "only above 0 counts": 1 / 32,
    "one sign of five decides": 5 / 32,
    "percent": 6.25,
    "two digits are enough": 0.063,
    "there are ten cases": 0.1,
  },
  hint: "of 2 to the 5 sign patterns, how many are all alike?",
});

/** Names of two strategies, for each pair that is told apart. */
export type Apart = (values: SplitValues) => string[][];

/** The pairs in the order of the keys for which something holds. */
const pairsWhere =
  (told: (one: readonly number[], other: readonly number[]) => boolean): Apart => (values) => {
    const names = Object.keys(values);
    return names.flatMap((one, i) =>
      names.slice(i + 1).filter((other) => told(values[one], values[other]))
        .map((other) => [one, other])
    );
  };
const differences = (one: readonly number[], other: readonly number[]) =>
  meanInterval(one.map((value, i) => value - other[i]));
const misses0 = ({ low, high }: { low: number; high: number }) => low > 0 || high < 0;

export const toldApart = codeExercise<Apart, Readonly<Record<string, SplitValues>>>({
  ...{ id: "6.3", title: "who is told apart", level: 3, call: "(values) => [one, other][]" },
  gives: FORMS.pairs,
  tries: (given) => [...Object.values(given).map((values): [SplitValues] => [values]), [MADE_UP]],
  right: pairsWhere((one, other) => misses0(differences(one, other))),
  mistakes: {
    "any difference of the means tells": pairsWhere((one, other) =>
      differences(one, other).mean !== 0
    ),
    "only a better one is told apart": pairsWhere((one, other) => differences(one, other).low > 0),
    "two intervals that overlap are not told apart": pairsWhere((one, other) => {
      const [x, y] = [meanInterval(one), meanInterval(other)];
      return x.low > y.high || x.high < y.low;
    }),
    "an interval that holds 0 tells": pairsWhere((one, other) => !misses0(differences(one, other))),
  },
});

/** Values at which the usual mistakes show, whatever a study has. */
const MADE_UP: SplitValues = {
  low: [0.2, 0.5, 0.8],
  high: [0.31, 0.6, 0.9],
  alike: [0.5, 0.4, 0.61],
  far: [0.9, 1, 1.2],
  nearly: [0.3667, 0.7, 1.0433],
};

/** Probabilities that are corrected for each other. */
export type Corrected = (chances: number[]) => number[];

const holm =
  ({ running = true, capped = true, order = (x: number, y: number) => x - y } = {}): Corrected =>
  (chances) => {
    const corrected = chances.map(() => 0);
    let least = 0;
    chances.map((p, i) => ({ p, i })).sort((x, y) => order(x.p, y.p)).forEach(({ p, i }, place) => {
      const own = p * (chances.length - place);
      least = running ? Math.max(least, own) : own;
      corrected[i] = capped ? Math.min(least, 1) : least;
    });
    return corrected;
  };

export const holmByHand = codeExercise<Corrected>({
  ...{ id: "6.4", title: "correct for many", level: 2, call: "(chances) => number[]" },
  gives: FORMS.anyNumbers,
  tries: () =>
    [
      ...[[0.01, 0.04, 0.03], [0.5, 0.02, 0.6, 0.021], [0.7, 0.02, 0.6], [0.2], []],
      ...[[0.02, 0.5, 0.02], [0.5, 1e-7, 0.03]],
    ].map((chances) => [chances]),
  right: holm(),
  mistakes: {
    "each is multiplied by how many there are": (chances) =>
      chances.map((p) => Math.min(p * chances.length, 1)),
    "sort() sorts numbers": holm({ order: (x, y) => `${x}` < `${y}` ? -1 : 1 }),
    "each stands for itself": holm({ running: false }),
    "a chance may pass 1": holm({ capped: false }),
    "the order is free": (chances) => holm()(chances).sort((x, y) => x - y),
    "one test at a time": (chances) => [...chances],
  },
});

/** Two strategies' values, split by split. */
type TwoStrategies = Readonly<Record<"one" | "other", readonly number[]>>;

const width = (differences: readonly number[]) => {
  const { low, high } = meanInterval(differences);
  return high - low;
};
const asked = "from low to high is asked for, not from the mean on";
const half = [0.5, "half the interval", asked] as const;

export const halfTheSplits = dataExercise<TwoStrategies>({
  ...{ id: "6.5", title: "half the splits", level: 1, within: 1e-3, misread: half },
  known({ one, other }) {
    const all = one.map((value, i) => value - other[i]);
    return [width(all), width(all.slice(0, 5))];
  },
});

export const mixedSplits = dataExercise<TwoStrategies>({
  ...{ id: "6.6", title: "mixed splits", level: 2, within: 1e-3, misread: half },
  known: ({ one, other }) => [
    width(one.map((value, i) => value - other[i])),
    width(one.map((value, i) => value - other[(i + 1) % other.length])),
  ],
});

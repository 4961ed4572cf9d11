import { checkLike, checkSquarable } from "../checks/mod.ts";
import { type MeanInterval, meanInterval } from "./mean_interval.ts";
import { studentQuantile, studentTail } from "./student_t.ts";

/** Differences of one contrast: advised minus not advised, one number for each repeat. */
export interface Effect {
  /** What was compared. */
  readonly name: string;
  /** The differences; more speaks for the claim. */
  readonly values: readonly number[];
}

/** An effect with what can be said of it. */
export interface JudgedEffect extends Effect, Omit<MeanInterval, "deviation"> {
  /** How likely such a difference is where there is none, corrected for the others (Holm). */
  readonly p: number;
  /** The smallest true difference that is decided in 80 of 100 such experiments. */
  readonly visible: number;
}

/** What {@linkcode questionVerdict} says. */
export interface QuestionVerdict {
  /** In a word or three. */
  readonly verdict: "holds" | "holds in part" | "fails in part" | "does not hold" | "not decided";
  /** The effects, in the order given. */
  readonly effects: readonly JudgedEffect[];
}

/** How often a question may be answered where there is nothing to answer. */
const LEVEL = 0.05;

/**
 * The one rule from numbers to words. A question has one contrast or more, each a difference measured
 * on several repeats (splits of the classes, say). Student's t gives each a probability; Holm's method
 * corrects these for their number, so that of a hundred questions about nothing at most five get an
 * answer. A contrast is _decided_ when its corrected probability is 0.05 or less, for the claim or
 * against it by its sign. A claim `holds` when all are decided for it, and `holds in part` when some are
 * and the others open; it `does not hold` when all are decided against it, and `fails in part` when some
 * are and the others open. In all other cases it is `not decided`.
 *
 * @throws {TypeError | RangeError} When there is no contrast, one of fewer than two repeats, or no finite
 * value.
 *
 * @example
 * ```ts
 * import { questionVerdict } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const values = [0.03, 0.05, 0.02, 0.04];
 * assertEquals(questionVerdict([{ name: "a − b", values }]).verdict, "holds");
 * ```
 */
export function questionVerdict(effects: readonly Effect[]): QuestionVerdict {
  checkLike(effects, "effects", [{}]);
  const raw = effects.map((effect: Effect, i) => {
    checkSquarable(effect.values, `effects[${i}].values`);
    const n = effect.values.length;
    const { deviation, ...found } = meanInterval(effect.values);
    const error = deviation / Math.sqrt(n), t = found.mean === 0 ? 0 : Math.abs(found.mean) / error;
    const reach = studentQuantile(LEVEL / 2 / effects.length, n - 1) + studentQuantile(0.2, n - 1);
    return { ...effect, ...found, p: studentTail(t, n - 1), visible: reach * error };
  });
  const corrected = holm(raw.map(({ p }) => p));
  const judged = raw.map((effect, i) => ({ ...effect, p: corrected[i] }));
  const decided = judged.filter(({ p }) => p <= LEVEL);
  const [forIt, againstIt] = decided.length === judged.length
    ? ["holds", "does not hold"] as const
    : ["holds in part", "fails in part"] as const;
  const [ones, others] = [1, -1].map((side) => decided.some(({ mean }) => side * mean > 0));
  const verdict = ones === others ? "not decided" : ones ? forIt : againstIt;
  return { verdict, effects: judged };
}

/** Holm's correction: the smallest of k times k, the next times k - 1, and never less than before. */
function holm(chances: readonly number[]): number[] {
  const order = [...chances.keys()].sort((i, j) => chances[i] - chances[j]);
  const corrected = chances.map(() => 1);
  let most = 0;
  order.forEach((which, rank) => {
    most = Math.max(most, Math.min(1, (chances.length - rank) * chances[which]));
    corrected[which] = most;
  });
  return corrected;
}

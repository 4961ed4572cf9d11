import * as fused from "#lib/operators/mod.ts";
import type { EngineName } from "#lib/operators/mod.ts";
import type { FuzzBatch } from "./batches.ts";
import {
  type Expected,
  expectedBatchAll,
  expectedBatchHard,
  expectedCircle,
  expectedSemiHard,
} from "./oracle.ts";

/** The operators under test. */
export type Operators = Pick<typeof fused, "batchAll" | "batchHard" | "semiHard" | "circle">;

/** What an operator gave. */
interface Given {
  loss: number;
  gradient?: Float32Array;
  engine: EngineName;
  counts: Readonly<Record<string, number>>;
}

/** One operator under one rule, and what it must give. */
export interface Question {
  /** The operator, and the rule where there are several. */
  readonly name: string;
  /** What the loops give. */
  readonly expected: Expected;
  /** How far the loss may be off, as a share of the numbers it is made of. */
  readonly lossLimit: number;
  /** What an engine gives. */
  ask(engine: EngineName): Given;
}

/** How an engine's answer differs from the loops'. */
export interface Comparison {
  /** What is wrong, in words; empty where nothing is. */
  readonly faults: readonly string[];
  /** The loss's error, as a share of the numbers it is made of. */
  readonly loss: number;
  /** The gradient's largest error, as a share of its largest entry. */
  readonly gradient: number;
  /** Which engine computed: the one that was asked, or the plain one in its stead. */
  readonly engine: EngineName;
}

/**
 * How far a loss may be off, as a share of the numbers it is made of: the operators' documentation
 * says about 1e-7 where distances are float32's; where all is settled in float64, by its rounding.
 */
const LOSS = 1e-6, SETTLED = 1e-13;

/** Gradients may differ by this share of the largest entry, and by what float32 cannot hold. */
const GRADIENT = 1e-5, TINY = 1e-30;

/** The largest number of float32. */
const LARGEST = 2 ** 128 - 2 ** 104;

/** Everything that is asked of one batch. */
export function questionsOf(batch: FuzzBatch, operators: Operators = fused): Question[] {
  const { embeddings, labels, dim, margin, squared, draw, circle: { features, ...given } } = batch;
  const questions: Question[] = [{
    name: "batchAll",
    expected: expectedBatchAll(batch),
    lossLimit: LOSS,
    ask(engine) {
      const options = { dim, margin, squared, gradient: true, engine };
      return withFraction(operators.batchAll(embeddings, labels, options));
    },
  }];
  for (const rule of ["pooled", "per-anchor"] as const) {
    questions.push({
      name: `circle "${rule}"`,
      expected: expectedCircle(batch, rule),
      lossLimit: LOSS,
      ask(engine) {
        const options = { dim, ...given, rule, gradient: true, engine };
        const { positivePairs, negativePairs, ...rest } = operators.circle(
          features,
          labels,
          options,
        );
        return { ...rest, counts: { positivePairs, negativePairs } };
      },
    });
  }
  const oneClass = labels.every((label) => label === labels[0]);
  for (const rule of ["tensorflow", "pytorch", "valid"] as const) {
    if (rule === "pytorch" && oneClass) continue; // Refused: no anchor has a negative.
    questions.push({
      name: `batchHard "${rule}"`,
      expected: expectedBatchHard(batch, rule),
      lossLimit: SETTLED,
      ask(engine) {
        const options = { dim, margin, squared, rule, gradient: true, engine };
        return withFraction(operators.batchHard(embeddings, labels, options));
      },
    });
  }
  for (const rule of ["all", "nearest", "random"] as const) {
    questions.push({
      name: `semiHard "${rule}"`,
      expected: expectedSemiHard(batch, rule),
      lossLimit: LOSS,
      ask(engine) {
        const options = { dim, margin, squared, rule, seed: draw, gradient: true, engine };
        return withFraction(operators.semiHard(embeddings, labels, options));
      },
    });
  }
  return questions;
}

/** Asks an engine, and holds what it says against the loops. */
export function compare({ expected, lossLimit, ask }: Question, engine: EngineName): Comparison {
  const { gradient: want, slack } = expected;
  const most = want.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  let given: Given;
  try {
    given = ask(engine);
  } catch (error) {
    // What float32 cannot hold is refused.
    if (most > LARGEST && error instanceof RangeError) {
      return { faults: [], loss: 0, gradient: 0, engine };
    }
    return { faults: [`threw ${error}`], loss: NaN, gradient: NaN, engine };
  }
  const faults: string[] = [];
  for (const [name, count] of Object.entries(expected.counts)) {
    if (given.counts[name] !== count) faults.push(`${name} ${given.counts[name]}, not ${count}`);
  }
  const loss = Math.abs(given.loss - expected.loss) / (expected.scale || 1);
  if (!(loss <= lossLimit)) {
    faults.push(`loss ${given.loss}, not ${expected.loss} (off by ${short(loss)})`);
  }
  const got = given.gradient ?? new Float32Array();
  let off = 0, at = 0;
  // Up to the first entry that is missing or NaN, the worst of all.
  for (let e = 0; e < want.length && !Number.isNaN(off); e++) {
    const difference = Math.abs(got[e] - want[e]);
    if (!(difference <= off)) [off, at] = [difference, e];
  }
  if (!(off <= GRADIENT * most + TINY + slack)) {
    faults.push(
      `gradient[${at}] ${got[at]}, not ${want[at]} (off by ${short(off / most)} of the largest)`,
    );
  }
  const gradient = Math.max(off - slack - TINY, 0) / (most || 1);
  return { faults, loss, gradient, engine: given.engine };
}

/** A triplet loss's answer, its fraction among its counts. */
function withFraction(
  { counts, fractionPositive: fraction, ...rest }: fused.FusedTripletResult,
): Given {
  return { ...rest, counts: { ...counts, fraction } };
}

function short(value: number): string {
  return value.toExponential(1);
}

import { expected } from "../checks/mod.ts";
import { SEMI_HARD_RULES } from "../reference/semi_hard_triplet_loss.ts";
import { refuseNotFinite } from "./check_operator_input.ts";
import type { BatchHardRule, EngineName, OperatorEngine, OperatorInput } from "./types.ts";

/** The C source's functions that compute. */
export const COMPILED = [
  "operators_batch_all",
  "operators_batch_hard",
  "operators_semi_hard",
  "operators_circle",
] as const;

export type CompiledFunction = typeof COMPILED[number];

/** What a function is told beside the batch: a real number, the options as an integer, another real. */
type Told = readonly [first: number, option: number, second: number];

/** The C source, compiled one way or the other. */
export interface CompiledLibrary {
  readonly name: EngineName;
  /** Calls a function, whose status comes back: the gradient goes to `result`, all else to `out`. */
  call(
    name: CompiledFunction,
    input: OperatorInput,
    told: Told,
    result: Float32Array | null,
    out: Float64Array,
  ): number;
  free(): void;
}

const OK = 0, NO_MEMORY = 1, OUT_OF_RANGE = 2, NOT_FINITE = 3;

/** Batch hard's rules by their numbers in the C source; semi-hard's stand in the same order. */
const RULES: Record<BatchHardRule, number> = { tensorflow: 0, pytorch: 1, valid: 2 };

/** Makes an engine of a compiled library. */
export function compiledEngine(library: CompiledLibrary): OperatorEngine {
  const out = new Float64Array(8);

  /** What `read` makes of the results, and the gradient; null where float32 cannot hold the batch. */
  function compute<T>(name: CompiledFunction, input: OperatorInput, told: Told, read: () => T) {
    const { labels, dim, embeddings, into } = input;
    const gradient = input.gradient ? into ?? new Float32Array(embeddings.length) : null;
    out.fill(0);
    const status = labels.length > 0 ? library.call(name, input, told, gradient, out) : OK;
    if (status === OUT_OF_RANGE) return null;
    if (status === NOT_FINITE) refuseNotFinite(input);
    if (status !== OK) {
      const got = status === NO_MEMORY ? `${labels.length} rows of ${dim}` : `status ${status}`;
      throw new RangeError(expected("embeddings", "a batch that fits the memory", got));
    }
    return { ...read(), ...(gradient && { gradient }) };
  }
  const triplets = (name: CompiledFunction, input: OperatorInput, told: Told) =>
    compute(name, input, told, () => {
      const [loss, valid, positive, hard, semiHard] = out;
      return { loss, counts: { valid, positive, easy: valid - semiHard - hard, semiHard, hard } };
    });

  return {
    name: library.name,
    batchAll: (input, { margin, squared }) =>
      triplets("operators_batch_all", input, [margin, Number(squared), 0]),
    batchHard: (input, { margin, squared, rule }) =>
      triplets("operators_batch_hard", input, [margin, 2 * RULES[rule] + Number(squared), 0]),
    semiHard: (input, { margin, squared, rule, seed }) => {
      const option = 2 * SEMI_HARD_RULES.indexOf(rule) + Number(squared);
      return triplets("operators_semi_hard", input, [margin, option, seed]);
    },
    circle: (input, { m, gamma, rule, normalize }) =>
      rule !== "pooled"
        ? null
        : compute("operators_circle", input, [m, Number(normalize), gamma], () => {
          const [loss, positivePairs, negativePairs] = out;
          return { loss, positivePairs, negativePairs };
        }),
    free: () => library.free(),
  };
}

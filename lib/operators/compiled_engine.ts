import { expected } from "../checks/mod.ts";
import { SEMI_HARD_RULES } from "../reference/semi_hard_triplet_loss.ts";
import { refuseNotFinite } from "./check_operator_input.ts";
import type {
  BatchHardRule,
  EngineName,
  OperatorEngine,
  OperatorInput,
  TripletOutcome,
} from "./types.ts";

/** The C source's functions. */
export type CompiledFunction =
  | "operators_batch_all"
  | "operators_batch_hard"
  | "operators_semi_hard"
  | "operators_circle";

/** The C source, compiled one way or the other. */
export interface CompiledLibrary {
  /** Which engine it makes. */
  readonly name: EngineName;
  /** Calls a function, whose status comes back: the gradient goes to `result`, all else to `out`. */
  call(
    name: CompiledFunction,
    input: OperatorInput,
    first: number,
    option: number,
    second: number,
    result: Float32Array | null,
    out: Float64Array,
  ): number;
  /** Gives the work space back. */
  free(): void;
}

const OK = 0, NO_MEMORY = 1, OUT_OF_RANGE = 2, NOT_FINITE = 3;

/** Batch hard's rules by their numbers in the C source; semi-hard's stand in the same order. */
const RULES: Record<BatchHardRule, number> = { tensorflow: 0, pytorch: 1, valid: 2 };

/** Makes an engine of a compiled library. */
export function compiledEngine(library: CompiledLibrary): OperatorEngine {
  const out = new Float64Array(8);

  /** False when float32 cannot hold the batch. */
  function call(
    name: CompiledFunction,
    input: OperatorInput,
    first: number,
    option: number,
    second: number,
    result: Float32Array | null,
  ): boolean {
    out.fill(0);
    if (input.labels.length === 0) return true;
    const status = library.call(name, input, first, option, second, result, out);
    if (status === OK) return true;
    if (status === OUT_OF_RANGE) return false;
    if (status === NOT_FINITE) refuseNotFinite(input);
    const rows = input.labels.length;
    const got = status === NO_MEMORY ? `${rows} rows of ${input.dim}` : `status ${status}`;
    throw new RangeError(expected("embeddings", "a batch that fits the memory", got));
  }
  const space = (input: OperatorInput): Float32Array | null =>
    input.gradient ? input.into ?? new Float32Array(input.embeddings.length) : null;

  function triplets(
    name: CompiledFunction,
    input: OperatorInput,
    margin: number,
    option: number,
    seed = 0,
  ): TripletOutcome | null {
    const gradient = space(input);
    if (!call(name, input, margin, option, seed, gradient)) return null;
    const [loss, valid, positive, hard, semiHard] = out;
    const counts = { valid, positive, easy: valid - semiHard - hard, semiHard, hard };
    return { loss, counts, ...(gradient && { gradient }) };
  }

  return {
    name: library.name,
    batchAll: (input, { margin, squared }) =>
      triplets("operators_batch_all", input, margin, Number(squared)),
    batchHard: (input, { margin, squared, rule }) =>
      triplets("operators_batch_hard", input, margin, 2 * RULES[rule] + Number(squared)),
    semiHard: (input, { margin, squared, rule, seed }) => {
      const option = 2 * SEMI_HARD_RULES.indexOf(rule) + Number(squared);
      return triplets("operators_semi_hard", input, margin, option, seed);
    },
    circle(input, { m, gamma, rule, normalize }) {
      if (rule !== "pooled") return null;
      const gradient = space(input);
      if (!call("operators_circle", input, m, Number(normalize), gamma, gradient)) return null;
      const [loss, positivePairs, negativePairs] = out;
      return { loss, positivePairs, negativePairs, ...(gradient && { gradient }) };
    },
    free: () => library.free(),
  };
}

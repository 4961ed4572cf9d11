import { checkFlatMatrix, refuseValue } from "../checks/mod.ts";
import { BATCH_HARD_RULES } from "../reference/batch_hard_triplet_loss.ts";
import { SEMI_HARD_RULES } from "../reference/semi_hard_triplet_loss.ts";
import type { EngineMetric, EngineName, OperatorEngine, OperatorInput } from "./types.ts";

/** The C source's functions that compute. */
export const COMPILED = [
  "operators_batch_all",
  "operators_batch_hard",
  "operators_semi_hard",
  "operators_circle",
] as const;
const [ALL, HARD, SEMI_HARD, CIRCLE] = COMPILED;

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

/** Rules stand in the order of their numbers in the C source; rows to be brought to length 1 are this. */
function toldOf({ margin, squared, unit = false }: EngineMetric, rule = 0, seed = 0): Told {
  return [margin, Number(squared) + 2 * rule + 8 * Number(unit), seed];
}

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
    if (status === NOT_FINITE) checkFlatMatrix(embeddings, dim);
    if (status !== OK) {
      const got = status === NO_MEMORY ? `${labels.length} rows of ${dim}` : `status ${status}`;
      refuseValue(got, "embeddings", "a batch that fits the memory");
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
    batchAll: (input, metric) => triplets(ALL, input, toldOf(metric)),
    batchHard: (input, { rule, ...metric }) =>
      triplets(HARD, input, toldOf(metric, BATCH_HARD_RULES.indexOf(rule))),
    semiHard: (input, { rule, seed, ...metric }) =>
      triplets(SEMI_HARD, input, toldOf(metric, SEMI_HARD_RULES.indexOf(rule), seed)),
    circle: (input, { m, gamma, rule, normalize }) =>
      rule !== "pooled" ? null : compute(CIRCLE, input, [m, Number(normalize), gamma], () => {
        const [loss, positivePairs, negativePairs] = out;
        return { loss, positivePairs, negativePairs };
      }),
    free: () => library.free(),
  };
}

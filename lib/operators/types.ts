import type { BatchHardRule, CircleLossOptions, CircleRule } from "../reference/mod.ts";
import type { SemiHardRule, TripletCounts } from "../reference/mod.ts";

export type { BatchHardRule, CircleRule, SemiHardRule, TripletCounts };

/** Which code computes: C through the foreign function interface, WebAssembly SIMD, or TypeScript. */
export type EngineName = "native" | "wasm" | "plain";

/** An engine by name, or `"auto"`: the fastest that is present. */
export type EngineChoice = "auto" | EngineName;

/** What every operator may be told. */
export interface FusedOptions {
  /** How many numbers make a row. */
  readonly dim: number;
  /**
   * True to get the derivative of the loss with respect to the rows too, or an array for it, as long
   * as they are: a loop that reuses one spares its allocation. Default false.
   */
  readonly gradient?: boolean | Float32Array;
  /** Which code computes. Default `"auto"`: the fastest engine that is present. */
  readonly engine?: EngineChoice;
}

/**
 * What an engine computes from, which the public functions have checked: rows one after the other (in
 * float64 for "plain" where they were brought to length 1), a label each, whether the gradient is wanted
 * too, and where it goes (by default a new array).
 */
export type OperatorInput = {
  readonly embeddings: Float32Array | Float64Array;
  readonly labels: Int32Array;
  readonly dim: number;
  readonly gradient: boolean;
  readonly into?: Float32Array;
};

/**
 * What an engine is told of distances: whether they are squared, the margin in their unit, and whether
 * rows are brought to length 1 and the gradient halved, which "plain" leaves to others.
 */
export type EngineMetric = { margin: number; squared: boolean; unit?: boolean };

/** What an engine gives back for a triplet loss. */
export interface TripletOutcome {
  /** The loss, the mean that the operator's text names; 0 when there is nothing to take it over. */
  readonly loss: number;
  /** The triplets that the rule takes, by category: exact, also past 2^32. */
  readonly counts: TripletCounts;
  /** The derivative of `loss`, `B x dim`, row-major; only where it was asked for. */
  readonly gradient?: Float32Array;
}

/** What an engine is told of the circle loss. */
export interface CircleOptions extends Required<CircleLossOptions> {
  /**
   * Which pairs make one sum: `"pooled"`, all of the batch, or `"per-anchor"`, each anchor's own,
   * which `"plain"` computes whatever the engine. Default `"pooled"`, article 5's.
   */
  readonly rule: CircleRule;
  /** True to bring the rows to length 1 first, in float64. Default false. */
  readonly normalize: boolean;
}

/** What an engine gives back for the circle loss. */
export interface CircleOutcome extends Pick<TripletOutcome, "gradient"> {
  /** The loss; 0 where pairs of either kind are missing. */
  readonly loss: number;
  /** How many pairs have equal labels. */
  readonly positivePairs: number;
  /** How many pairs have different labels. */
  readonly negativePairs: number;
}

/**
 * The fused operators as one engine computes them, of inputs that were checked. `null`: the batch lies
 * outside what the engine's float32 can hold, and the plain engine has to compute it. `free` gives the
 * work space back; the next call takes a new one.
 */
export type OperatorEngine = {
  readonly name: EngineName;
  batchAll(input: OperatorInput, options: EngineMetric): TripletOutcome | null;
  batchHard(
    input: OperatorInput,
    options: EngineMetric & { rule: BatchHardRule },
  ): TripletOutcome | null;
  semiHard(
    input: OperatorInput,
    options: EngineMetric & { rule: SemiHardRule; seed: number },
  ): TripletOutcome | null;
  circle(input: OperatorInput, options: CircleOptions): CircleOutcome | null;
  free(): void;
};

import type { CircleRule } from "../reference/batch_circle_loss.ts";
import type { BatchHardRule } from "../reference/batch_hard_triplet_loss.ts";
import type { SemiHardRule } from "../reference/semi_hard_triplet_loss.ts";
import type { TripletCounts } from "../reference/triplet_loss_result.ts";

export type { BatchHardRule, CircleRule, SemiHardRule, TripletCounts };

/** Which code computes: C through the foreign function interface, WebAssembly SIMD, or TypeScript. */
export type EngineName = "native" | "wasm" | "plain";

/** An engine by name, or `"auto"`: the fastest that is present. */
export type EngineChoice = "auto" | EngineName;

/** What an engine computes from; the public functions have checked all of it. */
export interface OperatorInput {
  /** `B x dim` numbers, row after row. */
  readonly embeddings: Float32Array;
  /** One label a row. */
  readonly labels: Int32Array;
  /** How many numbers make a row. */
  readonly dim: number;
  /** Whether the gradient is wanted too. */
  readonly gradient: boolean;
  /** Where the gradient goes; undefined: into a new array. */
  readonly into?: Float32Array;
}

/** What an engine gives back for a triplet loss. */
export interface TripletOutcome {
  /** The mean loss over the rule's triplets, 0 when there is none. */
  readonly loss: number;
  /** The counts of the triplets that the rule takes. */
  readonly counts: TripletCounts;
  /** The derivative of the loss, `B x dim`, where it was asked for. */
  readonly gradient?: Float32Array;
}

/** What an engine is told of the circle loss. */
export interface CircleOptions {
  /** The relaxation. */
  readonly m: number;
  /** The scale. */
  readonly gamma: number;
  /** Whose definition. */
  readonly rule: CircleRule;
  /** Whether rows are brought to length 1 first. */
  readonly normalize: boolean;
}

/** What an engine gives back for the circle loss. */
export interface CircleOutcome {
  /** The loss. */
  readonly loss: number;
  /** How many pairs of equal labels there are. */
  readonly positivePairs: number;
  /** How many pairs of different labels there are. */
  readonly negativePairs: number;
  /** The derivative of the loss, `B x dim`, where it was asked for. */
  readonly gradient?: Float32Array;
}

/**
 * The fused operators as one engine computes them. Inputs must have been checked. `null`: the
 * batch lies outside what the engine's float32 can hold, and the plain engine has to compute it.
 */
export interface OperatorEngine {
  /** Which engine this is. */
  readonly name: EngineName;
  /** Batch all: every valid triplet. */
  batchAll(
    input: OperatorInput,
    options: { margin: number; squared: boolean },
  ): TripletOutcome | null;
  /** Batch hard: each anchor with its farthest positive and nearest negative. */
  batchHard(
    input: OperatorInput,
    options: { margin: number; squared: boolean; rule: BatchHardRule },
  ): TripletOutcome | null;
  /** Semi-hard: the triplets inside the margin, or one a pair. */
  semiHard(
    input: OperatorInput,
    options: { margin: number; squared: boolean; rule: SemiHardRule; seed: number },
  ): TripletOutcome | null;
  /** The circle loss over all pairs of the batch. */
  circle(input: OperatorInput, options: CircleOptions): CircleOutcome | null;
  /** Gives the work space back; the next call takes a new one. */
  free(): void;
}

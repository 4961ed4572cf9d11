import { checkMargin, checkMetric, type DistanceOptions } from "../checks/mod.ts";
import { flatDirections } from "../reference/flat_directions.ts";
import { checkOperatorInput, refuseNotFinite } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type {
  EngineChoice,
  EngineName,
  OperatorEngine,
  OperatorInput,
  TripletCounts,
  TripletOutcome,
} from "./types.ts";

/** What every operator on triplets may be told. */
export interface FusedTripletOptions extends DistanceOptions {
  /** How many numbers make a row of `embeddings`. */
  readonly dim: number;
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /**
   * True to get the derivative of the loss with respect to the rows too, or an array for it, as long
   * as they are: a loop that reuses one spares its allocation. Default false.
   */
  readonly gradient?: boolean | Float32Array;
  /** Which code computes. Default `"auto"`: the fastest engine that is present. */
  readonly engine?: EngineChoice;
}

/** A triplet loss of one batch. */
export interface FusedTripletResult {
  /** The loss, the mean that the operator's text names; 0 when there is nothing to take it over. */
  readonly loss: number;
  /** `counts.positive / counts.valid`; 0 when the rule takes no triplet. */
  readonly fractionPositive: number;
  /** The triplets that the rule takes, by category: exact, also past 2^32. */
  readonly counts: TripletCounts;
  /** The derivative of `loss`, `B x dim`, row-major; only where it was asked for. */
  readonly gradient?: Float32Array;
  /** The engine that computed. */
  readonly engine: EngineName;
}

/** Checks a batch, and has an engine compute it in the distances that are meant. */
export function computeTriplets(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedTripletOptions,
  compute: (
    engine: OperatorEngine,
    input: OperatorInput,
    metric: { margin: number; squared: boolean },
  ) => TripletOutcome | null,
): FusedTripletResult {
  const { dim, margin, squared = false, distance, gradient = false, engine = "auto" } = options;
  const input = checkOperatorInput(embeddings, labels, dim, gradient);
  checkMargin(margin);
  checkMetric(options);
  const metric = { margin, squared };
  const { name, outcome: { loss, counts, gradient: slopes } } = computeWith(
    engine,
    (e) =>
      distance === "cosine" ? byDirections(e, input, margin, compute) : compute(e, input, metric),
  );
  return {
    loss,
    fractionPositive: counts.valid === 0 ? 0 : counts.positive / counts.valid,
    counts,
    ...(input.gradient && { gradient: slopes }),
    engine: name,
  };
}

/** Of rows at length 1, squared distances are twice the cosine distances, and so is all else. */
function byDirections(
  engine: OperatorEngine,
  input: OperatorInput,
  margin: number,
  compute: Parameters<typeof computeTriplets>[3],
): TripletOutcome | null {
  refuseNotFinite(input);
  const { rows, dim, pull } = flatDirections(input.embeddings, input.dim);
  const { into, ...rest } = input;
  const unit = { ...rest, embeddings: Float32Array.from(rows), dim };
  const outcome = compute(engine, unit, { margin: 2 * margin, squared: true });
  if (!outcome?.gradient) return outcome && { ...outcome, loss: outcome.loss / 2 };
  const halves = outcome.gradient.map((slope) => slope / 2);
  const gradient = pull(halves, into ?? new Float32Array(input.embeddings.length));
  return { ...outcome, loss: outcome.loss / 2, gradient };
}

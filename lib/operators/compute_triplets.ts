import { checkMargin, checkMetric, type DistanceOptions } from "../checks/mod.ts";
import { flatDirections } from "../reference/flat_directions.ts";
import { checkOperatorInput, refuseNotFinite } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type {
  EngineMetric,
  EngineName,
  FusedOptions,
  OperatorEngine,
  OperatorInput,
  TripletOutcome,
} from "./types.ts";

/** What every operator on triplets may be told. */
export interface FusedTripletOptions extends FusedOptions, DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
}

/** A triplet loss of one batch. */
export interface FusedTripletResult extends TripletOutcome {
  /** `counts.positive / counts.valid`; 0 when the rule takes no triplet. */
  readonly fractionPositive: number;
  /** The engine that computed. */
  readonly engine: EngineName;
}

type Compute = (e: OperatorEngine, x: OperatorInput, metric: EngineMetric) => TripletOutcome | null;

/** Checks a batch, and has an engine compute it in the distances that are meant. */
export function computeTriplets(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedTripletOptions,
  compute: Compute,
): FusedTripletResult {
  const { dim, margin, squared = false, distance, gradient = false, engine = "auto" } = options;
  const input = checkOperatorInput(embeddings, labels, dim, gradient);
  checkMargin(margin);
  checkMetric(options);
  const computed = computeWith(engine, (e) => {
    if (distance === "cosine") return byDirections(e, input, margin, compute);
    return compute(e, input, { margin, squared });
  });
  const { valid, positive } = computed.counts;
  return { ...computed, fractionPositive: valid === 0 ? 0 : positive / valid };
}

/** Of rows at length 1, squared distances are twice the cosine distances, and so is all else. */
function byDirections(
  engine: OperatorEngine,
  input: OperatorInput,
  margin: number,
  compute: Compute,
): TripletOutcome | null {
  refuseNotFinite(input);
  const { rows, dim, pull } = flatDirections(input.embeddings, input.dim);
  // As wide as the rows as given: one array for both gradients. Rows of zeros bring a column of their own.
  const same = dim === input.dim;
  const unit = {
    ...input,
    embeddings: Float32Array.from(rows),
    dim,
    into: same ? input.into : undefined,
  };
  const outcome = compute(engine, unit, { margin: 2 * margin, squared: true });
  const half = outcome && { ...outcome, loss: outcome.loss / 2 };
  if (!half?.gradient) return half;
  const into = same ? half.gradient : input.into ?? new Float32Array(input.embeddings.length);
  return { ...half, gradient: pull(half.gradient, into, 1 / 2) };
}

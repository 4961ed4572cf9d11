import { checkFlatMatrix, checkMargin, checkMetric } from "../checks/mod.ts";
import { flatDirections } from "../reference/flat_directions.ts";
import type { MinedOptions } from "../reference/mined_options.ts";
import { checkOperatorInput, refuseEndless } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { EngineMetric, EngineName, FusedOptions, OperatorEngine } from "./types.ts";
import type { OperatorInput, TripletOutcome } from "./types.ts";

/** What every operator on triplets may be told. */
export interface FusedTripletOptions extends FusedOptions, Omit<MinedOptions, "reduction"> {}

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
    if (distance !== "cosine") return compute(e, input, { margin, squared });
    // Of rows at length 1, squared distances are twice the cosine distances, and so is all else.
    const metric = { margin: 2 * margin, squared: true };
    const outcome = e.name !== "plain" && compute(e, input, { ...metric, unit: true }) ||
      byDirections(compute)(e, input, metric);
    return outcome && { ...outcome, loss: outcome.loss / 2 };
  });
  if (distance === "cosine") refuseEndless(computed.gradient, "embeddings", true);
  const { valid, positive } = computed.counts;
  return { ...computed, fractionPositive: valid === 0 ? 0 : positive / valid };
}

/** Brings the rows to length 1 before an engine sees them, where it does not or a row is all zeros. */
const byDirections = (compute: Compute): Compute => (engine, input, metric) => {
  checkFlatMatrix(input.embeddings, input.dim);
  const { rows, dim, pull } = flatDirections(input.embeddings, input.dim);
  const { into = new Float32Array(input.embeddings.length), ...rest } = input;
  const embeddings = engine.name === "plain" ? rows : Float32Array.from(rows);
  const outcome = compute(engine, { ...rest, embeddings, dim }, metric);
  if (!outcome?.gradient) return outcome;
  return { ...outcome, gradient: pull(outcome.gradient, into, 1 / 2) };
};

import * as tf from "@tensorflow/tfjs";
import type { TripletOutcome } from "../../operators/types.ts";
import type { Reduction } from "../../reference/reduce_losses.ts";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Reduced, Scalar, Tensor2D, TripletLossTensors } from "../tensors.ts";
import type { Batch } from "./check_input.ts";
import { nothing, withGradient } from "./ops.ts";
import { countTensors, type TripletSums } from "./triplet_slopes.ts";

type Outcome = Pick<TripletOutcome, "loss" | "gradient">;

type Operator<T> = (x: Float32Array, labels: Int32Array, more: {
  readonly dim: number;
  readonly gradient: boolean;
}) => T;

/**
 * The seam to `lib/operators/`: a loss that an operator computes with its gradient in one pass (asked
 * for only while one is being recorded) as one differentiable scalar. Null where tensors or labels
 * cannot be read at once.
 */
export function fusedLoss<T extends Outcome>(
  embeddings: Tensor2D,
  { list, columns, values }: Batch,
  operator: Operator<T>,
): { loss: Scalar; outcome: T } | null {
  if (!list || !values) return null;
  const outcome = operator(values, list, { dim: columns, gradient: tf.engine().isTapeOn() });
  const { gradient } = outcome;
  const loss = withGradient<Tensor2D, Scalar>(
    embeddings,
    (x) => ({
      value: tf.scalar(outcome.loss),
      keep: gradient ? [tf.tensor(gradient, x.shape)] : [],
    }),
    // Of a loss that is minimised as it is, dy is 1; where gradients are recorded, theirs goes by dy.
    (dy, [slope]) =>
      dy.dataSync()[0] === 1 && !tf.engine().isTapeOn() ? slope.clone() : slope.mul(dy),
  );
  return { loss, outcome };
}

/** A loss that takes its triplets from a batch: the operator's, a mean `over` some, or one of sums. */
export function minedLoss<R extends Reduction>(
  embeddings: Tensor2D,
  batch: Batch,
  { reduction, soft = false, over, operator, sums }: {
    readonly reduction: R;
    readonly soft?: boolean;
    readonly over: "valid" | "positive";
    readonly operator: Operator<Outcome & { readonly counts: TripletCounts }>;
    sums(): TripletSums;
  },
): TripletLossTensors<R> {
  return tf.tidy(() => {
    if (batch.rows === 0) {
      const none = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
      const loss = nothing(embeddings, reduction);
      return { loss, fractionPositive: tf.scalar(0), counts: countTensors(none) };
    }
    const simple = !soft && reduction !== "none";
    const fused = simple ? fusedLoss(embeddings, batch, operator) : null;
    if (!fused) return lossOfSums(sums(), reduction, soft);
    const { loss, outcome: { counts } } = fused;
    const { valid, positive } = counts;
    const counted = { "mean": valid, "mean-non-zero": positive, "sum": 1, "none": 1 }[reduction];
    const share = (counts[over] || 1) / Math.max(counted, 1);
    return {
      loss: (share === 1 ? loss : loss.mul(share)) as Reduced<R>,
      fractionPositive: tf.scalar(positive / Math.max(valid, 1)),
      counts: countTensors(counts),
    };
  });
}

/** The loss from the sums of the anchors, with counts that only the device may know. */
function lossOfSums<R extends Reduction>(
  { sums, counts }: TripletSums,
  reduction: R,
  soft: boolean,
): TripletLossTensors<R> {
  const atLeastOne = (count: Scalar): Scalar => count.toFloat().maximum(1);
  const sum = (): Scalar => sums.sum();
  const loss = {
    "mean": () => sum().div(atLeastOne(counts.valid)),
    // Every smooth loss is above 0, so its mean over the non-zero ones is the mean over all.
    "mean-non-zero": () => sum().div(atLeastOne(soft ? counts.valid : counts.positive)),
    "sum": sum,
    "none": () => sums,
  }[reduction]() as Reduced<R>;
  const fractionPositive = counts.positive.toFloat().div(atLeastOne(counts.valid)) as Scalar;
  return { loss, fractionPositive, counts };
}

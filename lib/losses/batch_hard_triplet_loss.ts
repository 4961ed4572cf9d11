import * as tf from "@tensorflow/tfjs";
import type { DistanceOptions } from "../checks/mod.ts";
import { batchHard } from "../operators/batch_hard.ts";
import {
  type BatchHardOptions,
  batchHardOptions,
  needNegatives,
  smallestDistance,
} from "../reference/batch_hard_triplet_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { checkBatch, type LabelsInput } from "./internal/check_input.ts";
import { distances } from "./internal/distances.ts";
import { minedLoss } from "./internal/mined_loss.ts";
import { pairs, rowMax, rowMin, softplus, withGradient } from "./internal/ops.ts";
import type { Scalar, Tensor1D, Tensor2D, TripletLossTensors } from "./tensors.ts";

/** Stands for a distance that does not exist: beyond any other, and finite when doubled. */
const BEYOND = 1e38;

/**
 * The batch-hard loss: each anchor with its farthest positive and its nearest negative.
 *
 *     loss = mean_a max(max_p d(a, p) - min_n d(a, n) + margin, 0)
 *
 * The rules `"tensorflow"` (article 2), `"pytorch"` (article 4) and `"valid"` are those of {@linkcode
 * import("../reference/batch_hard_triplet_loss.ts").batchHardTripletLoss}. Where several positives or
 * negatives are the hardest, they share the gradient equally.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @returns scalars: the loss (for `reduction: "none"` one an anchor, a tensor of shape [B]), the
 *   fraction of the anchors that have a loss, and what the triplet of each anchor is like
 * @throws {TypeError | RangeError} as in `reference`; without a negative under `"pytorch"` only where
 *   the labels can be read at once (else the loss is 0)
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { batchHardTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const { loss } = batchHardTripletLoss(tf.tensor2d([[0], [1], [2]]), [7, 7, 8], { margin: 2 });
 * assertEquals((await loss.data())[0], 1.5);
 * ```
 */
export function batchHardTripletLoss<R extends Reduction = "mean">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: BatchHardOptions<R>,
): TripletLossTensors<R> {
  const batch = checkBatch(embeddings, labels);
  const { margin, rule, soft, reduction, metric } = batchHardOptions(options);
  if (rule === "pytorch" && batch.list) needNegatives(batch.list);
  return minedLoss(embeddings, batch, {
    ...{ reduction, soft, over: "valid" },
    operator: (x, labels, more) => batchHard(x, labels, { margin, ...metric, rule, ...more }),
    sums() {
      const classes = batch.tensor();
      const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat() as Tensor2D;
      const d = distances(embeddings, metric);
      const hardest = { tensorflow, pytorch, valid }[rule](d, same, metric);
      const violation = hardest.positive.sub(hardest.negative).add(margin);
      const losses = soft ? softplus(violation) : violation.relu();
      return {
        sums: losses.mul<Tensor2D>(hardest.taken).squeeze<Tensor1D>([1]),
        counts: countTriplets(hardest, margin),
      };
    },
  });
}

/** Each anchor's distances, and 1 for one that is in the mean: `[B, 1]`. */
type Hardest = Readonly<Record<"positive" | "negative" | "taken", Tensor2D>>;

function countTriplets({ positive, negative, taken }: Hardest, margin: number) {
  const count = (flags: tf.Tensor): Scalar => flags.mul(taken).toInt().sum();
  const active = negative.less(positive.add(margin)).toFloat();
  const hard = negative.lessEqual(positive).toFloat();
  const either = active.maximum(hard);
  return {
    valid: count(tf.onesLike(taken)),
    positive: count(active),
    easy: count(tf.sub(1, either)),
    semiHard: count(either.sub(hard)),
    hard: count(hard),
  };
}

/** Article 2: every anchor, and the row's maximum added to what is no negative. */
function tensorflow(d: Tensor2D, same: Tensor2D): Hardest {
  const isPositive = same.sub(pairs(d.shape[0], "equal"));
  return {
    positive: rowMax(d.mul(isPositive)),
    negative: rowMin(d.add(rowMax(d).mul(same))),
    taken: tf.ones([d.shape[0], 1]),
  };
}

/** Article 4: every anchor, itself among its positives, and no distance below 1e-6. */
function pytorch(d: Tensor2D, same: Tensor2D, metric: DistanceOptions): Hardest {
  const clamped = clampBelow(d, smallestDistance(metric));
  return {
    positive: rowMax(clamped.mul(same)),
    negative: rowMin(tf.where(same.cast("bool"), BEYOND, clamped)),
    taken: tf.ones([d.shape[0], 1]),
  };
}

/** The anchors that have a positive and a negative; what the others come out as is not looked at. */
function valid(d: Tensor2D, same: Tensor2D): Hardest {
  const isPositive = same.sub(pairs(d.shape[0], "equal"));
  const taken = isPositive.max(1, true).mul(tf.sub(1, same.min(1, true)));
  return {
    positive: rowMax(tf.where(isPositive.cast("bool"), d, -BEYOND)),
    negative: rowMin(tf.where(same.cast("bool"), BEYOND, d)),
    taken: taken as Tensor2D,
  };
}

/** `max(d, smallest)` with gradient 0 where it clamps, `smallest` itself included. */
function clampBelow(d: Tensor2D, smallest: number): Tensor2D {
  return withGradient<Tensor2D, Tensor2D>(
    d,
    (d) => ({ value: d.maximum(smallest), keep: [d.greater(smallest).toFloat()] }),
    (dy, [above]) => dy.mul(above),
  );
}

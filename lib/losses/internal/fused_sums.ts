import { batchAll } from "../../operators/batch_all.ts";
import type { Tensor2D } from "../tensors.ts";
import { countTensors } from "./count_tensors.ts";
import { fusedLoss } from "./fused_loss.ts";
import type { TripletSums } from "./triplet_sum_types.ts";

/** The sum of a batch's hinges and the counts beside it, by the fused operator. */
export function fusedSums(
  embeddings: Tensor2D,
  classes: Int32Array,
  margin: number,
  squared: boolean,
): TripletSums {
  const dim = embeddings.shape[1];
  let counts = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  const mean = fusedLoss(embeddings, (x, gradient) => {
    const result = batchAll(x, classes, { dim, margin, squared, gradient });
    counts = result.counts;
    return result;
  });
  return { sum: mean.mul(counts.positive), counts: countTensors(counts) };
}

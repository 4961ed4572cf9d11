import { selfCheck } from "./self_check.ts";

/** A rectangle of 3 by 4 whose diagonals are the two classes: all distances are 3, 4 or 5. */
const POINTS = [[0, 0], [3, 4], [3, 0], [0, 4]];
const LABELS = [0, 0, 1, 1];

/** Proves the project's own WGSL programs: one that a driver refuses throws nothing. */
export async function selfCheckWgsl(): Promise<void> {
  // Imported only where a GPU is readied: the losses load the operators' engines.
  const { batchAllTripletLoss } = await import("../losses/batch_all_triplet_loss.ts");
  await selfCheck({
    what: "it runs the batch-all programs",
    lossOf: (points) => batchAllTripletLoss(points, LABELS, { margin: 2 }).loss,
    at: POINTS,
    // With margin 2 the eight triplets cost 3 or 4 each.
    loss: 3.5,
    // Half a unit along each diagonal, less a quarter along each side, worked out by hand.
    gradient: [-0.05, -0.15, 0.05, 0.15, 0.05, -0.15, -0.05, 0.15],
  });
}

/**
 * Every loss of a batch twice: on tensors, and as the float64 loop that its gradient is measured
 * on.
 */
import type * as tf from "@tensorflow/tfjs";
import * as losses from "#lib/losses/mod.ts";
import * as reference from "#lib/reference/mod.ts";

/** A loss of labels and points, in both layers. */
export interface Case {
  readonly name: string;
  readonly tensor: (x: tf.Tensor2D, y: number[]) => tf.Scalar;
  readonly loop: (x: number[][], y: number[]) => number;
  /**
   * What central differences are taken of, where that is not `loop` itself: the weights of
   * CircleLoss are constants to the gradient, so they are frozen at `at`.
   */
  readonly frozen?: (at: number[][], y: number[]) => (x: number[][]) => number;
}

/** The mined losses, with margins in the unit `unit` of the distances. */
export function minedCases(unit = 1): Case[] {
  const cases: Case[] = [];
  const add = (name: string, tensor: Case["tensor"], loop: Case["loop"]) =>
    cases.push({ name, tensor, loop });
  for (const metric of [{}, { squared: true }, { distance: "cosine" as const }]) {
    const cosine = "distance" in metric;
    const margin = cosine ? 0.1 : "squared" in metric ? 0.4 * unit * unit : 0.4 * unit;
    const which = cosine ? ", cosine" : "squared" in metric ? ", squared" : "";
    for (const reduction of ["mean-non-zero", "mean", "sum"] as const) {
      const options = { margin, ...metric, reduction };
      add(
        `batch all, ${reduction}${which}`,
        (x, y) => losses.batchAllTripletLoss(x, y, options).loss,
        (x, y) => reference.batchAllTripletLoss(x, y, options).loss,
      );
    }
    const soft = { margin, ...metric, soft: true };
    add(
      `batch all, soft${which}`,
      (x, y) => losses.batchAllTripletLoss(x, y, soft).loss,
      (x, y) => reference.batchAllTripletLoss(x, y, soft).loss,
    );
    for (const rule of ["tensorflow", "pytorch", "valid"] as const) {
      for (const soft of [false, true]) {
        const options = { margin, ...metric, rule, soft };
        add(
          `batch hard, ${rule}${soft ? ", soft" : ""}${which}`,
          (x, y) => losses.batchHardTripletLoss(x, y, options).loss,
          (x, y) => reference.batchHardTripletLoss(x, y, options).loss,
        );
      }
    }
    for (const rule of ["all", "nearest", "random"] as const) {
      const options = { margin, ...metric, rule, seed: 3 };
      add(
        `semi-hard, ${rule}${which}`,
        (x, y) => losses.semiHardTripletLoss(x, y, options).loss,
        (x, y) => reference.semiHardTripletLoss(x, y, options).loss,
      );
    }
  }
  return cases;
}

/** CircleLoss under both rules. */
export function circleCases(parameters: { m?: number; gamma?: number }[]): Case[] {
  return parameters.flatMap(({ m = 0.25, gamma = 256 }) =>
    (["pooled", "per-anchor"] as const).map((rule): Case => ({
      name: `circle, ${rule}, m ${m}, gamma ${gamma}`,
      tensor: (x, y) => losses.batchCircleLoss(x, y, { m, gamma, rule }),
      loop: (x, y) => reference.batchCircleLoss(x, y, { m, gamma, rule }),
      frozen: (at, y) => (x) =>
        rule === "pooled" ? frozenCircle(y, x, at, { m, gamma }) : reference.reduceLosses(
          y.map((_, anchor) => frozenCircle(y, x, at, { m, gamma, anchor })),
          "mean-non-zero",
        ),
    }))
  );
}

/**
 * CircleLoss of `x` with the weights that the similarities of `at` give, from eq. 6: of all pairs of
 * the batch, or of those of one anchor, 0 where it has but one kind.
 */
export function frozenCircle(
  y: number[],
  x: number[][],
  at: number[][],
  { m, gamma, anchor }: { m: number; gamma: number; anchor?: number },
): number {
  const cosine = (points: number[][], i: number, j: number): number =>
    points[i].reduce((sum, v, k) => sum + v * points[j][k], 0) /
    (Math.hypot(...points[i]) * Math.hypot(...points[j]));
  const logits: Record<"within" | "between", number[]> = { within: [], between: [] };
  for (let i = 0; i < y.length; i++) {
    for (let j = i + 1; j < y.length; j++) {
      if (anchor !== undefined && i !== anchor && j !== anchor) continue;
      const [s, weighed] = [cosine(x, i, j), cosine(at, i, j)];
      if (y[i] === y[j]) logits.within.push(-gamma * Math.max(1 + m - weighed, 0) * (s - (1 - m)));
      else logits.between.push(gamma * Math.max(weighed + m, 0) * (s - m));
    }
  }
  const { logSumExp, softplus } = reference;
  return softplus(logSumExp(logits.within) + logSumExp(logits.between));
}

/** The losses of triplets that are given: the batch is cut into three equal parts. */
export function givenCases(): Case[] {
  const thirds = (x: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] => {
    const count = x.shape[0] / 3;
    return [0, 1, 2].map((i) => x.slice([i * count, 0], [count, x.shape[1]])) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
  };
  const thirdsOf = (x: number[][]): [number[][], number[][], number[][]] => {
    const count = x.length / 3;
    return [x.slice(0, count), x.slice(count, 2 * count), x.slice(2 * count)];
  };
  const cases: Case[] = [];
  const orders = [1, 1.5, 2, 3, Infinity].map((p) => ({ p }));
  for (const order of [...orders, { distance: "cosine" as const }]) {
    for (const swap of [false, true]) {
      for (const soft of [false, true]) {
        for (const reduction of ["mean", "sum", "mean-non-zero"] as const) {
          const options = { ...order, swap, soft, reduction, margin: 0.3 };
          cases.push({
            name: `triplet margin, ${Object.entries(options).join("; ")}`,
            tensor: (x) => losses.tripletMarginLoss(...thirds(x), options),
            loop: (x) => reference.tripletMarginLoss(...thirdsOf(x), options),
          });
        }
      }
    }
  }
  cases.push({
    name: "naive triplet loss",
    tensor: (x) => losses.naiveTripletLoss(...thirds(x), { margin: 0.3 }),
    loop: (x) => reference.naiveTripletLoss(...thirdsOf(x), { margin: 0.3 }),
  });
  return cases;
}

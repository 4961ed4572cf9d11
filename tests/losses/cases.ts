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
      frozen: (at, y) => (x) => frozenCircle(y, x, at, m, gamma, rule),
    }))
  );
}

/** CircleLoss of `x` with the weights that the similarities of `at` give, from eq. 6. */
function frozenCircle(
  y: number[],
  x: number[][],
  at: number[][],
  m: number,
  gamma: number,
  rule: "pooled" | "per-anchor",
): number {
  const similarities = (points: number[][]): number[][] =>
    points.map((a) =>
      points.map((b) =>
        a.reduce((sum, ak, k) => sum + ak * b[k], 0) / Math.hypot(...a) / Math.hypot(...b)
      )
    );
  const s = similarities(x);
  const weightsFrom = similarities(at);
  const pairLoss = (pairs: [number, number][]): number => {
    const logits = (same: boolean): number[] =>
      pairs.filter(([i, j]) => (y[i] === y[j]) === same).map(([i, j]) =>
        same
          ? -gamma * Math.max(1 + m - weightsFrom[i][j], 0) * (s[i][j] - (1 - m))
          : gamma * Math.max(weightsFrom[i][j] + m, 0) * (s[i][j] - m)
      );
    return reference.softplus(
      reference.logSumExp(logits(true)) + reference.logSumExp(logits(false)),
    );
  };
  if (rule === "pooled") {
    return pairLoss(y.flatMap((_, i) => y.flatMap((_, j) => i < j ? [[i, j] as const] : [])) as [
      number,
      number,
    ][]);
  }
  const anchors = y.map((_, a) => a).filter((a) =>
    y.some((label, j) => j !== a && label === y[a]) && y.some((label) => label !== y[a])
  );
  const sum = anchors.reduce(
    (total, a) =>
      total + pairLoss(y.flatMap((_, j) => j !== a ? [[a, j]] : []) as [number, number][]),
    0,
  );
  return anchors.length === 0 ? 0 : sum / anchors.length;
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
  for (const p of [1, 1.5, 2, 3, Infinity]) {
    for (const swap of [false, true]) {
      for (const soft of [false, true]) {
        for (const reduction of ["mean", "sum", "mean-non-zero"] as const) {
          const options = { p, swap, soft, reduction, margin: 0.3 };
          cases.push({
            name: `triplet margin, ${JSON.stringify({ ...options, p: String(p) })}`,
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

/**
 * The gradients that TensorFlow and PyTorch recorded against central differences of the reference
 * layer, away from kinks. It holds both to account: the reference layer has no gradient of its own, and
 * the recorded ones are what the tensor losses are compared with.
 */
import { assert } from "@std/assert";
import {
  batchAllTripletLoss,
  batchHardTripletLoss,
  circleLoss,
  naiveTripletLoss,
  semiHardTripletLoss,
  similarityPairs,
  tripletMarginLoss,
} from "#lib/reference/mod.ts";
import { assertMatrixClose, largestOf } from "./closeness.ts";
import { batches, type Case, casesOf, inputs, nameOf } from "../support/recorded_values.ts";

/** The gradient of f at x, coordinate by coordinate: (f(x + h) - f(x - h)) / 2h. */
function differences(f: (x: number[][]) => number, at: number[][], h: number): number[][] {
  const x = at.map((row) => [...row]);
  return x.map((row) =>
    row.map((value, k) => {
      row[k] = value + h;
      const above = f(x);
      row[k] = value - h;
      const below = f(x);
      row[k] = value;
      // What was really added: far from the origin, value + h is rounded.
      return (above - below) / ((value + h) - (value - h));
    })
  );
}

/** How far the points lie apart, which h has to be small against. */
function spread(x: number[][]): number {
  return Math.max(1e-9, largestOf(x.map((row) => row.map((value, k) => value - x[0][k]))));
}

/** How far a recorded gradient may be from the differences, relative to its largest entry. */
const CLOSE = 1e-6;

/** The largest entry that a gradient drowned by the rounding of the loss, over h, would have. */
function noise(loss: number | number[], h: number): number {
  const size = Math.max(...[loss].flat().map(Math.abs));
  return (4 * Number.EPSILON * size) / h / CLOSE;
}

type Loss = (labels: number[], x: number[][], one: Case) => number;

function compare(rule: string, least: number, loss: Loss, points: "embeddings" | "unit"): void {
  let compared = 0;
  for (const one of casesOf(rule, { dtype: "float64" })) {
    if (!one.gradient || one.distance === "gram") continue;
    const batch = batches[one.batch];
    const x = batch[points] ?? [];
    if (batch.kinks || x.length === 0) continue;
    const h = 1e-5 * spread(x);
    const expected = differences((moved) => loss(batch.labels, moved, one), x, h);
    assertMatrixClose(one.gradient, expected, CLOSE, nameOf(one), noise(one.value, h));
    compared += 1;
  }
  assert(compared >= least, `${rule}: ${compared} cases compared, ${least} expected`);
}

const given = ({ margin, squared }: Case) => ({ margin, squared });

Deno.test("batchAllTripletLoss has the gradient that TensorFlow and pytorch-metric-learning gave", () => {
  const all: Loss = (labels, x, one) => batchAllTripletLoss(x, labels, given(one)).loss;
  compare("batch all", 25, all, "embeddings");
  compare("all", 25, all, "embeddings");
  compare(
    "all, mean",
    25,
    (labels, x, one) => batchAllTripletLoss(x, labels, { ...given(one), reduction: "mean" }).loss,
    "embeddings",
  );
  compare(
    "all, smooth, mean",
    25,
    (labels, x, one) => batchAllTripletLoss(x, labels, { ...given(one), soft: true }).loss,
    "embeddings",
  );
});

Deno.test("batchHardTripletLoss has the gradient that the owner of each rule gave", () => {
  compare(
    "batch hard",
    25,
    (labels, x, one) => batchHardTripletLoss(x, labels, { ...given(one), rule: "tensorflow" }).loss,
    "embeddings",
  );
  compare(
    "batch hard, soft margin",
    24,
    (labels, x, { squared }) =>
      batchHardTripletLoss(x, labels, { margin: 0, squared, soft: true, rule: "tensorflow" }).loss,
    "embeddings",
  );
  compare(
    "batch hard, open-reid",
    10,
    (labels, x, { margin }) => batchHardTripletLoss(x, labels, { margin, rule: "pytorch" }).loss,
    "embeddings",
  );
  compare(
    "hard, mean",
    25,
    (labels, x, one) => batchHardTripletLoss(x, labels, { ...given(one), rule: "valid" }).loss,
    "embeddings",
  );
});

Deno.test("semiHardTripletLoss has the gradient that pytorch-metric-learning gave", () => {
  compare(
    "semi-hard",
    25,
    (labels, x, one) => semiHardTripletLoss(x, labels, given(one)).loss,
    "embeddings",
  );
});

Deno.test("tripletMarginLoss has the gradients that torch.nn.TripletMarginLoss gave", () => {
  for (const one of casesOf("triplet margin", { dtype: "float64" })) {
    const parts = inputs[one.input];
    // The gradient recorded for "none" is that of the sum.
    const reduction = one.reduction === "none" ? "sum" : one.reduction;
    if (!one.gradients || one.input === "duplicates" || parts[0].length === 0) continue;
    const { margin, p, eps, swap } = one;
    const far = Math.max(...parts.map((part) => spread([...parts[0], ...part])));
    const h = 1e-5 * far;
    for (const place of [0, 1, 2] as const) {
      const f = (moved: number[][]) => {
        const [a, b, c] = parts.map((part, i) => i === place ? moved : part);
        return tripletMarginLoss(a, b, c, { margin, p, eps, swap, reduction }) as number;
      };
      assertMatrixClose(
        one.gradients[place],
        differences(f, parts[place], h),
        CLOSE,
        `${nameOf(one)}, argument ${place}`,
        noise(one.value, h),
      );
    }
  }
});

Deno.test("naiveTripletLoss has the gradients that TensorFlow gave", () => {
  for (const one of casesOf("naive offline")) {
    const parts = inputs[one.input];
    if (one.input === "duplicates" || parts[0].length === 0) continue;
    const h = 1e-5 * Math.max(...parts.map((part) => spread([...parts[0], ...part])));
    for (const place of [0, 1, 2] as const) {
      const f = (moved: number[][]) => {
        const [a, b, c] = parts.map((part, i) => i === place ? moved : part);
        return naiveTripletLoss(a, b, c, { margin: one.margin });
      };
      const expected = differences(f, parts[place], h);
      assertMatrixClose(one.gradients![place], expected, CLOSE, nameOf(one), noise(one.value, h));
    }
  }
});

Deno.test("circleLoss, its weights held fixed, has the gradient that PyTorch gave", () => {
  // Detached weights: the differences are those of the exponents with the weights of the point.
  const frozen = (sp: number[], sn: number[], { m, gamma }: Case) => {
    const ap = sp.map((s) => Math.max(1 + m - s, 0));
    const an = sn.map((s) => Math.max(s + m, 0));
    return (p: number[], n: number[]) =>
      softplusOfSum(
        n.map((s, i) => gamma * an[i] * (s - m)),
        p.map((s, i) => -gamma * ap[i] * (s - (1 - m))),
      );
  };
  for (const one of casesOf("circle, pooled", { dtype: "float64" })) {
    const { unit, labels, kinks } = batches[one.batch];
    if (kinks || one.gamma > 300) continue; // at gamma 1000 the differences lose their digits
    const pairsOf = (x: number[][]) => similarityPairs(x, labels);
    const at = pairsOf(unit!);
    if (at.sp.length === 0 || at.sn.length === 0) continue;
    const f = frozen(at.sp, at.sn, one);
    const loss = f(at.sp, at.sn);
    const { m, gamma } = one;
    assert(Math.abs(loss - circleLoss(at.sp, at.sn, { m, gamma })) <= 1e-9 * Math.abs(loss));
    const expected = differences(
      (x) => {
        const { sp, sn } = pairsOf(x);
        return f(sp, sn);
      },
      unit!,
      1e-6,
    );
    assertMatrixClose(one.gradient!, expected, CLOSE, nameOf(one), noise(loss, 1e-6));
  }
});

function softplusOfSum(logitsN: number[], logitsP: number[]): number {
  const logSumExp = (values: number[]) => {
    const largest = Math.max(...values);
    return largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0));
  };
  const x = logSumExp(logitsN) + logSumExp(logitsP);
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

Deno.test("batchCircleLoss has no gradient along a point: its recorded gradients are all across", () => {
  for (const rule of ["circle, pooled, normalising", "circle, per anchor, normalising"]) {
    for (const one of casesOf(rule, { dtype: "float64" })) {
      const { embeddings } = batches[one.batch];
      const largest = largestOf(one.gradient!);
      for (const [i, row] of one.gradient!.entries()) {
        const radial = row.reduce((sum, g, k) => sum + g * embeddings[i][k], 0);
        assert(Math.abs(radial) <= 1e-9 * Math.max(largest, 1), `${nameOf(one)}, row ${i}`);
      }
    }
  }
});

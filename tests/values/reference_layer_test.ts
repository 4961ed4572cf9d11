/**
 * The reference layer against numbers that numpy, TensorFlow, PyTorch and pytorch-metric-learning gave
 * in float64, within 1e-9. The coordinates are exact in float32, so even the Gram matrix of the points
 * at an offset of 1e4 is exact in float64, and no case needs a wider tolerance.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  anchorNegativeMask,
  anchorPositiveMask,
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  conform,
  naiveTripletLoss,
  pairwiseDistances,
  semiHardTripletLoss,
  similarityPairs,
  tripletMarginLoss,
  tripletMask,
  tripletStatistics,
} from "#lib/reference/mod.ts";
import { assertClose, assertMatrixClose } from "./closeness.ts";
import { batches, type Case, casesOf, inputs, nameOf, pairs } from "../support/recorded_values.ts";

const EXACT = 1e-9;
const float64 = { dtype: "float64" } as const;

/** The options that a case was computed with. */
const given = ({ margin, squared }: Case) => ({ margin, squared });

/** Runs a check on every case with a finite value, and says how many there have to be. */
function compare(
  rule: string,
  least: number,
  value: (one: Case) => number,
  more: (one: Case) => boolean = () => true,
): void {
  let compared = 0;
  for (const one of casesOf(rule, float64)) {
    if (one.error || !Number.isFinite(one.value) || !more(one)) continue;
    assertClose(value(one), one.value as number, EXACT, nameOf(one));
    compared += 1;
  }
  assert(compared >= least, `${rule}: ${compared} cases compared, ${least} expected`);
}

Deno.test("pairwiseDistances equals TensorFlow's, squared and not, Gram matrix and subtraction", () => {
  for (const one of casesOf("pairwise distances", float64)) {
    const { embeddings } = batches[one.batch];
    const distances = pairwiseDistances(embeddings, { squared: one.squared });
    const recorded = one.distances as number[][];
    assertEquals(distances.length, recorded.length);
    for (const [i, row] of recorded.entries()) {
      for (const [j, value] of row.entries()) {
        assertClose(distances[i][j], value, EXACT, `${nameOf(one)}, [${i}][${j}]`);
      }
    }
  }
});

Deno.test("anchorPositiveMask, anchorNegativeMask and tripletMask equal TensorFlow's", () => {
  const bits = (mask: unknown): unknown => Array.isArray(mask) ? mask.map(bits) : Number(mask);
  for (const one of casesOf("masks")) {
    const { labels } = batches[one.batch];
    assertEquals(bits(anchorPositiveMask(labels)), one.anchorPositive, nameOf(one));
    assertEquals(bits(anchorNegativeMask(labels)), one.anchorNegative, nameOf(one));
    assertEquals(bits(tripletMask(labels)), one.triplet, nameOf(one));
  }
});

Deno.test("batchAllTripletLoss equals article 2 in TensorFlow: loss, fraction and counts", () => {
  compare("batch all", 90, (one) => {
    const { labels, embeddings } = batches[one.batch];
    const { loss, fractionPositive, counts } = batchAllTripletLoss(embeddings, labels, given(one));
    assertClose(fractionPositive, one.fractionPositive as number, EXACT, nameOf(one));
    assertEquals([counts.valid, counts.positive], [one.valid, one.positive], nameOf(one));
    return loss;
  });
});

Deno.test("batchAllTripletLoss counts what numpy counts, category by category", () => {
  for (const one of casesOf("counts")) {
    const { labels, embeddings } = batches[one.batch];
    const { valid, positive, easy, semiHard, hard } = one;
    assertEquals(
      batchAllTripletLoss(embeddings, labels, given(one)).counts as unknown,
      { valid, positive, easy, semiHard, hard },
      nameOf(one),
    );
  }
});

Deno.test("batchAllTripletLoss equals pytorch-metric-learning's TripletMarginLoss", () => {
  const small = (one: Case): boolean => batches[one.batch].labels.length < 100;
  const loss = (more: { soft?: boolean; reduction?: "mean" }) => (one: Case): number => {
    const { labels, embeddings } = batches[one.batch];
    return batchAllTripletLoss(embeddings, labels, { ...given(one), ...more }).loss;
  };
  compare("all", 40, loss({}));
  compare("all, mean", 40, loss({ reduction: "mean" }));
  compare("all, smooth, mean", 40, loss({ soft: true }), small);
});

Deno.test("batchAllTripletLoss, soft, keeps triplets whose softplus underflows in its mean", () => {
  // pytorch-metric-learning's default reducer takes the mean over losses above 0, and at a scale of 1e6
  // most smooth losses underflow to 0: its value is the sum over what is left. Ours divides by all.
  const [one] = casesOf("all, smooth", { ...float64, batch: "scale of 1e6", squared: false });
  const { labels, embeddings } = batches[one.batch];
  const { loss, counts } = batchAllTripletLoss(embeddings, labels, {
    margin: one.margin,
    soft: true,
  });
  const left = loss * counts.valid / (one.value as number);
  assertClose(left, Math.round(left), EXACT, nameOf(one));
  assert(left < counts.valid);
});

Deno.test('batchHardTripletLoss, "tensorflow", equals article 2 in TensorFlow', () => {
  compare("batch hard", 88, (one) => {
    const { labels, embeddings } = batches[one.batch];
    return batchHardTripletLoss(embeddings, labels, { ...given(one), rule: "tensorflow" }).loss;
  });
  compare("batch hard, soft margin", 60, (one) => {
    const { labels, embeddings } = batches[one.batch];
    const { squared } = one;
    return batchHardTripletLoss(embeddings, labels, {
      margin: 0,
      squared,
      soft: true,
      rule: "tensorflow",
    }).loss;
  });
});

Deno.test('batchHardTripletLoss, "tensorflow", gives 0 for B = 0, where TensorFlow gives NaN', () => {
  for (const one of casesOf("batch hard", { batch: "B = 0" })) assertEquals(one.value, NaN);
  assertEquals(batchHardTripletLoss([], [], { margin: 0.5, rule: "tensorflow" }).loss, 0);
});

Deno.test('batchHardTripletLoss, "pytorch", equals open-reid in PyTorch, and refuses what it has no answer for', () => {
  const options = (one: Case) => ({ margin: one.margin, rule: "pytorch" as const });
  compare("batch hard, open-reid", 22, (one) => {
    const { labels, embeddings } = batches[one.batch];
    return batchHardTripletLoss(embeddings, labels, options(one)).loss;
  });
  const refused = casesOf("batch hard, open-reid", float64).filter((one) => one.error);
  assertEquals(refused.map((one) => one.batch), [
    "one class",
    "B = 0",
    "B = 1",
    "B = 2, one class",
  ]);
  for (const one of refused) {
    const { labels, embeddings } = batches[one.batch];
    assertThrows(
      () => batchHardTripletLoss(embeddings, labels, options(one)).loss,
      RangeError,
      "labels: expected two classes or more",
    );
  }
});

Deno.test('batchHardTripletLoss, "valid", equals pytorch-metric-learning\'s miner with the plain mean', () => {
  const loss = (one: Case): number => {
    const { labels, embeddings } = batches[one.batch];
    return batchHardTripletLoss(embeddings, labels, { ...given(one), rule: "valid" }).loss;
  };
  compare("hard, mean", 40, loss);
  for (const one of casesOf("counts")) {
    assertClose(loss(one), one.batchHardValid as number, EXACT, nameOf(one));
  }
});

Deno.test("semiHardTripletLoss equals pytorch-metric-learning's semi-hard miner, and numpy", () => {
  const loss = (one: Case): number => {
    const { labels, embeddings } = batches[one.batch];
    return semiHardTripletLoss(embeddings, labels, given(one)).loss;
  };
  compare("semi-hard", 40, loss);
  for (const one of casesOf("counts")) {
    assertClose(loss(one), one.semiHardMean as number, EXACT, nameOf(one));
  }
});

Deno.test("tripletMarginLoss equals torch.nn.TripletMarginLoss: p, eps, swap, reductions", () => {
  let compared = 0;
  for (const one of casesOf("triplet margin", float64)) {
    if (one.error) continue; // the margin 0, which PyTorch refuses and this library takes
    const { margin, p, eps, swap, reduction } = one;
    const loss = tripletMarginLoss(...inputs[one.input], { margin, p, eps, swap, reduction });
    if (Array.isArray(loss)) {
      assertMatrixClose([loss], [one.value as number[]], EXACT, nameOf(one));
    } else if (Number.isFinite(one.value)) {
      assertClose(loss, one.value as number, EXACT, nameOf(one));
    } else {
      assertEquals([one.input, reduction, loss], ["no triplet", "mean", 0], nameOf(one));
    }
    compared += 1;
  }
  assert(compared >= 70, `${compared} cases compared`);
});

Deno.test("tripletMarginLoss equals torch.nn.MarginRankingLoss of its two distances", () => {
  for (const one of casesOf("margin ranking")) {
    // On a line with the anchor at 0, the points are their distances.
    const [negative, positive] = [one.first, one.second].map((list) => list.map((d) => [d]));
    const anchor = positive.map(() => [0]);
    const { margin, reduction } = one;
    const loss = tripletMarginLoss(anchor, positive, negative, { margin, reduction, eps: 0 });
    assertMatrixClose([[loss].flat()], [[one.value].flat()], EXACT, nameOf(one));
  }
});

Deno.test("tripletMarginLoss with swap, over all triplets, equals pytorch-metric-learning's", () => {
  compare("all, swap", 22, (one) => {
    const { labels, embeddings } = batches[one.batch];
    const parts: [number[][], number[][], number[][]] = [[], [], []];
    tripletMask(labels).forEach((plane, a) =>
      plane.forEach((row, p) =>
        row.forEach((valid, n) => {
          if (valid) [a, p, n].forEach((i, place) => parts[place].push(embeddings[i]));
        })
      )
    );
    const { margin } = one;
    return tripletMarginLoss(...parts, { margin, eps: 0, swap: true, reduction: "mean-non-zero" });
  }, (one) => !one.squared && batches[one.batch].labels.length < 100);
});

Deno.test("tripletMarginLoss takes the margin 0 that PyTorch refuses", () => {
  const refused = casesOf("triplet margin", { margin: 0 });
  assertEquals(new Set(refused.map((one) => one.error)), new Set(["ValueError"]));
  for (const one of refused) {
    const { p, eps, swap } = one;
    const loss = tripletMarginLoss(...inputs[one.input], { margin: 0, p, eps, swap });
    const nearZero = tripletMarginLoss(...inputs[one.input], { margin: 1e-13, p, eps, swap });
    assertClose(loss, nearZero, 1e-11, nameOf(one), 1);
  }
});

Deno.test("naiveTripletLoss equals article 2's offline loss in TensorFlow", () => {
  for (const one of casesOf("naive offline")) {
    const loss = naiveTripletLoss(...inputs[one.input], { margin: one.margin });
    // The mean of nothing is NaN in TensorFlow, and 0 here (policy "nothing valid").
    const expected = one.input === "no triplet" ? 0 : one.value as number;
    assertClose(loss, expected, EXACT, nameOf(one));
  }
});

Deno.test("similarityPairs equals article 5's in PyTorch, in its order", () => {
  for (const one of casesOf("similarity pairs")) {
    const { unit, labels } = batches[one.batch];
    const { sp, sn } = similarityPairs(unit!, labels);
    assertMatrixClose([sp, sn], [one.sp as number[], one.sn as number[]], EXACT, nameOf(one));
  }
});

Deno.test("circleLoss equals article 5's in PyTorch on given pairs, gamma up to 1000", () => {
  let compared = 0;
  for (const one of casesOf("circle of pairs", float64)) {
    const { sp, sn } = pairs[one.pairs];
    const loss = circleLoss(sp, sn, { m: one.m, gamma: one.gamma });
    assertClose(loss, one.value as number, EXACT, nameOf(one));
    compared += 1;
  }
  assert(compared >= 45);
});

for (
  const [rule, name, framework] of [
    ["pooled", "circle, pooled, normalising", "article 5 in PyTorch"],
    ["per-anchor", "circle, per anchor, normalising", "pytorch-metric-learning's CircleLoss"],
  ] as const
) {
  Deno.test(`batchCircleLoss, "${rule}", equals ${framework}`, () => {
    compare(name, 50, (one) => {
      const { embeddings, labels } = batches[one.batch];
      return batchCircleLoss(embeddings, labels, { m: one.m, gamma: one.gamma, rule });
    });
  });
}

Deno.test("circleLoss of similarityPairs equals article 5 in PyTorch on unit vectors", () => {
  compare("circle, pooled", 50, (one) => {
    const { unit, labels } = batches[one.batch];
    const { sp, sn } = similarityPairs(unit!, labels);
    return circleLoss(sp, sn, { m: one.m, gamma: one.gamma });
  });
});

Deno.test('semiHardTripletLoss, "nearest", equals TensorFlow Addons\' rule in TensorFlow', () => {
  let compared = 0;
  for (const one of casesOf("semi-hard, addons", float64)) {
    const { labels, embeddings } = batches[one.batch];
    const loss = semiHardTripletLoss(embeddings, labels, { ...given(one), rule: "nearest" }).loss;
    // Without a pair the rule divides 0 by 0, and without a negative it invents one at distance 0.
    const negatives = new Set(labels).size > 1;
    if (Number.isNaN(one.value) || !negatives) assertEquals(loss, 0, nameOf(one));
    else {
      assertClose(loss, one.value as number, EXACT, nameOf(one));
      compared++;
    }
  }
  assert(compared >= 20, `only ${compared} cases`);
});

Deno.test("conform gives each framework's own number under the name of its rule", () => {
  const recorded: Record<string, string> = {
    "batch all, mean over non-zero": "all",
    "batch all, mean": "all, mean",
    "batch all, smooth": "all, smooth",
    "batch hard, tensorflow": "batch hard",
    "batch hard, pytorch": "batch hard, open-reid",
    "batch hard, valid": "hard, mean",
    "semi-hard, all": "semi-hard",
    "circle, pooled": "circle, pooled, normalising",
    "circle, per-anchor": "circle, per anchor, normalising",
  };
  for (
    const batch of [
      "lone anchors",
      "one class",
      "all classes distinct",
      "duplicates within a class",
    ]
  ) {
    const { embeddings, labels } = batches[batch];
    let found = 0;
    for (const { loss, rule, value } of conform(embeddings, labels, { margin: 0.5 })) {
      const name = recorded[`${loss}, ${rule}`];
      if (name === undefined) continue;
      found += 1;
      const one = casesOf(name, { ...float64, batch }).find((one) =>
        name.startsWith("circle") ? one.gamma === 256 : one.margin === 0.5 && !one.squared
      )!;
      if (value === null) assert(one.error, nameOf(one));
      else assertClose(value, one.value as number, EXACT, nameOf(one));
    }
    assertEquals(found, Object.keys(recorded).length, batch);
  }
});

Deno.test("tripletStatistics equals numpy's percentiles and mean distance", () => {
  for (const one of casesOf("statistics")) {
    const { labels, embeddings } = batches[one.batch];
    const found = tripletStatistics(embeddings, labels, { margin: 1, squared: one.squared });
    assertClose(found.meanDistance, one.meanPairwiseDistance as number, EXACT, nameOf(one));
    for (const kind of ["positive", "negative"] as const) {
      const recorded = one[kind] as { percentiles: Record<string, number> } | undefined;
      if (!recorded) assertEquals(found[`${kind}50`], NaN, nameOf(one));
      for (const [share, value] of Object.entries(recorded?.percentiles ?? {})) {
        assertClose(found[`${kind}${share as "5"}`], value, EXACT, `${nameOf(one)}, p${share}`);
      }
    }
  }
});

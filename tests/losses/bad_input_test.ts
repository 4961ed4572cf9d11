/** What the tensor layer refuses, before any work, and in which words. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  anchorNegativeMask,
  assertFinite,
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  l2Normalize,
  lpDistance,
  marginRankingLoss,
  naiveTripletLoss,
  pairwiseDistances,
  reduceLosses,
  semiHardTripletLoss,
  similarityPairs,
  tripletMarginLoss,
} from "#lib/losses/mod.ts";
import { onHostBackends, use } from "./backends.ts";

// What TypeScript would refuse has to be refused at run time too: notebooks are not type-checked.
// deno-lint-ignore no-explicit-any
const any = (value: unknown): any => value;

const y = [0, 0, 1];
const margin = 0.5;
const points = (): tf.Tensor2D => tf.tensor2d([[0, 1], [2, 3], [4, 5]]);

const refusals: [string, () => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    "a nested array",
    () => pairwiseDistances(any([[0, 1]])),
    TypeError,
    "embeddings: expected a float32 tensor of shape [B, D], got an array of length 1",
  ],
  [
    "a vector",
    () => pairwiseDistances(any(tf.tensor1d([1, 2]))),
    TypeError,
    "embeddings: expected a float32 tensor of shape [B, D], got a tensor of shape [2] and type float32",
  ],
  [
    "integers",
    () => pairwiseDistances(tf.tensor2d([[1, 2]], [1, 2], "int32")),
    TypeError,
    "embeddings: expected a float32 tensor of shape [B, D], got a tensor of shape [1, 2] and type int32",
  ],
  [
    "no columns",
    () => pairwiseDistances(tf.zeros([2, 0])),
    RangeError,
    "embeddings: expected at least one column, got a tensor of shape [2, 0] and type float32",
  ],
  [
    "losses of NaN",
    () => reduceLosses(tf.tensor1d([1, NaN])),
    RangeError,
    "losses[1]: expected a finite number, got NaN",
  ],
  [
    "NaN",
    () => batchAllTripletLoss(tf.tensor2d([[0, 1], [2, NaN]]), [0, 1], { margin }),
    RangeError,
    "embeddings: expected finite numbers, got NaN at row 1, column 1",
  ],
  [
    "Infinity",
    () => l2Normalize(tf.tensor2d([[0, Infinity]])),
    RangeError,
    "embeddings: expected finite numbers, got Infinity at row 0, column 1",
  ],
  [
    "a magnitude whose square overflows",
    () => l2Normalize(tf.tensor2d([[0, 2 ** 70]])),
    RangeError,
    "embeddings: expected magnitudes up to 1e+12, whose squares cannot overflow, got 1.1805916207174113e+21 at row 0, column 1",
  ],
  [
    "too few labels",
    () => batchHardTripletLoss(points(), [0, 1], { margin, rule: "tensorflow" }).loss,
    RangeError,
    "labels: expected 3 entries, one a row of embeddings, got 2",
  ],
  [
    "a tensor of too few labels",
    () =>
      batchHardTripletLoss(points(), tf.tensor1d([0, 1], "int32"), { margin, rule: "tensorflow" })
        .loss,
    RangeError,
    "labels: expected 3 entries, one a row of embeddings, got 2",
  ],
  [
    "a tensor of labels of shape [B, 1]",
    () => semiHardTripletLoss(points(), any(tf.tensor2d([[0], [0], [1]])), { margin }),
    TypeError,
    "labels: expected a list of integers or a tensor of shape [B], got a tensor of shape [3, 1] and type float32; flatten labels of shape [B, 1] to [B]",
  ],
  [
    "a list of labels of shape [B, 1]",
    () => batchCircleLoss(points(), any([[0], [0], [1]])),
    TypeError,
    "labels: expected integers, got an array of length 1 at entry 0; flatten",
  ],
  [
    "labels with a fraction",
    () => anchorNegativeMask([0, 1.5]),
    RangeError,
    "labels: expected integers, got 1.5 at entry 1",
  ],
  [
    "a tensor of labels with a fraction",
    () => anchorNegativeMask(tf.tensor1d([0, 1.5])),
    RangeError,
    "labels: expected integers, got 1.5 at entry 1",
  ],
  [
    "labels and embeddings exchanged",
    () => batchAllTripletLoss(any(y), any(points()), { margin }),
    TypeError,
    "embeddings: expected a float32 tensor of shape [B, D], got an array of length 3",
  ],
  [
    "a negative margin",
    () => tripletMarginLoss(points(), points(), points(), { margin: -1 }),
    RangeError,
    "margin: expected a finite number of at least 0, got -1",
  ],
  [
    "a margin of NaN",
    () => naiveTripletLoss(points(), points(), points(), { margin: NaN }),
    RangeError,
    "margin: expected a finite number of at least 0, got NaN",
  ],
  [
    "no margin",
    () => batchAllTripletLoss(points(), y, any({})),
    TypeError,
    "margin: expected a finite number of at least 0, got undefined",
  ],
  [
    "p below 1",
    () => lpDistance(points(), points(), { p: 0 }),
    RangeError,
    "p: expected a number of at least 1, got 0",
  ],
  [
    "two shapes",
    () => lpDistance(points(), tf.zeros([3, 1])),
    RangeError,
    "y: expected shape [3, 2], as x has, got a tensor of shape [3, 1]",
  ],
  [
    "negatives of another shape",
    () => tripletMarginLoss(points(), points(), tf.zeros([2, 2])),
    RangeError,
    "negative: expected shape [3, 2], as anchor has, got a tensor of shape [2, 2] and type float32",
  ],
  [
    "NaN among the positives",
    () => tripletMarginLoss(tf.zeros([1, 2]), tf.tensor2d([[NaN, 0]]), tf.zeros([1, 2])),
    RangeError,
    "positive: expected finite numbers, got NaN at row 0, column 0",
  ],
  [
    "an unknown rule",
    () => batchHardTripletLoss(points(), y, { margin, rule: any("keras") }).loss,
    RangeError,
    `rule: expected "tensorflow" or "pytorch" or "valid", got "keras"`,
  ],
  [
    "one class under pytorch",
    () => batchHardTripletLoss(points(), [1, 1, 1], { margin, rule: "pytorch" }).loss,
    RangeError,
    `labels: expected two classes or more, a negative for every anchor (rule "pytorch"), got one class only; rule "valid" gives 0 here`,
  ],
  [
    "an unknown reduction",
    () => reduceLosses(tf.tensor1d([1]), any("max")),
    RangeError,
    `reduction: expected "mean" or "sum" or "none" or "mean-non-zero", got "max"`,
  ],
  [
    "squared as a number",
    () => semiHardTripletLoss(points(), y, { margin, squared: any(1) }),
    TypeError,
    "squared: expected true or false, got 1",
  ],
  [
    "a negative gamma",
    () => batchCircleLoss(points(), y, { gamma: -1 }),
    RangeError,
    "gamma: expected a finite number above 0, got -1",
  ],
  [
    "a similarity of NaN",
    () => circleLoss(tf.tensor1d([0.5]), tf.tensor1d([0.1, NaN])),
    RangeError,
    "sn: expected finite numbers, got NaN at row 1, column 0",
  ],
  [
    "features of rank 3",
    () => similarityPairs(any(tf.zeros([1, 1, 1])), [1]),
    TypeError,
    "normedFeatures: expected a float32 tensor of shape [B, D], got a tensor of shape [1, 1, 1] and type float32",
  ],
  [
    "vectors of two lengths",
    () => marginRankingLoss(tf.tensor1d([1]), tf.tensor1d([1, 2]), 1),
    RangeError,
    "x2: expected shape [1], as x1 has, got a tensor of shape [2] and type float32",
  ],
  [
    "a target of 2",
    () => marginRankingLoss(tf.tensor1d([1]), tf.tensor1d([1]), 2),
    RangeError,
    "target: expected 1 or -1, got 2 at entry 0",
  ],
];

for (const [what, call, kind, message] of refusals) {
  Deno.test(`losses on tensors refuse ${what}: ${message.slice(0, message.indexOf(":"))}`, async () => {
    await onHostBackends(() => {
      assertThrows(call, kind, message);
    });
  });
}

Deno.test("losses on tensors refuse embeddings that were disposed", async () => {
  await use("cpu");
  const gone = points();
  gone.dispose();
  assertThrows(() => pairwiseDistances(gone), TypeError, "got a tensor that was disposed");
});

Deno.test("losses on tensors refuse NaN inside a gradient too", async () => {
  await onHostBackends(() => {
    const loss = (x: tf.Tensor) => batchAllTripletLoss(x.log() as tf.Tensor2D, y, { margin }).loss;
    assertThrows(() => tf.grad(loss)(points()), RangeError, "got -Infinity at row 0, column 0");
  });
});

Deno.test("similarityPairs refuses labels that only the device knows, the other losses take them", async () => {
  await use("device");
  const labels = tf.tensor1d(y, "int32");
  assertThrows(
    () => similarityPairs(points(), labels),
    TypeError,
    "labels: expected a list of integers, got a tensor on the device",
  );
  assertThrows(
    () => batchCircleLoss(points(), tf.tensor1d(y)),
    TypeError,
    "labels: expected an int32 tensor where a device alone reads them, got a tensor of shape [3] and",
  );
  const loss = batchCircleLoss(points(), labels);
  assertEquals(await loss.data(), await batchCircleLoss(points(), y).data());
});

Deno.test("assertFinite finds what the losses cannot see on a device", async () => {
  await use("device");
  const broken = tf.tensor2d([[0, 1], [2, NaN]]);
  const message = "embeddings: expected finite numbers, got NaN at row 1, column 1";
  await assertRejects(() => assertFinite(broken), RangeError, message);
});

Deno.test("assertFinite rejects with row and column", async () => {
  await onHostBackends(async () => {
    const broken = tf.tensor2d([[0, 1], [NaN, 2], [3, 4]]);
    const message = "expected finite numbers, got NaN at row 1, column 0";
    await assertRejects(() => assertFinite(broken), RangeError, `embeddings: ${message}`);
    await assertRejects(() => assertFinite(broken, "output"), RangeError, `output: ${message}`);
    assertEquals(await assertFinite(points()), undefined);
  });
});

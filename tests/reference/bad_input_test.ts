/** Every refusal of the two layers, with its words: argument, what was wanted, what came. */
import { assertEquals, assertThrows } from "@std/assert";
import { checkFlatMatrix, checkNumber, describe } from "#lib/checks/mod.ts";
import {
  anchorPositiveMask,
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  conform,
  l2Normalize,
  lpDistance,
  marginRankingLoss,
  naiveTripletLoss,
  pairwiseDistances,
  reduceLosses,
  semiHardTripletLoss,
  similarityPairs,
  tripletCategory,
  tripletMarginLoss,
  tripletStatistics,
} from "#lib/reference/mod.ts";

const x = [[0, 1], [2, 3], [4, 5]];
const y = [0, 0, 1];
const margin = 0.5;

// What TypeScript would refuse has to be refused at run time too: notebooks are not type-checked.
// deno-lint-ignore no-explicit-any
const any = (value: unknown): any => value;

const refusals: [string, () => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    "a vector",
    () => pairwiseDistances(any([1, 2])),
    TypeError,
    "embeddings: expected rows of numbers, one row a point, got 1 as row 0",
  ],
  [
    "no array",
    () => pairwiseDistances(any(7)),
    TypeError,
    "embeddings: expected rows of numbers, one row a point, got 7",
  ],
  [
    "a flat typed array",
    () => pairwiseDistances(any(new Float32Array(6))),
    TypeError,
    "embeddings: expected rows of numbers, one row a point, got Float32Array(6)",
  ],
  [
    "ragged rows",
    () => pairwiseDistances([[1, 2], [3]]),
    RangeError,
    "embeddings: expected rows of equal length, 2 as in row 0, got 1 in row 1",
  ],
  [
    "empty rows",
    () => pairwiseDistances([[], []]),
    RangeError,
    "embeddings: expected rows with at least one number, got an empty row 0",
  ],
  [
    "NaN",
    () => l2Normalize([[1, 2], [3, NaN]]),
    RangeError,
    "embeddings: expected finite numbers, got NaN at row 1, column 1",
  ],
  [
    "Infinity",
    () => l2Normalize([[1, -Infinity]]),
    RangeError,
    "embeddings: expected finite numbers, got -Infinity at row 0, column 1",
  ],
  [
    "a string entry",
    () => l2Normalize(any([[1, "2"]])),
    TypeError,
    `embeddings: expected finite numbers, got "2" at row 0, column 1`,
  ],
  [
    "a magnitude beyond the square root of float64",
    () => pairwiseDistances([[1e200]]),
    RangeError,
    "embeddings: expected magnitudes up to 1e+100, whose squares cannot overflow, got 1e+200 at row 0, column 0",
  ],
  [
    "too few labels",
    () => batchAllTripletLoss(x, [0, 0], { margin }),
    RangeError,
    "labels: expected 3 entries, one a row of embeddings, got 2",
  ],
  [
    "too many labels",
    () => batchHardTripletLoss(x, [0, 0, 1, 1], { margin, rule: "tensorflow" }).loss,
    RangeError,
    "labels: expected 3 entries, one a row of embeddings, got 4",
  ],
  [
    "labels of shape [B, 1]",
    () => semiHardTripletLoss(x, any([[0], [0], [1]]), { margin }),
    TypeError,
    "labels: expected integers, got an array of length 1 at entry 0; flatten labels of shape [B, 1] to [B]",
  ],
  [
    "labels with a fraction",
    () => tripletStatistics(x, [0, 0.5, 1], { margin }),
    RangeError,
    "labels: expected integers, got 0.5 at entry 1",
  ],
  [
    "labels of NaN",
    () => anchorPositiveMask([0, NaN]),
    RangeError,
    "labels: expected integers, got NaN at entry 1",
  ],
  [
    "labels beyond exact integers",
    () => anchorPositiveMask([2 ** 53]),
    RangeError,
    "labels: expected integers below 2^53 in magnitude, which alone a number holds exactly, got 9007199254740992 at entry 0; number the classes from 0",
  ],
  [
    "labels as strings",
    () => conform(x, any(["a", "b", "c"]), { margin }),
    TypeError,
    `labels: expected integers, got "a" at entry 0`,
  ],
  [
    "labels as bigints",
    () => conform(x, any([1n, 1n, 2n]), { margin }),
    TypeError,
    "labels: expected integers, got 1n at entry 0",
  ],
  [
    "no labels",
    () => batchAllTripletLoss(x, any(undefined), { margin }),
    TypeError,
    "labels: expected a list of integers, got undefined",
  ],
  [
    "a negative margin",
    () => batchAllTripletLoss(x, y, { margin: -0.1 }),
    RangeError,
    "margin: expected a finite number of at least 0, got -0.1",
  ],
  [
    "a margin of NaN",
    () => batchHardTripletLoss(x, y, { margin: NaN, rule: "tensorflow" }).loss,
    RangeError,
    "margin: expected a finite number of at least 0, got NaN",
  ],
  [
    "an infinite margin",
    () => tripletMarginLoss(x, x, x, { margin: Infinity }),
    RangeError,
    "margin: expected a finite number of at least 0, got Infinity",
  ],
  [
    "a margin beyond measure",
    () => tripletMarginLoss(x, x, x, { margin: 1e300 }),
    RangeError,
    "margin: expected a finite number of at least 0 and of at most 1e+24, got 1e+300",
  ],
  [
    "no margin",
    () => batchHardTripletLoss(x, y, any({})).loss,
    TypeError,
    "margin: expected a finite number of at least 0, got undefined",
  ],
  [
    "a margin as a string",
    () => naiveTripletLoss(x, x, x, any({ margin: "1" })),
    TypeError,
    `margin: expected a finite number of at least 0, got "1"`,
  ],
  [
    "p below 1",
    () => tripletMarginLoss(x, x, x, { p: 0.5 }),
    RangeError,
    "p: expected a number of at least 1, got 0.5",
  ],
  [
    "p of NaN",
    () => lpDistance([1], [2], { p: NaN }),
    RangeError,
    "p: expected a number of at least 1, got NaN",
  ],
  [
    "a negative eps",
    () => lpDistance([1], [2], { eps: -1 }),
    RangeError,
    "eps: expected a finite number of at least 0, got -1",
  ],
  [
    "points of two lengths",
    () => lpDistance([1], [2, 3]),
    RangeError,
    "y: expected 1 numbers, as in x, got an array of length 2",
  ],
  [
    "fewer negatives",
    () => tripletMarginLoss(x, x, x.slice(1)),
    RangeError,
    "negative: expected 3 rows of 2 numbers, as in anchor, got 2 rows of 2",
  ],
  [
    "positives of another width",
    () => naiveTripletLoss(x, [[1], [2], [3]], x, { margin }),
    RangeError,
    "positive: expected 3 rows of 2 numbers, as in anchor, got 3 rows of 1",
  ],
  [
    "an unknown rule",
    () => batchHardTripletLoss(x, y, { margin, rule: any("keras") }).loss,
    RangeError,
    `rule: expected "tensorflow" or "pytorch" or "valid", got "keras"`,
  ],
  [
    "a number in the place of a list",
    () => marginRankingLoss(any(3), [2], 1),
    TypeError,
    "x1: expected a list of numbers, got 3",
  ],
  [
    "a target of 0",
    () => marginRankingLoss([1], [2], 0),
    RangeError,
    "target: expected 1 or -1, got 0 at entry 0",
  ],
  [
    "lists of two lengths",
    () => marginRankingLoss([1], [2, 3], 1),
    RangeError,
    "x2: expected 1 entries, as in x1, got 2",
  ],
  [
    "too few targets",
    () => marginRankingLoss([1, 2], [2, 3], [1]),
    RangeError,
    "target: expected 2 entries, as in x1, got 1",
  ],
  [
    "an unknown semi-hard rule",
    () => semiHardTripletLoss(x, y, { margin, rule: any("hard") }),
    RangeError,
    `rule: expected "all" or "nearest" or "random", got "hard"`,
  ],
  [
    "a seed below 0",
    () => semiHardTripletLoss(x, y, { margin, rule: "random", seed: -1 }),
    RangeError,
    "seed: expected an integer of at least 0",
  ],
  [
    "a rule that is no word",
    () => batchHardTripletLoss(x, y, { margin, rule: any(2) }).loss,
    TypeError,
    `rule: expected "tensorflow" or "pytorch" or "valid", got 2`,
  ],
  [
    "an unknown circle rule",
    () => batchCircleLoss(x, y, { rule: any("paper") }),
    RangeError,
    `rule: expected "pooled" or "per-anchor", got "paper"`,
  ],
  [
    "an unknown reduction",
    () => reduceLosses([1], any("max")),
    RangeError,
    `reduction: expected "mean" or "sum" or "none" or "mean-non-zero", got "max"`,
  ],
  [
    "no reduction at all",
    () => batchAllTripletLoss(x, y, { margin, reduction: any(null) }),
    TypeError,
    `reduction: expected "mean" or "sum" or "none" or "mean-non-zero", got null`,
  ],
  [
    "a reduction of a batch that does not exist",
    () => batchHardTripletLoss(x, y, { margin, reduction: any("batchmean") }),
    RangeError,
    `reduction: expected "mean" or "sum" or "none" or "mean-non-zero", got "batchmean"`,
  ],
  [
    "an order of the norm beside cosine distances",
    () => tripletMarginLoss(x, x, x, { distance: "cosine", p: 2 }),
    RangeError,
    'p: expected none beside distance: "cosine", got 2',
  ],
  [
    "losses of NaN",
    () => reduceLosses([0, NaN]),
    RangeError,
    "losses[1]: expected a finite number, got NaN",
  ],
  [
    "losses that are a number",
    () => reduceLosses(any(3)),
    TypeError,
    "losses: expected a list of numbers, got 3",
  ],
  [
    "squared as a string",
    () => pairwiseDistances(x, { squared: any("yes") }),
    TypeError,
    `squared: expected true or false, got "yes"`,
  ],
  [
    "swap as a number",
    () => tripletMarginLoss(x, x, x, { swap: any(1) }),
    TypeError,
    "swap: expected true or false, got 1",
  ],
  [
    "a gamma of 0",
    () => circleLoss([0.5], [0.5], { gamma: 0 }),
    RangeError,
    "gamma: expected a finite number above 0, got 0",
  ],
  [
    "a negative m",
    () => circleLoss([0.5], [0.5], { m: -0.25 }),
    RangeError,
    "m: expected a finite number of at least 0, got -0.25",
  ],
  [
    "a similarity of NaN",
    () => circleLoss([0.5, NaN], [0.5]),
    RangeError,
    "sp[1]: expected a finite number",
  ],
  [
    "similarities that are no list",
    () => circleLoss([0.5], any(0.5)),
    TypeError,
    "sn: expected a list of numbers, got 0.5",
  ],
  [
    "features and labels exchanged",
    () => similarityPairs(any(y), any(x)),
    TypeError,
    "embeddings: expected rows of numbers, one row a point, got 0 as row 0",
  ],
  [
    "a negative distance",
    () => tripletCategory(-1, 1, margin),
    RangeError,
    "dAp: expected a finite number of at least 0, got -1",
  ],
  [
    "flat data of a broken row",
    () => checkFlatMatrix(new Float32Array(5), 2),
    RangeError,
    "embeddings: expected whole rows of dim = 2 numbers, got 5 numbers",
  ],
  [
    "flat data that is no Float32Array",
    () => checkFlatMatrix([1, 2], 2),
    TypeError,
    "embeddings: expected a Float32Array, row after row, got an array of length 2",
  ],
  [
    "flat data with NaN",
    () => checkFlatMatrix(new Float32Array([1, 2, 3, NaN]), 2),
    RangeError,
    "embeddings: expected finite numbers, got NaN at row 1, column 1",
  ],
  [
    "flat data beyond float32's squares",
    () => checkFlatMatrix(new Float32Array([1, 1e20]), 2),
    RangeError,
    "embeddings: expected magnitudes up to 1e+12, whose squares cannot overflow, got 100000002004087730000 at row 0, column 1",
  ],
  [
    "a dim of 0",
    () => checkFlatMatrix(new Float32Array(2), 0),
    RangeError,
    "dim: expected an integer of at least 1, got 0",
  ],
  [
    "a fraction for an integer",
    () => checkNumber(1.5, "k", { integer: true, min: 1, max: 9 }),
    RangeError,
    "k: expected an integer of at least 1 and of at most 9, got 1.5",
  ],
];

for (const [what, call, kind, message] of refusals) {
  Deno.test(`losses refuse ${what}: ${message.slice(0, message.indexOf(":"))}`, () => {
    assertThrows(call, kind, message);
  });
}

Deno.test("losses refuse before any work and leave their arguments as they were", () => {
  const points = [[1, 2], [3, NaN]];
  assertThrows(() => batchAllTripletLoss(points, [0, 1], { margin }), RangeError);
  assertEquals(points, [[1, 2], [3, NaN]]);
});

Deno.test("describe tells kind and size, never the whole of a value", () => {
  assertEquals(describe([1, 2, 3]), "an array of length 3");
  assertEquals(describe(new Int32Array(4)), "Int32Array(4)");
  assertEquals(describe({}), "an object");
  assertEquals(describe(null), "null");
  assertEquals(describe(() => 1), "a function");
  assertEquals(
    describe({ shape: [2, 1], dtype: "int32" }),
    "a tensor of shape [2, 1] and type int32",
  );
});

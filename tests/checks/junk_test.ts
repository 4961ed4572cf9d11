/**
 * Every public function with every kind of junk in each argument's and each option's place: what is
 * wrong is refused by name in the one form of words, and no number comes out that is none.
 */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as datasets from "#lib/datasets/mod.ts";
import * as evaluation from "#lib/evaluation/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import * as mining from "#lib/mining/mod.ts";
import * as operators from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";
import * as training from "#lib/training/mod.ts";

// Notebooks are not type-checked: what TypeScript refuses comes at run time.
// deno-lint-ignore no-explicit-any
type Any = any;

await tf.setBackend("cpu");

const x = [[0, 1], [1, 0.5], [2, 3], [4, 1]], y = [0, 0, 1, 1];
const flat = Float32Array.from(x.flat()), labels = Int32Array.from(y);
const points = () => tf.tensor2d(x);
const network = training.embeddingNetwork({ input: [2], hidden: [3], dim: 2, seed: 1 });
const data = { images: flat, labels };
const batch = { epoch: 0, indices: Int32Array.of(0, 1, 2, 3) };
const metric = { margin: 0.5, squared: false, distance: "euclidean" };
const mined = { ...metric, reduction: "mean" };
const scales = { m: 0.25, gamma: 4 };
const fused = { ...metric, dim: 2, gradient: true, engine: "plain" };
const where = { dim: 2, lone: "skip", distance: "cosine" };
const pairs = { dim: 2, pairs: "all", seed: 1, distance: "cosine" };

const quiet = { show: () => {}, interval: 0 };

async function all<T>(steps: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const step of steps) found.push(step);
  return found;
}

/** A function, its arguments, and the options behind them. */
const CALLS: Record<string, [(...given: Any[]) => unknown, unknown[], object?]> = {
  "reference.batchAllTripletLoss": [reference.batchAllTripletLoss as Any, [x, y], mined],
  "reference.batchHardTripletLoss": [reference.batchHardTripletLoss as Any, [x, y], mined],
  "reference.semiHardTripletLoss": [reference.semiHardTripletLoss as Any, [x, y], mined],
  "reference.batchCircleLoss": [reference.batchCircleLoss as Any, [x, y], scales],
  "reference.circleLoss": [reference.circleLoss, [[0.5], [0.2]], scales],
  "reference.conform": [reference.conform, [x, y], { ...metric, ...scales }],
  "reference.l2Normalize": [reference.l2Normalize, [x]],
  "reference.logSumExp": [reference.logSumExp, [[1, 2]]],
  "reference.lpDistance": [reference.lpDistance, [[1, 2], [3, 4]], { p: 2, eps: 0 }],
  "reference.marginRankingLoss": [
    reference.marginRankingLoss as Any,
    [[1, 2], [2, 1], [1, -1]],
    { margin: 0.5, reduction: "mean" },
  ],
  "reference.naiveTripletLoss": [reference.naiveTripletLoss, [x, x, x], { margin: 0.5 }],
  "reference.pairwiseDistances": [reference.pairwiseDistances, [x], { squared: false }],
  "reference.reduceLosses": [reference.reduceLosses as Any, [[1, 2], "mean"]],
  "reference.similarityPairs": [reference.similarityPairs, [x, y]],
  "reference.softplus": [reference.softplus, [1]],
  "reference.tripletCategory": [reference.tripletCategory, [1, 2, 0.5]],
  "reference.tripletMarginLoss": [
    reference.tripletMarginLoss as Any,
    [x, x, x],
    { margin: 1, p: 2, eps: 1e-6, swap: false, soft: false, reduction: "mean" },
  ],
  "reference.tripletMask": [reference.tripletMask, [y]],
  "reference.tripletStatistics": [reference.tripletStatistics, [x, y], metric],
  "operators.batchAll": [operators.batchAll, [flat, labels], fused],
  "operators.batchHard": [operators.batchHard, [flat, labels], { ...fused, rule: "valid" }],
  "operators.semiHard": [operators.semiHard, [flat, labels], { ...fused, rule: "all", seed: 1 }],
  "operators.circle": [operators.circle, [flat, labels], { ...scales, dim: 2, normalize: true }],
  "operators.loadEngine": [operators.loadEngine, ["plain"]],
  "losses.batchAllTripletLoss": [losses.batchAllTripletLoss as Any, [points(), y], mined],
  "losses.batchHardTripletLoss": [losses.batchHardTripletLoss as Any, [points(), y], mined],
  "losses.semiHardTripletLoss": [losses.semiHardTripletLoss as Any, [points(), y], mined],
  "losses.batchCircleLoss": [losses.batchCircleLoss as Any, [points(), y], scales],
  "losses.circleLoss": [losses.circleLoss, [tf.tensor1d([0.5]), tf.tensor1d([0.2])], scales],
  "losses.l2Normalize": [losses.l2Normalize, [points()]],
  "losses.lpDistance": [losses.lpDistance, [points(), points()], { p: 2, eps: 0 }],
  "losses.naiveTripletLoss": [
    losses.naiveTripletLoss,
    [points(), points(), points()],
    { margin: 0.5 },
  ],
  "losses.pairwiseDistances": [losses.pairwiseDistances, [points()], { squared: false }],
  "losses.reduceLosses": [losses.reduceLosses as Any, [tf.tensor1d([1, 2]), "mean"]],
  "losses.similarityPairs": [losses.similarityPairs, [points(), y]],
  "losses.tripletMarginLoss": [
    losses.tripletMarginLoss as Any,
    [points(), points(), points()],
    { margin: 1, p: 2, eps: 1e-6, swap: false, soft: false, reduction: "mean" },
  ],
  "mining.batchTriplets": [mining.batchTriplets, [flat, y], { ...metric, dim: 2 }],
  "mining.tripletStatistics": [mining.tripletStatistics, [flat, y], { ...metric, dim: 2 }],
  "mining.mineTriplets": [mining.mineTriplets, [flat, y], {
    ...metric,
    dim: 2,
    seed: 1,
    stream: 0,
  }],
  "evaluation.recallAtK": [evaluation.recallAtK, [flat, y], { ...where, k: 1 }],
  "evaluation.mapAtR": [evaluation.mapAtR, [flat, y], where],
  "evaluation.retrievalMetrics": [evaluation.retrievalMetrics, [flat, y], { ...where, ks: [1] }],
  "evaluation.nearestNeighbours": [evaluation.nearestNeighbours, [flat], { k: 1, dim: 2 }],
  "evaluation.rocCurve": [evaluation.rocCurve, [flat, y], { ...pairs, fars: [0.1], points: 10 }],
  "evaluation.rocFromDistances": [
    evaluation.rocFromDistances,
    [[1, 3], [2, 4]],
    { fars: [0.1], points: 10 },
  ],
  "evaluation.verification": [
    evaluation.verification,
    [{ embeddings: flat, labels: y }, { embeddings: flat, labels: [2, 2, 3, 3] }],
    { ...pairs, far: 0.1 },
  ],
  "evaluation.meanInterval": [evaluation.meanInterval, [[1, 2]]],
  "evaluation.questionVerdict": [evaluation.questionVerdict, [[{ name: "a", values: [1, 2] }]]],
  "evaluation.drawnRetrieval": [
    evaluation.drawnRetrieval,
    [flat, y],
    { dim: 2, queries: 4, seed: 1, ks: [1] },
  ],
  "seededRandom": [seededRandom, [1, 2]],
  "seededRandom().integer": [(n) => seededRandom(1).integer(n), [5]],
  "seededRandom().shuffle": [(values) => seededRandom(1).shuffle(values)?.length, [[1, 2]]],
  "datasets.classParts": [datasets.classParts, [[0, 1, 2, 3]], { split: 1 }],
  "datasets.loadImages": [datasets.loadImages, ["no-such-folder"], { size: [4, 4], colour: true }],
  "training.progressLine": [
    async (record, options) => {
      const line = training.progressLine(options);
      await line.update(record);
      await line.done();
    },
    [{ step: 1, loss: 1, active: 0.5, easy: 0.1, meanDistance: 1 }],
    { total: 3, label: "a", margin: 0.2, output: quiet, hint: "h", now: () => 1 },
  ],
  "training.embeddingNetwork": [
    training.embeddingNetwork as Any,
    [],
    { input: [2], kind: "mlp", hidden: [3], dim: 2, normalize: true, plane: false, seed: 1 },
  ],
  "training.embedAll": [training.embedAll, [network, flat], { batch: 2 }],
  "training.openSetEvaluation": [
    (options) => training.openSetEvaluation(options)(network),
    [],
    { trained: [5], unseen: data, ks: [1], distance: "cosine" },
  ],
  "training.pkBatches": [
    (given, options) => training.pkBatches(given, options).next().value,
    [y],
    { classes: 2, samples: 2, seed: 1, epochs: 1, small: "error", skip: 0, warn: () => {} },
  ],
  "training.stepMeans": [
    (steps, value, options) =>
      training.stepMeans(Array.isArray(steps) ? steps.filter(Boolean) : steps, value, options)
        .length,
    [[{ step: 1, loss: 2 }], (step: { loss: number } | null) => step?.loss ?? 0],
    { over: 2 },
  ],
  "training.strategy": [
    (name, options) => training.strategy(name, options).loss(points(), labels),
    ["batch all"],
    { ...metric, ...scales, network, data, seed: 1, swap: false, samples: 2, classes: 2 },
  ],
  "training.train": [
    (options) => all(training.train(options)),
    [],
    {
      ...{ ...metric, network, data, batches: [batch], optimizer: tf.train.sgd(0.01) },
      loss: (x: losses.Tensor2D, y: Int32Array) => losses.batchAllTripletLoss(x, y, { margin: 1 }),
      ...{ steps: 1, firstStep: 1, recordEvery: 1 },
    },
  ],
};

const JUNK = [
  ...[undefined, null, true, 0, -1, 0.5, NaN, Infinity, -Infinity, 1e300, 1n, "a", "1"],
  ...[Symbol("s"), () => 0, {}, [], [[]], [NaN], ["a"], [1n], [null], Object.create(null)],
  ...[["0", "0", "1", "1"], [0n, 0n, 1n, 1n], [1e15, 1e15, 2 ** 53, 2 ** 53], new Map()],
  ...[new Float64Array(8), Float64Array.of(1, NaN), BigInt64Array.of(0n, 0n, 1n, 1n)],
  ...[new Uint8Array(8), new ArrayBuffer(8), new DataView(new ArrayBuffer(8))],
  tf.tensor1d([0, 0, 1, 1], "int32"),
];

/** True for NaN, and what holds one. */
function hasNaN(value: unknown): boolean {
  if (typeof value === "number") return Number.isNaN(value);
  if (value instanceof tf.Tensor) return !value.isDisposed && hasNaN(value.dataSync());
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array).some(hasNaN);
  return typeof value === "object" && value !== null && Object.values(value).some(hasNaN);
}

/** What is wrong with how a call is answered; empty when nothing is. */
async function faultOf(call: () => unknown): Promise<string> {
  try {
    return hasNaN(await call()) ? "NaN comes out" : "";
  } catch (error) {
    const { message } = error as Error;
    const named = error instanceof TypeError || error instanceof RangeError;
    return named && /^[\w.[\]]+: expected [^]+, got /.test(message) ? "" : String(error);
  }
}

const told = (junk: unknown): string =>
  typeof junk === "object" ? Object.prototype.toString.call(junk) : String(junk);

for (const [name, [call, given, options]] of Object.entries(CALLS)) {
  Deno.test(`${name}() refuses junk by name, in each argument's and option's place`, async () => {
    const whole = options ? [...given, options] : given, faults: string[] = [];
    assertEquals(await faultOf(() => call(...whole)), "");
    const note = async (place: string, junk: unknown, changed: unknown[]) => {
      const fault = await faultOf(() => call(...changed));
      if (fault) faults.push(`${place} = ${told(junk)}: ${fault}`);
    };
    for (const junk of JUNK) {
      for (const i of whole.keys()) await note(`argument ${i}`, junk, whole.with(i, junk));
      for (const option of Object.keys(options ?? {})) {
        await note(option, junk, [...given, { ...options, [option]: junk }]);
      }
    }
    assertEquals(faults, []);
  });
}

/**
 * What every backend must do, one case after the other. Nothing here knows which backend it is on,
 * and every read is asynchronous but for the one case that asks whether the other kind works.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as losses from "#lib/losses/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";
import { embeddingNetwork, pkBatches, train } from "#lib/training/mod.ts";

/** One thing that a backend does or does not do. */
export interface ContractCase {
  /** The row of the table. */
  name: string;
  /** Throws when the backend does not do it. */
  run(): Promise<void>;
  /** True where a backend may lack it; everything else is wanted of all. */
  mayLack?: boolean;
}

const B = 9;
const D = 5;
const labels = Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 3);
const random = seededRandom(4);
const points: number[][] = Array.from(
  { length: B },
  () => Array.from({ length: D }, random.normal),
);
const unit = reference.l2Normalize(points);

/** Float32 on any processor: rounding adds up over sums and grows through roots. */
const tolerance = 2e-4;

function assertNear(got: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void {
  assertEquals(got.length, wanted.length, `${what}: count`);
  let scale = 1e-3;
  for (let i = 0; i < wanted.length; i++) scale = Math.max(scale, Math.abs(wanted[i]));
  for (let i = 0; i < wanted.length; i++) {
    const apart = Math.abs(got[i] - wanted[i]);
    assert(apart <= tolerance * scale, `${what}[${i}]: ${got[i]} instead of ${wanted[i]}`);
  }
}

type OnTensors = (x: tf.Tensor2D) => tf.Scalar;
type OnNumbers = (x: number[][]) => number;

/** Value and gradient on tensors, against the float64 definition and its central differences. */
function lossCase(
  name: string,
  onTensors: OnTensors,
  onNumbers: OnNumbers,
  at: number[][] = points,
  gradientOf: "differences" | "plain JavaScript" = "differences",
): ContractCase {
  const valueAndGradient = async () => {
    const x = tf.tensor2d(at);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => onTensors(x as tf.Tensor2D))(x);
    const [loss, slopes] = await Promise.all([value.data(), grad.data()]);
    tf.dispose([x, value, grad]);
    return { loss, slopes };
  };
  const run = async () => {
    const { loss, slopes } = await valueAndGradient();
    assertNear(loss, [onNumbers(at)], "loss");
    if (gradientOf === "plain JavaScript") {
      assertNear(slopes, (await onCpu(valueAndGradient)).slopes, "gradient");
      return;
    }
    const step = 1e-5;
    const moved = (i: number, k: number, by: number) =>
      onNumbers(at.map((row, r) => row.map((v, c) => r === i && c === k ? v + by : v)));
    const wanted = at.flatMap((row, i) =>
      row.map((_, k) => (moved(i, k, step) - moved(i, k, -step)) / (2 * step))
    );
    assertNear(slopes, wanted, "gradient");
  };
  return { name, run };
}

const thirds = <T>(rows: T[]): [T[], T[], T[]] => [
  rows.slice(0, 3),
  rows.slice(3, 6),
  rows.slice(6, 9),
];
const tensorThirds = (x: tf.Tensor2D) =>
  [0, 3, 6].map((start) => x.slice(start, 3)) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

const lossCases: ContractCase[] = [
  lossCase(
    "`tripletMarginLoss`",
    (x) => losses.tripletMarginLoss(...tensorThirds(x)),
    (x) => reference.tripletMarginLoss(...thirds(x)),
  ),
  lossCase(
    "`tripletMarginLoss` with `swap`",
    (x) => losses.tripletMarginLoss(...tensorThirds(x), { swap: true }),
    (x) => reference.tripletMarginLoss(...thirds(x), { swap: true }),
  ),
  lossCase(
    "`naiveTripletLoss`",
    (x) => losses.naiveTripletLoss(...tensorThirds(x), { margin: 3 }),
    (x) => reference.naiveTripletLoss(...thirds(x), { margin: 3 }),
  ),
  lossCase(
    "`batchAllTripletLoss`",
    (x) => losses.batchAllTripletLoss(x, labels, { margin: 0.5 }).loss,
    (x) => reference.batchAllTripletLoss(x, labels, { margin: 0.5 }).loss,
  ),
  lossCase(
    "`batchAllTripletLoss` with `squared`",
    (x) => losses.batchAllTripletLoss(x, labels, { margin: 0.5, squared: true }).loss,
    (x) => reference.batchAllTripletLoss(x, labels, { margin: 0.5, squared: true }).loss,
  ),
  ...reference.BATCH_HARD_RULES.map((rule) =>
    lossCase(
      `\`batchHardTripletLoss\` by rule \`"${rule}"\``,
      (x) => losses.batchHardTripletLoss(x, labels, { margin: 0.5, rule }).loss,
      (x) => reference.batchHardTripletLoss(x, labels, { margin: 0.5, rule }).loss,
    )
  ),
  lossCase(
    "`semiHardTripletLoss`",
    (x) => losses.semiHardTripletLoss(x, labels, { margin: 0.5 }).loss,
    (x) => reference.semiHardTripletLoss(x, labels, { margin: 0.5 }).loss,
  ),
  ...reference.CIRCLE_RULES.map((rule) =>
    lossCase(
      `\`batchCircleLoss\` by rule \`"${rule}"\``,
      // gamma 256 makes the loss so steep that float32 alone differs: 16 asks for the formula.
      (x) => losses.batchCircleLoss(x, labels, { gamma: 16, rule }),
      (x) => reference.batchCircleLoss(x, labels, { gamma: 16, rule }),
      unit,
      // The article holds the pairs' weights constant (`detach`), which differences cannot do.
      "plain JavaScript",
    )
  ),
];

/** Every point twice, in classes of their own and shared: distances of exactly 0 everywhere. */
const duplicates: ContractCase = {
  name: "finite gradients at duplicated points",
  async run() {
    const rows = [0, 0, 1, 1, 2, 2, 3, 3, 3].map((i) => points[i]);
    const x = tf.tensor2d(rows);
    const all: Record<string, OnTensors> = {
      batchAll: (x) => losses.batchAllTripletLoss(x, labels, { margin: 0.5 }).loss,
      batchHard: (x) =>
        losses.batchHardTripletLoss(x, labels, { margin: 0.5, rule: "tensorflow" }).loss,
      semiHard: (x) => losses.semiHardTripletLoss(x, labels, { margin: 0.5 }).loss,
      circle: (x) => losses.batchCircleLoss(x, labels),
      margin: (x) => losses.tripletMarginLoss(...tensorThirds(x), { swap: true, eps: 0 }),
    };
    for (const [name, loss] of Object.entries(all)) {
      const gradient = tf.grad((x: tf.Tensor) => loss(x as tf.Tensor2D))(x);
      const slopes = await gradient.data();
      gradient.dispose();
      assert(slopes.every(Number.isFinite), `${name}: ${slopes.join(" ")}`);
    }
    x.dispose();
  },
};

/** Sizes that no tile divides, and both factors straight and transposed. */
const products: ContractCase = {
  name: "matrix products of odd sizes, straight and transposed",
  async run() {
    const [rows, inner, columns] = [67, 131, 45];
    const left = Array.from({ length: rows * inner }, random.normal);
    const right = Array.from({ length: inner * columns }, random.normal);
    const wanted = Array.from({ length: rows * columns }, (_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += left[i * inner + k] * right[k * columns + j];
      return sum;
    });
    for (const [turnLeft, turnRight] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
      const product = tf.tidy(() => {
        const a = tf.tensor2d(left, [rows, inner]);
        const b = tf.tensor2d(right, [inner, columns]);
        const flip = (x: tf.Tensor2D, turn: number) => turn ? tf.transpose(x) : x;
        return tf.matMul(flip(a, turnLeft), flip(b, turnRight), turnLeft === 1, turnRight === 1);
      });
      assertNear(await product.data(), wanted, `product ${turnLeft}${turnRight}`);
      product.dispose();
    }
  },
};

const images = Float32Array.from({ length: 16 * 16 }, () => random.uniform());
const imageLabels = Int32Array.from({ length: 16 }, (_, i) => i % 4);

/** The losses of a short training, and the weights it ends with. */
async function training(
  kind: "mlp" | "conv",
  optimizer: tf.Optimizer,
  steps: number,
): Promise<{ losses: number[]; weights: number[] }> {
  const network = embeddingNetwork({ input: [4, 4], kind, hidden: [8], dim: 3, seed: 2 });
  const batches = pkBatches(imageLabels, { classes: 4, samples: 4, seed: 3 });
  const seen: number[] = [];
  const loss = (e: tf.Tensor2D, l: Int32Array) => losses.batchAllTripletLoss(e, l, { margin: 0.5 });
  const data = { images, labels: imageLabels };
  for await (const step of train({ network, data, batches, loss, optimizer, steps })) {
    seen.push(step.loss);
  }
  const weights: number[] = [];
  for (const weight of Object.values(network.weights)) weights.push(...await weight.data());
  network.dispose();
  optimizer.dispose();
  return { losses: seen, weights };
}

/** The same on plain JavaScript, which every backend is compared with. */
async function onCpu<T>(run: () => Promise<T>): Promise<T> {
  const backend = tf.getBackend();
  await tf.setBackend("cpu");
  try {
    return await run();
  } finally {
    await tf.setBackend(backend);
  }
}

function trainingCase(
  name: string,
  kind: "mlp" | "conv",
  optimizer: () => tf.Optimizer,
): ContractCase {
  const run = async () => {
    const got = await training(kind, optimizer(), 8);
    const wanted = await onCpu(() => training(kind, optimizer(), 8));
    assert(got.losses[7] < got.losses[0], `the loss does not fall: ${got.losses.join(" ")}`);
    assertNear(got.losses, wanted.losses, "losses");
    assertNear(got.weights, wanted.weights, "weights");
  };
  return { name, run };
}

const saveAndLoad: ContractCase = {
  name: "weights saved, loaded and equal, bit for bit",
  async run() {
    const make = (seed: number) => embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed });
    const [saved, loaded] = [make(5), make(6)];
    const { data, specs } = await tf.io.encodeWeights(saved.weights as tf.NamedTensorMap);
    const decoded = tf.io.decodeWeights(data, specs);
    for (const [name, weight] of Object.entries(loaded.weights)) weight.assign(decoded[name]);
    const x = tf.tensor2d(images, [16, 16]);
    const [before, after] = [saved.embed(x), loaded.embed(x)];
    assertEquals(await after.data(), await before.data());
    tf.dispose([before, after, x, decoded]);
    saved.dispose();
    loaded.dispose();
  },
};

const layersModel: ContractCase = {
  name: "a layers model fitted, saved, loaded and equal",
  async run() {
    const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 6,
          inputShape: [16],
          activation: "relu",
          kernelInitializer: initializer(1),
        }),
        tf.layers.dense({ units: 2, kernelInitializer: initializer(2) }),
      ],
    });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const x = tf.tensor2d(images, [16, 16]);
    const y = tf.ones([16, 2]);
    const { history } = await model.fit(x, y, { epochs: 5, batchSize: 16, shuffle: false });
    assert(Number(history.loss[4]) < Number(history.loss[0]), "the loss does not fall");
    let artifacts!: tf.io.ModelArtifacts;
    await model.save(tf.io.withSaveHandler((given) => {
      artifacts = given;
      const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: "JSON" as const };
      return Promise.resolve({ modelArtifactsInfo });
    }));
    const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    const [before, after] = [model.predict(x) as tf.Tensor, again.predict(x) as tf.Tensor];
    assertEquals(await after.data(), await before.data());
    tf.dispose([before, after, x, y]);
    again.dispose();
    // The model's own optimizer holds one tensor, its learning rate.
    (model.optimizer as tf.Optimizer).dispose();
    model.dispose();
  },
};

const noLeak: ContractCase = {
  name: "50 steps without a tensor left behind",
  async run() {
    await training("mlp", tf.train.adam(0.01), 2);
    const before = tf.memory().numTensors;
    await training("mlp", tf.train.adam(0.01), 50);
    assertEquals(tf.memory().numTensors, before);
  },
};

const readAtOnce: ContractCase = {
  name: "reading at once, `dataSync()`",
  run() {
    // A product, since small sums of constants are never sent to a GPU.
    const x = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 1])));
    try {
      assertEquals([...x.dataSync()], [3, 3]);
    } finally {
      x.dispose();
    }
    return Promise.resolve();
  },
  mayLack: true,
};

/** The contract. */
export const contract: readonly ContractCase[] = [
  ...lossCases,
  duplicates,
  products,
  trainingCase(
    "a training with SGD, step by step as in plain JavaScript",
    "mlp",
    () => tf.train.sgd(0.1),
  ),
  trainingCase(
    "a training with Adam, step by step as in plain JavaScript",
    "mlp",
    () => tf.train.adam(0.01),
  ),
  saveAndLoad,
  layersModel,
  noLeak,
  trainingCase("training a convolutional network", "conv", () => tf.train.sgd(0.1)),
  readAtOnce,
];

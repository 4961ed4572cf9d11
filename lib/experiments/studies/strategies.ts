import * as tf from "@tensorflow/tfjs";
import { type ImageSet, loadMnist } from "../../datasets/mod.ts";
import { retrievalMetrics } from "../../evaluation/mod.ts";
import { l2Normalize, similarityPairs } from "../../losses/mod.ts";
import { seededRandom } from "../../random.ts";
import {
  embedAll,
  type EmbeddingNetwork,
  embeddingNetwork,
  type Loss,
  type Scalar,
  type StepRecord,
  type Strategy,
  strategy,
  type StrategyName,
  strategyNames,
  train,
} from "../../training/mod.ts";
import { principalComponents } from "../principal_components.ts";
import type { Contrast, Split, Study, Unit } from "../study.ts";
import type { RowOf } from "../table.ts";
import { turningOptimizer } from "../turning_optimizer.ts";

/** Images at half their height and width: a quarter of the time, and digits all the same. */
const INPUT = [14, 14];
const HIDDEN = 32;
const DIM = 16;
const [P, K] = [5, 8];
const DATA = { images: 2_000, seenImages: 200, devImages: 300, testImages: 300 };
const RENEW = 25;
/** How many times the classes are drawn: 5 to train on, 2 to choose by, 3 to report on. */
const SPLITS = 10;
/** The recall@1 on trained classes, images held back, whose step tells how fast a strategy is. */
const REACHED = 0.9;

const CONFIGURATION = {
  network: { kind: "mlp", input: INPUT, hidden: [HIDDEN], dim: DIM },
  optimizer: "Adam",
  renewed: { "offline semi-hard": `every ${RENEW} steps`, "offline once": "never" },
  reached: REACHED,
};

const TABLES = {
  evaluations: {
    dataset: "text",
    split: "text",
    seed: "whole",
    strategy: "text",
    part: "text",
    step: "whole",
    margin: "number?",
    m: "number?",
    gamma: "number?",
    normalised: "flag",
    rate: "number?",
    p: "whole",
    k: "whole",
    network: "text",
    backend: "text",
    chosen: "flag",
    recall_at_1: "number",
    map_at_r: "number",
    milliseconds: "time",
    /** Of a whole training, beside its last row on trained classes. */
    steps_to_reach: "number?",
    turn: "number?",
    active: "number?",
  },
} as const;

type Row = RowOf<typeof TABLES.evaluations>;
type Setting = Pick<
  Row,
  "strategy" | "margin" | "m" | "gamma" | "normalised" | "rate" | "p" | "k"
>;

const BASELINES = ["raw pixels", "PCA", "untrained"];
const BASIS: Omit<Setting, "strategy"> = {
  ...{ margin: null, m: null, gamma: null, normalised: true, rate: 0.003 },
  ...{ p: P, k: K },
};

/** A step size beside the usual one, at the middle setting of each kind. */
const FASTER = { rate: 0.01 };

/** Five ways to set each kind of strategy, of which the dev classes choose one. */
const TUNED: Record<"margin" | "soft" | "circle" | "unweighted" | "softmax", Partial<Setting>[]> = {
  margin: [
    ...[0.1, 0.3, 1].map((margin) => ({ margin })),
    ...[{ margin: 1, normalised: false }, { margin: 0.3, ...FASTER }],
  ],
  soft: [
    ...[0.001, 0.003, 0.01].map((rate) => ({ rate })),
    ...[0.001, 0.003].map((rate) => ({ rate, normalised: false })),
  ],
  circle: [
    ...[16, 64, 256].map((gamma) => ({ m: 0.25, gamma })),
    ...[{ m: 0.4, gamma: 64 }, { m: 0.25, gamma: 64, ...FASTER }],
  ],
  // Where no weight depends on it, m drops out of the sum.
  unweighted: [
    ...[4, 16, 64, 256].map((gamma) => ({ m: 0.25, gamma })),
    { m: 0.25, gamma: 16, ...FASTER },
  ],
  softmax: [...[0.001, 0.003, 0.01].map((rate) => ({ rate, normalised: false })), {}, FASTER],
};

/** The strategies of the table, in its order, by what is set for them. */
const KINDS: Record<string, keyof typeof TUNED> = {
  "softmax": "softmax",
  ...Object.fromEntries(strategyNames.map((name) => [
    name,
    name.startsWith("circle") ? "circle" : name === "batch hard soft" ? "soft" : "margin",
  ])),
  "offline once": "margin",
  "random triplets swap": "margin",
  "circle pooled unweighted": "unweighted",
};

/** The CircleLoss whose time is compared. */
const CIRCLE = { strategy: "circle pooled", margin: null, m: 0.25, gamma: 64 };

/** Batches of other shapes: fewer classes, or fewer images of each. */
const SHAPES = [[5, 2], [2, 4], [5, 4], [2, 8]].map(([p, k]) => ({ p, k }));

function settings(): Setting[] {
  return [
    ...BASELINES.map((strategy) => ({ ...BASIS, strategy, rate: null })),
    ...Object.entries(KINDS).flatMap(([strategy, kind]) =>
      TUNED[kind].map((own) => ({ ...BASIS, strategy, ...own }))
    ),
    ...SHAPES.map((shape) => ({ ...BASIS, strategy: "batch hard", margin: 0.3, ...shape })),
  ];
}

/** What is asked, as the articles claim it: `one` is the side that a claim speaks for. */
function contrasts(steps: number): Contrast<Row>[] {
  const ask = (question: string, one: Partial<Row>, other: Partial<Row>, judge: keyof Row) => (
    { question, one, other, judge } as Contrast<Row>
  );
  const chosen = (strategy: string) => ({ strategy, part: "test", chosen: true });
  const better = (question: string, ones: string[], others: string[]) =>
    ones.flatMap((one) =>
      others.map((other) => ask(question, chosen(one), chosen(other), "map_at_r"))
    );
  const at = (own: Partial<Setting>, part = "test") => (
    { ...BASIS, strategy: "batch hard", margin: 0.3, ...own, part, step: steps }
  );
  const shaped = (question: string, one: number[], other: number[]) =>
    ask(question, at({ p: one[0], k: one[1] }), at({ p: other[0], k: other[1] }), "map_at_r");
  const way = (question: string, one: string, other: string, judge: keyof Row) =>
    ask(question, at({ strategy: one }, "seen"), at({ strategy: other }, "seen"), judge);
  const costs = (question: string, dearer: Partial<Setting>) =>
    ask(question, at(dearer, "seen"), at({ strategy: "batch all" }, "seen"), "milliseconds");
  const reached = (question: string, slower: string, faster: string) =>
    way(question, slower, faster, "steps_to_reach");
  const turns = (one: string, other: string) =>
    way("3.28 one negative at a time makes the gradient turn more", one, other, "turn");
  const three = ["batch all", "batch hard", "semi-hard all"];
  return [
    ...better("1.15 swap helps", ["random triplets swap"], ["random triplets"]),
    ...better("2.17 mined triplets teach more than random ones", [...three, "offline semi-hard"], [
      "random triplets",
    ]),
    costs("2.21 a step of offline mining costs more", { strategy: "offline semi-hard" }),
    ...better("2.22 mined triplets must be renewed", ["offline semi-hard"], ["offline once"]),
    reached("2.25 online mining needs fewer steps", "offline semi-hard", "batch all"),
    ...better("2.36 batch hard does best", ["batch hard"], [
      ...["batch all", "semi-hard all", "semi-hard random", "offline semi-hard"],
    ]),
    costs("3.9 without exponentials a step costs less", CIRCLE),
    ...better("3.20 hard triplets are to be avoided", ["semi-hard all", "semi-hard random"], [
      "batch hard",
    ]),
    ...better("3.22 semi-hard triplets are the ones to train on", ["semi-hard all"], [
      ...["batch all", "batch hard", "random triplets"],
    ]),
    ...better("3.25 triplets go further than the contrastive loss", three, ["contrastive"]),
    turns("batch hard", "batch all"),
    turns("semi-hard nearest", "semi-hard all"),
    reached("4.17 the hardest converge faster than random ones", "random triplets", "batch hard"),
    ...better("4.18 the hardest tell more apart than random ones", ["batch hard"], [
      "random triplets",
    ]),
    ...["batch hard", "batch all"].flatMap((strategy) =>
      [0.1, 1].map((margin) =>
        ask(
          ...["4.21 a margin of 0.3 is better than 0.1 and 1", at({ strategy })] as const,
          ...[at({ strategy, margin }), "map_at_r"] as const,
        )
      )
    ),
    ...three.map((strategy) =>
      ask(
        ...["4.22 embeddings of length 1 are better", at({ strategy, margin: 1 })] as const,
        ...[at({ strategy, margin: 1, normalised: false }), "map_at_r"] as const,
      )
    ),
    shaped("4.26 batches of 16 or more are better than smaller ones", [5, 4], [5, 2]),
    shaped("4.26 batches of 16 or more are better than smaller ones", [2, 8], [2, 4]),
    shaped("4.26 more classes in a batch are better", [5, 2], [2, 4]),
    shaped("4.26 more classes in a batch are better", [5, 4], [2, 8]),
    ...better("5.1 weights that balance the pairs help", ["circle pooled"], [
      "circle pooled unweighted",
    ]),
    ...better("5.18 sums per anchor are better than pooled ones", ["circle per anchor"], [
      "circle pooled",
    ]),
    ...better("CircleLoss is better than triplets", ["circle pooled", "circle per anchor"], three),
    ...["untrained", "PCA", "raw pixels", "softmax"].flatMap((baseline) =>
      better(`triplets are better than ${baseline}`, three, [baseline])
    ),
  ];
}

function splits(): Split[] {
  return Array.from({ length: SPLITS }, (_, i) => {
    const digits = seededRandom(17, i).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const part = (from: number, to: number) => digits.slice(from, to).sort();
    const [trained, dev, test] = [part(0, P), part(P, 7), part(7, 10)];
    const name = [trained, dev, test].map((part) => part.join("")).join(" ");
    return { dataset: "MNIST", name, train: trained, dev, test };
  });
}

interface Parts {
  data: ImageSet;
  seen: ImageSet;
  dev: ImageSet;
  test: ImageSet;
}

/** Every strategy with its settings, beside four baselines, on many splits of the digits. */
export const strategies: Study<Setting, typeof TABLES, typeof CONFIGURATION, Parts> = {
  name: "strategies",
  about: "every strategy, tuned on dev classes, beside baselines (lessons 2, 4, 5, 6); 12 minutes",
  file: import.meta.url,
  steps: 120,
  seeds: [1, 2, 3],
  configuration: CONFIGURATION,
  data: DATA,
  tables: TABLES,
  contrasts,
  splits,
  settings,
  async prepare({ train, dev = [], test }) {
    const load = async (split: "train" | "test", classes: readonly number[], count: number) =>
      halved(await loadMnist({ split, classes, count }));
    return {
      data: await load("train", train, DATA.images),
      seen: await load("test", train, DATA.seenImages),
      dev: await load("train", dev, DATA.devImages),
      test: await load("test", test, DATA.testImages),
    };
  },
  async train(unit, parts) {
    const evaluations = BASELINES.includes(unit.setting.strategy)
      ? await baseline(unit, parts)
      : await training(unit, parts);
    return { evaluations };
  },
  finish: ({ evaluations }) => ({ evaluations: choose(evaluations) }),
};

/** Images of half the height and width: the mean of each four pixels. */
function halved(set: ImageSet): ImageSet {
  const { images, count, height, width } = set;
  const [down, across] = [height / 2, width / 2];
  const means = Float32Array.from({ length: count * down * across }, (_, i) => {
    const [image, y, x] = [
      Math.floor(i / (down * across)),
      Math.floor(i / across) % down,
      i % across,
    ];
    const at = image * height * width + 2 * y * width + 2 * x;
    return (images[at] + images[at + 1] + images[at + width] + images[at + width + 1]) / 4;
  });
  return { ...set, images: means, height: down, width: across };
}

/** What a row says of its unit. */
function stamp({ setting, split, seed, backend }: Unit<Setting>) {
  const { dataset, name } = split;
  const network = `${INPUT[0] * INPUT[1]}-${HIDDEN}-${DIM}`;
  return {
    ...{ dataset, split: name, seed, ...setting, network, backend, chosen: false },
    ...{ steps_to_reach: null, turn: null, active: null },
  };
}

async function judged(embeddings: Float32Array, { labels, count }: ImageSet) {
  const dim = embeddings.length / count;
  const { recall, mapAtR } = await retrievalMetrics(embeddings, labels, { dim, ks: [1] });
  return { recall_at_1: recall[1], map_at_r: mapAtR };
}

async function baseline(unit: Unit<Setting>, parts: Parts): Promise<Row[]> {
  const { strategy } = unit.setting;
  const network = strategy === "untrained" ? networkOf(unit) : undefined;
  const project = strategy === "PCA"
    ? await principalComponents(parts.data.images, {
      numbers: INPUT[0] * INPUT[1],
      dim: DIM,
      seed: unit.seed,
    })
    : (images: Float32Array) => Promise.resolve(images);
  const rows: Row[] = [];
  for (const part of ["seen", "dev", "test"] as const) {
    const { images } = parts[part];
    const embeddings = network ? await embedAll(network, images) : await project(images);
    const found = await judged(embeddings, parts[part]);
    rows.push({ ...stamp(unit), part, step: 0, milliseconds: 0, ...found });
  }
  network?.dispose();
  return rows;
}

const networkOf = ({ setting: { normalised }, seed }: Pick<Unit<Setting>, "setting" | "seed">) =>
  embeddingNetwork({ input: INPUT, hidden: [HIDDEN], dim: DIM, normalize: normalised, seed });

async function training(unit: Unit<Setting>, parts: Parts): Promise<Row[]> {
  const { setting, steps } = unit;
  const network = networkOf(unit);
  const { network: whole, batches, loss } = ways(unit, network, parts.data);
  const adam = tf.train.adam(setting.rate!);
  const optimizer = turningOptimizer(adam);
  const rows: Row[] = [], records: StepRecord[] = [];
  const judge = async (part: "seen" | "dev" | "test", step: number, milliseconds: number) => {
    const found = await judged(await embedAll(network, parts[part].images), parts[part]);
    rows.push({ ...stamp(unit), part, step, milliseconds, ...found });
  };
  const checkpoints = [0.1, 0.2, 0.4, 0.7, 1].map((share) =>
    Math.max(1, Math.round(share * steps))
  );
  const choosing = [checkpoints[2], steps];
  let spent = 0, began = performance.now();
  const run = { network: whole, data: parts.data, batches: batches(), loss, optimizer, steps };
  for await (const record of train({ ...run, margin: setting.margin ?? 0.2 })) {
    records.push(record);
    const { step } = record;
    if (!checkpoints.includes(step)) continue;
    spent += performance.now() - began;
    await judge("seen", step, spent / step);
    if (choosing.includes(step)) {
      await judge("dev", step, spent / step);
      await judge("test", step, spent / step);
    }
    began = performance.now();
  }
  const last = rows.find(({ part, step }) => part === "seen" && step === steps)!;
  last.steps_to_reach = stepsToReach(rows.filter(({ part }) => part === "seen"));
  last.turn = await optimizer.turn();
  last.active = records.reduce((sum, { active }) => sum + active, 0) / records.length;
  for (const weight of Object.values(whole.weights)) weight.dispose();
  adam.dispose();
  return rows;
}

/** The step at which a line through the evaluations reaches the level; the last one if none does. */
function stepsToReach(rows: readonly Row[]): number {
  const at = rows.findIndex(({ recall_at_1 }) => recall_at_1 >= REACHED);
  if (at <= 0) return rows[at === 0 ? 0 : rows.length - 1].step;
  const [before, after] = [rows[at - 1], rows[at]];
  const share = (REACHED - before.recall_at_1) / (after.recall_at_1 - before.recall_at_1);
  return before.step + share * (after.step - before.step);
}

/** The network to train, and how: the softmax classifier has a layer more than is judged. */
function ways(
  { setting, split, seed }: Unit<Setting>,
  network: EmbeddingNetwork,
  data: ImageSet,
): Strategy & { network: EmbeddingNetwork } {
  const { strategy: name, p: classes, k: samples, margin, m, gamma } = setting;
  const given = <Value>(key: string, value: Value | null) => value === null ? {} : { [key]: value };
  const options = {
    ...{ network, data, classes, samples, seed },
    ...{ ...given("margin", margin), ...given("m", m), ...given("gamma", gamma) },
    swap: name.endsWith(" swap"),
  };
  const named = (name: StrategyName, more = {}) => strategy(name, { ...options, ...more });
  if (name === "offline once") return { network, ...named("offline semi-hard") };
  if (name === "circle pooled unweighted") {
    return { network, ...named("batch all"), loss: unweightedCircle(m!, gamma!) };
  }
  if (name === "softmax") return { ...softmax(network, split, seed), ...batchesOf(named) };
  const plain = name.replace(/ swap$/, "") as StrategyName;
  return { network, ...named(plain, plain === "offline semi-hard" ? { renew: RENEW } : {}) };
}

const batchesOf = (named: (name: StrategyName) => Strategy) => (
  { batches: named("batch all").batches }
);

/** The classifier whose last layer but one is the embedding. */
function softmax(network: EmbeddingNetwork, { train }: Split, seed: number) {
  const random = seededRandom(seed, 0x736f6674);
  const scale = 1 / Math.sqrt(DIM);
  const values = Float32Array.from({ length: DIM * train.length }, () => scale * random.normal());
  const head = tf.tidy(() => tf.variable(tf.tensor2d(values, [DIM, train.length])));
  const loss: Loss = (embeddings, labels) => {
    const wanted = tf.oneHot([...labels].map((label) => train.indexOf(label)), train.length);
    const logits = embeddings.matMul(head as tf.Tensor2D);
    return tf.losses.softmaxCrossEntropy(wanted, logits) as Scalar;
  };
  return { network: { ...network, weights: { ...network.weights, head } }, loss };
}

/** CircleLoss, pooled, with all of its weights 1. */
function unweightedCircle(m: number, gamma: number): Loss {
  return (embeddings, labels) => {
    const { sp, sn } = similarityPairs(l2Normalize(embeddings), labels);
    const positives = tf.logSumExp(sp.sub(1 - m).mul(-gamma));
    const negatives = tf.logSumExp(sn.sub(m).mul(gamma));
    const sum = positives.add(negatives);
    return sum.relu().add(sum.abs().neg().exp().add(1).log()) as Scalar;
  };
}

/** Marks the setting, and the step to stop at, with the best mean MAP@R on the dev classes of a split. */
function choose(rows: readonly Row[]): Row[] {
  const nameOf = ({ split, strategy }: Row) => `${split}, ${strategy}`;
  const waysOf = (row: Row) =>
    [row.margin, row.m, row.gamma, row.normalised, row.rate, row.step].join();
  const usual = (row: Row) => row.p === P && row.k === K;
  const sums = new Map<string, Map<string, number>>();
  for (const row of rows.filter((row) => row.part === "dev" && usual(row))) {
    const own = sums.get(nameOf(row)) ?? new Map<string, number>();
    own.set(waysOf(row), (own.get(waysOf(row)) ?? 0) + row.map_at_r);
    sums.set(nameOf(row), own);
  }
  const best = new Map(
    [...sums].map(([name, own]) => [name, [...own].reduce((a, b) => b[1] > a[1] ? b : a)[0]]),
  );
  return rows.map((row) => ({
    ...row,
    chosen: row.part !== "seen" && usual(row) && best.get(nameOf(row)) === waysOf(row),
  }));
}

import * as tf from "@tensorflow/tfjs";
import { loadMnist } from "../../datasets/mod.ts";
import { recallAtK } from "../../evaluation/mod.ts";
import { takeRows } from "../../evaluation/take_rows.ts";
import { groupBy } from "../../host/mod.ts";
import { embedAll, embeddingNetwork, strategy } from "../../training/mod.ts";
import { readStudy } from "../read_study.ts";
import type { Study } from "../study.ts";
import { DATA, type Digits, loadDigits, SPLIT } from "./digits.ts";

const STRATEGIES = ["batch all", "semi-hard", "batch hard"] as const;
const MARGIN = 1;
const SAMPLES = 10;
const RATE = 0.001;
/** Test images of each digit whose way is kept. */
const SHOWN = 10;

const CONFIGURATION = {
  /** The digit of each shown image. */
  shown: [...SPLIT.train, ...SPLIT.test].flatMap((digit) => Array<number>(SHOWN).fill(digit)),
  margin: MARGIN,
  samples: SAMPLES,
  network: { kind: "mlp", hidden: [256], plane: true },
  optimizer: { kind: "Adam", learningRate: RATE },
};

const MOMENT = { strategy: "text", seed: "whole", step: "whole" } as const;
const TABLES = {
  evaluations: { ...MOMENT, recall1: "number" },
  /**
   * Of the step's batch, the first one's for the untrained network: loss, shares of the valid triplets
   * (0 to 1), and medians of d(a,p) and d(a,n).
   */
  steps: {
    ...MOMENT,
    loss: "number",
    easy: "number",
    semiHard: "number",
    hard: "number",
    positive: "number",
    negative: "number",
  },
  points: { ...MOMENT, point: "whole", x: "number", y: "number" },
} as const;

type Setting = { strategy: (typeof STRATEGIES)[number] };

/** Often at first, where most happens: every step, then every fourth, tenth and twenty-fifth. */
function keptSteps(steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => step).filter((step) =>
    step <= 6 || (step <= 30 && step % 4 === 0) || (step <= 100 && step % 10 === 0) ||
    step % 25 === 0 || step === steps
  );
}

/** Where the points of the plane are while networks learn: the replay of lesson 2. */
export const replay: Study<
  Setting,
  typeof TABLES,
  typeof CONFIGURATION,
  Digits & { shown: Float32Array }
> = {
  name: "replay",
  about: "points of the plane while three strategies learn (lesson 2); about a minute",
  file: import.meta.url,
  steps: 600,
  seeds: [7],
  configuration: CONFIGURATION,
  data: DATA,
  tables: TABLES,
  contrasts: () => [], // it is looked at
  splits: () => [SPLIT],
  settings: () => STRATEGIES.map((strategy) => ({ strategy })),
  async prepare(split) {
    const shown = await firstImages([...split.train, ...split.test]);
    return { ...await loadDigits(split), shown };
  },
  async train({ setting, seed, steps }, { data, unseen, shown }, run) {
    const network = embeddingNetwork({ hidden: [256], plane: true, seed });
    const optimizer = tf.train.adam(RATE);
    const mining = { network, data, samples: SAMPLES, margin: MARGIN, seed };
    const { evaluations, steps: records } = await run({
      network,
      data,
      ...strategy(setting.strategy === "semi-hard" ? "semi-hard all" : setting.strategy, mining),
      margin: MARGIN,
      optimizer,
      steps,
      evaluate: async (network): Promise<{ recall1: number } & Record<number, number>> => {
        const embedded = await embedAll(network, unseen.images);
        const recall1 = await recallAtK(embedded, unseen.labels, { k: 1, dim: 2 });
        const places = await embedAll(network, shown);
        return { recall1, ...Object.fromEntries(places.entries()) };
      },
      evaluateAt: keptSteps(steps),
    });
    network.dispose();
    optimizer.dispose();
    const moments = evaluations.map((row) => ({ ...setting, seed, ...row }));
    return {
      evaluations: moments,
      steps: moments.map((moment) => {
        // The first batch is embedded by the untrained network, so its statistics stand for step 0 too.
        const record = records[Math.max(0, moment.step - 1)];
        const { positive50: positive, negative50: negative, ...shares } = record;
        return { ...shares, ...setting, seed, step: moment.step, positive, negative };
      }),
      points: evaluations.flatMap((row) =>
        CONFIGURATION.shown.map((_, point) => ({
          ...{ ...setting, seed, step: row.step, point },
          ...{ x: row[2 * point], y: row[2 * point + 1] },
        }))
      ),
    };
  },
};

/** The first test images of each digit: neither trained on nor chosen by anybody. */
async function firstImages(digits: readonly number[]): Promise<Float32Array> {
  const { images, labels, count } = await loadMnist({ split: "test", count: 1_000 });
  const size = images.length / count;
  const chosen = digits.flatMap((digit) =>
    [...labels.keys()].filter((row) => labels[row] === digit).slice(0, SHOWN)
  );
  return takeRows(images, chosen, size);
}

/**
 * Reads what `deno task record replay` has recorded, with the first seed: for each strategy the training
 * frame by frame in the order of the steps, each with the places of the shown images and recall@1 on the
 * digits that were never trained on; `labels` are the digits of the shown images.
 */
export async function readReplay(options: { folder?: string } = {}) {
  const { facts, rows } = await readStudy(replay, options);
  const { settings, seeds: [first], splits: [split], configuration } = facts;
  type Moment = { strategy: string; seed: number; step: number };
  const byMoment = <Row extends Moment>(all: Row[]) =>
    groupBy(all.filter(({ seed }) => seed === first), (row) => `${row.strategy} ${row.step}`);
  const [points, evaluations] = [byMoment(rows.points), byMoment(rows.evaluations)];
  const framesOf = (wanted: string) =>
    rows.steps.filter(({ strategy, seed }) => strategy === wanted && seed === first)
      .sort((one, other) => one.step - other.step)
      .map(({ strategy, seed: _, ...frame }) => {
        const moment = `${strategy} ${frame.step}`;
        const places = points.get(moment)!.sort((one, other) => one.point - other.point);
        const [{ recall1 }] = evaluations.get(moment)!;
        return { ...frame, points: places.map(({ x, y }): [number, number] => [x, y]), recall1 };
      });
  return {
    facts,
    labels: configuration.shown,
    trained: [...split.train],
    margin: configuration.margin,
    runs: settings.map(({ strategy }) => ({ strategy, frames: framesOf(strategy) })),
  };
}

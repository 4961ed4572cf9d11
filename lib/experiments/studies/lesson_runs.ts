import { existsSync, join, readdir } from "../../host/node.ts";
import * as tf from "@tensorflow/tfjs";
import { embeddingNetwork, openSetEvaluation, strategy } from "../../training/mod.ts";
import { runsFolder } from "../../training/runs/run_folder.ts";
import { readStudy, type StudyFacts } from "../read_study.ts";
import type { Study } from "../study.ts";
import { DATA, type Digits, loadDigits, SPLIT } from "./digits.ts";

const RATE = 0.001;
const SAMPLES = 10;
/** Steps left out of the timing: kernels are compiled and memory is found in them. */
const WARM_UP = 20;

const EXPERIMENTS = {
  "online mining": { strategy: "batch all", margin: 1, network: { hidden: [256], plane: true } },
  "batch hard": { strategy: "batch hard", margin: 0.3, network: { hidden: [256], dim: 32 } },
  "CircleLoss": {
    strategy: "circle pooled",
    margin: 0.2,
    gamma: 80,
    network: { hidden: [256], dim: 32 },
  },
} as const;

const CONFIGURATION = {
  experiments: EXPERIMENTS,
  samples: SAMPLES,
  optimizer: { kind: "Adam", learningRate: RATE },
};

const TABLES = {
  evaluations: {
    experiment: "text",
    seed: "whole",
    step: "whole",
    recall1: "number",
    mapAtR: "number",
    stepMilliseconds: "time",
  },
  steps: { experiment: "text", seed: "whole", step: "whole", loss: "number", active: "number" },
} as const;

type Setting = { experiment: keyof typeof EXPERIMENTS };

/** The lessons' trainings on a machine of one's own: does a GPU come to the same, and how fast? */
export const lessonRuns: Study<Setting, typeof TABLES, typeof CONFIGURATION, Digits> = {
  name: "lesson_runs",
  about: "the trainings of lessons 2, 4 and 5 on a GPU, say, with their pace; under a minute",
  file: import.meta.url,
  steps: 600,
  seeds: [7],
  configuration: CONFIGURATION,
  data: DATA,
  tables: TABLES,
  contrasts: () => [], // it is looked at
  splits: () => [SPLIT],
  settings: () =>
    (Object.keys(EXPERIMENTS) as Setting["experiment"][]).map((experiment) => ({ experiment })),
  prepare: loadDigits,
  async train({ setting, seed, steps }, { data, unseen }, run) {
    const { network: shape, strategy: name, ...asked } = EXPERIMENTS[setting.experiment];
    const network = embeddingNetwork({ ...shape, seed });
    const optimizer = tf.train.adam(RATE);
    const times: number[] = [];
    const openSet = openSetEvaluation({ trained: data.labels, unseen });
    const { evaluations, steps: records } = await run({
      network,
      data,
      ...strategy(name, { network, data, samples: SAMPLES, seed, ...asked }),
      margin: asked.margin,
      optimizer,
      steps,
      checkpointEvery: steps, // a save would stand in the times
      evaluate: async (network) => {
        const { recall1, mapAtR } = await openSet(network);
        const gaps = times.slice(1).map((time, i) => time - times[i]).slice(WARM_UP)
          .sort((a, b) => a - b);
        return { recall1, mapAtR, stepMilliseconds: gaps[Math.floor(gaps.length / 2)] ?? 0 };
      },
      evaluateAt: [0, steps],
      onStep: () => void times.push(performance.now()),
    });
    network.dispose();
    optimizer.dispose();
    return {
      evaluations: evaluations.map((row) => ({ ...setting, seed, ...row })),
      steps: records.map(({ step, loss, active }) => ({ ...setting, seed, step, loss, active })),
    };
  },
};

export interface RunCard {
  device: string;
  gpu: boolean;
  /** The median from one step to the next; 0 when there were too few. */
  stepMilliseconds: number;
  recall1: number;
  steps: { step: number; active: number }[];
  facts: StudyFacts;
}

/** Recorded trainings of a lesson, GPUs first, of `data/runs` and machines' folders in it. */
export async function readRunCards(
  experiment: string,
  { folder = runsFolder() }: { folder?: string } = {},
): Promise<RunCard[]> {
  const names = await readdir(folder).catch(() => []);
  const cards: RunCard[] = [];
  for (const place of [folder, ...names.sort().map((name) => join(folder, name))]) {
    if (!existsSync(join(place, lessonRuns.name, "run.json"))) continue;
    const { facts, rows } = await readStudy(lessonRuns, { folder: place });
    const { device, machine: { gpu = false } } = facts;
    for (const row of rows.evaluations) {
      if (row.experiment !== experiment || row.step !== facts.steps) continue;
      const { seed, recall1, stepMilliseconds } = row;
      const steps = rows.steps.filter((one) => one.experiment === experiment && one.seed === seed);
      cards.push({ device, gpu, stepMilliseconds, recall1, steps, facts });
    }
  }
  return cards.sort((a, b) =>
    Number(b.gpu) - Number(a.gpu) || a.stepMilliseconds - b.stepMilliseconds
  );
}

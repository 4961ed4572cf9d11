/**
 * A study of small pictures, and a process that records it so that a test can kill it: arguments are
 * the folder, the share as `1/2`, and the milliseconds to wait at each step.
 */
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { recordStudy, type RecordStudyOptions, type Study } from "#lib/experiments/mod.ts";
import { embeddingNetwork, pkBatches } from "#lib/training/mod.ts";
import { contrastive, pictures } from "../training/pictures.ts";

const TABLES = {
  evaluations: {
    split: "text",
    rate: "number",
    margin: "number?",
    seed: "whole",
    part: "text",
    step: "whole",
    loss: "number",
    milliseconds: "time",
    chosen: "flag",
  },
  steps: { rate: "number", seed: "whole", step: "whole", loss: "number" },
} as const;

/** Two rates on two splits, each judged on dev and test; dev chooses the rate. */
export const toyStudy: Study<
  { rate: number; margin: number | null },
  typeof TABLES,
  { dim: number },
  ReturnType<typeof pictures>
> = {
  name: "toy",
  about: "a study for tests",
  file: import.meta.url,
  steps: 12,
  seeds: [3, 4],
  configuration: { dim: 2 },
  data: { images: 30 },
  tables: TABLES,
  contrasts: (step) => [
    {
      question: "is the larger rate better",
      one: { rate: 0.1, part: "test", step },
      other: { rate: 0.01, part: "test", step },
      judge: "loss",
    },
  ],
  splits: () =>
    Promise.resolve([5, 6].map((name) => (
      { dataset: "pictures", name: String(name), train: [0], dev: [1], test: [2] }
    ))),
  settings: () => [{ rate: 0.1, margin: null }, { rate: 0.01, margin: 0.5 }],
  prepare: ({ name }) => Promise.resolve(pictures(30, Number(name))),
  async train({ setting, split, seed, steps }, data, run) {
    const network = embeddingNetwork({ input: [4, 4], hidden: [4], dim: 2, seed });
    const { evaluations, steps: records } = await run({
      network,
      data,
      batches: (skip) => pkBatches(data.labels, { classes: 3, samples: 4, seed, skip }),
      loss: contrastive,
      optimizer: tf.train.adam(setting.rate),
      steps,
      checkpointEvery: 5,
      evaluate: async (network, { milliseconds }) => {
        const [loss] = await tf.tidy(() => {
          const images = tf.tensor2d(data.images.subarray(0, 12 * 16), [12, 16]);
          return contrastive(network.embed(images), data.labels.subarray(0, 12)) as tf.Scalar;
        }).data();
        return { loss, milliseconds };
      },
      evaluateAt: [0, steps],
    });
    network.dispose();
    const own = { ...setting, split: split.name, seed, chosen: false };
    return {
      evaluations: evaluations.flatMap((row) =>
        ["dev", "test"].map((part) => ({ ...own, ...row, part }))
      ),
      steps: records.map(({ step, loss }) => ({ ...own, step, loss })),
    };
  },
  finish: ({ evaluations, steps }) => ({
    steps,
    evaluations: evaluations.map((row) => {
      const rivals = evaluations.filter((other) =>
        other.part === "dev" && other.split === row.split && other.seed === row.seed &&
        other.step === row.step
      );
      return { ...row, chosen: row.loss === Math.min(...rivals.map(({ loss }) => loss)) };
    }),
  }),
};

/** Options to record it with in a test; `wait` slows each step down. */
export function toyOptions(folder: string, wait = 0): RecordStudyOptions {
  return {
    folder,
    machine: { backend: "cpu", device: "a test", versions: { toy: "1" } },
    onStep: () => wait > 0 ? new Promise((done) => setTimeout(done, wait)) : undefined,
  };
}

if (process.argv[1]?.endsWith("toy_study.ts")) {
  const [folder, share, wait] = process.argv.slice(2);
  const [at, of] = share.split("/").map(Number);
  await tf.setBackend("cpu");
  const { left, facts } = await recordStudy(toyStudy, {
    ...toyOptions(folder, Number(wait)),
    share: { at, of },
  });
  console.log(JSON.stringify({ left, whole: facts !== undefined }));
}

import { join, mkdir, process, rm } from "../../host/node.ts";
import { runtimeVersion } from "../../host/runtime_version.ts";
import * as tf from "@tensorflow/tfjs";
import { checkList, checkNumber, checkOptions } from "../../checks/mod.ts";
import { expected, refuseKind, refuseValue } from "../../checks/mod.ts";
import { loadEngine } from "../../operators/mod.ts";
import { checkTraining } from "../check_training.ts";
import { allFinite, diverged } from "../divergence.ts";
import { train } from "../train.ts";
import type { EmbeddingNetwork, StepRecord, TrainOptions } from "../types.ts";
import { type Claim, claimFolder } from "./claim_folder.ts";
import { type EvaluationRecord, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { saveWeights, setWeights, weightsOf } from "./network_weights.ts";
import { checkOptimizer, passOptimizerState, setOptimizerState } from "./optimizer_state.ts";
import { parquet } from "./parquet.ts";
import { difference, readJson, type RunFacts, runFolder, runsFolder } from "./run_folder.ts";
import { commitOf } from "../../workspace/commit_of.ts";
import { reasonOf } from "../../workspace/system_error.ts";
import { writeWithSum } from "../../workspace/sum_beside.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";

/** Options of {@linkcode runTraining}. */
export interface RunTrainingOptions<
  Measured extends Record<string, number> = Record<string, number>,
> extends Omit<TrainOptions, "batches" | "firstStep" | "steps" | "recordEvery"> {
  /** The run's name: letters, digits, `-`, `_` and `.`; it names the folder. */
  name: string;
  /** Where runs are kept; `data/runs` of this project by default. */
  folder?: string;
  /** What was chosen, as JSON: strategy, margin, data. It tells this run from others. */
  configuration: Record<string, unknown>;
  /** The seed of it all; the network's by default. */
  seed?: number;
  /** What computes, as `useBackend` reports it; only backend and version by default. */
  machine?: {
    backend: string;
    device?: string;
    threads?: number;
    versions?: Record<string, string>;
  };
  /** The batches after the first `skip` ones; `(skip) => pkBatches(labels, { ..., skip })`. */
  batches: (skip: number) => TrainOptions["batches"];
  /** How many steps the whole run makes. */
  steps: number;
  /** After how many steps the run is saved; 100 by default. */
  checkpointEvery?: number;
  /** Measures the network; `milliseconds` is the mean time of a step since the run went on. */
  evaluate?: (
    network: EmbeddingNetwork,
    at: { step: number; milliseconds: number },
  ) => Promise<Measured>;
  /** After how many steps to evaluate; 100 by default. */
  evaluateEvery?: number;
  /** The steps to evaluate after, in place of every `evaluateEvery`; 0 is before the first. */
  evaluateAt?: readonly number[];
  /** Told each step, for a progress line or a chart. */
  onStep?: (record: StepRecord) => void | Promise<void>;
  /** Ends the run after the step that is being made; called again, it goes on from its checkpoint. */
  signal?: AbortSignal;
  /** Receives warnings; `console.warn` by default. */
  warn?: (message: string) => void;
}

/** A finished run. */
export interface TrainedRun<Measured extends Record<string, number> = Record<string, number>> {
  /** Its folder. */
  path: string;
  /** What `run.json` holds. */
  facts: RunFacts;
  /** The record of each step. */
  steps: StepRecord[];
  /** The evaluations. */
  evaluations: EvaluationRecord<Measured>[];
  /** The last step that was already there; 0 for a run made from the start. */
  resumedAt: number;
}

/**
 * Trains as `train` does, and keeps what happens in a folder, so that a run killed at any moment goes
 * on where it was: call it again with the same options. A run that was interrupted ends with the same
 * bytes as one that was not, on the same backend; a finished one gives its records and weights again.
 *
 * The folder holds `run.json` (configuration, seed, machine, versions, commit), `steps.parquet` and
 * `evaluations.parquet` with their sums, `weights.safetensors`, and `checkpoint.safetensors` with the
 * one before it. Each is written beside its place and renamed, the checkpoint last. When the training
 * diverges, the last checkpoint, whose weights are finite, is kept.
 *
 * @throws {RangeError} When the folder holds a run of another configuration or is being trained in by
 * another process, the name cannot be a folder's, a number is out of range, or the training diverges.
 * @throws {TypeError} When the optimizer cannot be saved, or `evaluate` gives anything but numbers.
 * @throws {Error} When a file cannot be written; the last checkpoint is kept.
 * @throws The reason of `signal`, once it is aborted.
 *
 * @example A run of nine steps, found again
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, runTraining, strategy } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const images = Float32Array.from({ length: 8 * 4 }, (_, i) => (i * 7 % 11) / 11);
 * const data = { images, labels: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * const run = () => {
 *   const network = embeddingNetwork({ input: [2, 2], hidden: [4], dim: 2, seed: 1 });
 *   const how = strategy("batch all", { network, data, samples: 4, seed: 1 });
 *   const kept = { name: `example-${Deno.pid}`, folder: "/tmp/triplet-lab", configuration: {} };
 *   return runTraining({ ...kept, ...how, network, data, optimizer: tf.train.adam(0.01), steps: 9 });
 * };
 * const [first, again] = [await run(), await run()];
 * assertEquals([first.resumedAt, again.resumedAt], [0, 9]);
 * ```
 */
export async function runTraining<Measured extends Record<string, number>>(
  options: RunTrainingOptions<Measured>,
): Promise<TrainedRun<Measured>> {
  options = checkOptions(
    options,
    "name folder configuration seed machine batches steps checkpointEvery evaluate evaluateEvery evaluateAt onStep signal warn network data loss optimizer margin squared distance",
  );
  const { checkpointEvery = 100, evaluateEvery = 100, batches, configuration, signal } = options;
  const { network, data, loss, optimizer, margin, squared, distance } = options;
  // Before anything is written.
  await checkTraining({ network, data, loss, optimizer, margin, squared, distance, batches: [] });
  if (typeof batches !== "function") refuseKind(batches, "batches", "(skip) => pkBatches(...)");
  if (typeof configuration !== "object" || !configuration || Symbol.iterator in configuration) {
    refuseKind(configuration, "configuration", "an object, what tells this run from others");
  }
  if (signal && !(signal instanceof AbortSignal)) refuseKind(signal, "signal", "an AbortSignal");
  const { evaluateAt = [], seed = 0, steps } = options;
  for (const [name, count] of Object.entries({ steps, checkpointEvery, evaluateEvery })) {
    checkNumber(count, name, { min: 1, integer: true });
  }
  checkList(evaluateAt, "evaluateAt", { min: 0, max: steps, integer: true });
  checkNumber(seed, "seed", { integer: true });
  const path = runFolder(options.name, options.folder ?? runsFolder());
  await checkOptimizer(optimizer);
  const { warn = (message: string) => console.warn(message) } = options;
  const full = { ...options, checkpointEvery, evaluateEvery, warn };
  await mkdir(path, { recursive: true }).catch((error) =>
    refuseValue(`${path} (${reasonOf(error)})`, "folder", "one that may be written")
  );
  const claim = await claimFolder(path); // before anything is written: two may begin at once
  try {
    const facts = await prepareFolder(path, full);
    return await makeRun(path, facts, full, claim) as TrainedRun<Measured>;
  } finally {
    await claim.release();
  }
}

type FullOptions =
  & RunTrainingOptions
  & Required<Pick<RunTrainingOptions, "checkpointEvery" | "evaluateEvery" | "warn">>;

async function makeRun(
  path: string,
  facts: RunFacts,
  options: FullOptions,
  claim: Claim,
): Promise<TrainedRun> {
  const { network, optimizer, steps: total, evaluate, evaluateAt, checkpointEvery, warn } = options;
  const file = (name: string) => join(path, name);

  const saved = await readCheckpoint(file("checkpoint.safetensors"), warn);
  const steps: StepRecord[] = saved?.steps ?? [];
  const evaluations: EvaluationRecord[] = saved?.evaluations ?? [];
  const resumedAt = saved?.step ?? 0;
  if (saved) {
    setWeights(network, saved.weights, path);
    await setOptimizerState(optimizer, saved.optimizer);
  }

  async function saveResults(): Promise<void> {
    await writeWithSum(file("steps.parquet"), await parquet(steps));
    if (evaluate) await writeWithSum(file("evaluations.parquet"), await parquet(evaluations));
    await saveWeights(network, file("weights.safetensors"));
  }
  async function save(step: number): Promise<void> {
    await saveResults();
    const state = await passOptimizerState(optimizer);
    const weights = await weightsOf(network);
    const checkpoint = { step, weights, optimizer: state, steps, evaluations };
    await writeCheckpoint(file("checkpoint.safetensors"), checkpoint);
  }

  if (resumedAt >= total) {
    await saveResults(); // makes whole again what was lost or cut short
    return { path, facts, steps, evaluations, resumedAt };
  }
  options.signal?.throwIfAborted();
  let spent = 0;
  async function measure(step: number): Promise<void> {
    const milliseconds = spent / Math.max(1, step - resumedAt);
    const found = numbersOnly(await evaluate!(network, { step, milliseconds }));
    evaluations.push({ step, ...found });
  }
  if (!saved && evaluate && evaluateAt?.includes(0)) await measure(0);
  const { data, loss, margin, squared, distance } = options;
  const loop = train({
    ...{ network, data, loss, optimizer, margin, squared, distance },
    batches: options.batches(resumedAt),
    ...{ firstStep: resumedAt + 1, steps: total - resumedAt },
  });
  let since = performance.now();
  for await (const record of loop) {
    const { step } = record;
    spent += performance.now() - since;
    steps.push(record);
    const last = step === total;
    const due = last || step % checkpointEvery === 0;
    const often = last || step % options.evaluateEvery === 0;
    const measured = evaluate && (evaluateAt?.includes(step) ?? often);
    if ((due || measured) && !await allFinite(Object.values(network.weights))) {
      throw diverged(step, "the weights are no longer finite");
    }
    if (measured) await measure(step);
    await claim.beat();
    if (due) await save(step);
    await options.onStep?.(record);
    if (!last) options.signal?.throwIfAborted();
    since = performance.now();
  }
  if (steps.length < total) {
    refuseValue(steps.length, "batches", `${total} batches in all`, "the last checkpoint is kept");
  }
  return { path, facts, steps, evaluations, resumedAt };
}

function numbersOnly(found: Record<string, number>): Record<string, number> {
  for (const [name, value] of Object.entries(found)) {
    if (typeof value === "number" && name !== "step") continue;
    const got = `${name}: ${typeof value === "object" ? "an object" : String(value)}`;
    throw new TypeError(expected("evaluate", 'numbers by name, "step" not among the names', got));
  }
  return found;
}

/** Fills the folder, or makes sure that it is of this configuration; gives what `run.json` holds. */
async function prepareFolder(path: string, options: FullOptions): Promise<RunFacts> {
  const { network, optimizer, margin = 0.2, squared = false, distance, steps } = options;
  const { checkpointEvery, evaluateEvery, evaluateAt, warn } = options;
  const { backend, versions: given, device = null, threads = null } = options.machine ??
    { backend: tf.getBackend() };
  // Passed through JSON, so that it compares with what is read back.
  const facts: RunFacts = JSON.parse(JSON.stringify({
    name: options.name,
    configuration: {
      ...options.configuration,
      network: network.options ?? { input: network.input, dim: network.dim },
      optimizer: { kind: optimizer.getClassName(), ...optimizer.getConfig() },
      loop: {
        ...{ steps, margin, squared, distance, images: options.data.labels.length },
        ...{ checkpointEvery, ...(evaluateAt ? { evaluateAt } : { evaluateEvery }) },
      },
    },
    seed: options.seed ?? (network.options as { seed?: number } | undefined)?.seed,
    machine: { backend, device, threads, operators: loadEngine().name },
    versions: { "@tensorflow/tfjs": tf.version.tfjs, ...runtimeVersion(), ...given },
    commit: commitOf(process.cwd()),
  }));
  const there = await readJson<RunFacts>(join(path, "run.json"));
  if (!there) {
    for (const name of ["checkpoint", "checkpoint.previous"]) {
      await rm(join(path, `${name}.safetensors`), { force: true });
    }
    await writeAtomic(join(path, "run.json"), JSON.stringify(facts, null, 2) + "\n");
    return facts;
  }
  const changed = difference(there.configuration, facts.configuration) ??
    difference(there.seed, facts.seed, "seed");
  if (changed) {
    const wanted = `that of the run in ${path}`, hint = "choose another name, or delete the folder";
    refuseValue(`another (${changed})`, "configuration", wanted, hint);
  }
  const moved = difference(there.machine, facts.machine) ??
    difference(there.versions, facts.versions);
  if (moved) {
    const what = "its results may differ in their last digits from those of a run on one machine";
    warn(`${path}: the run goes on elsewhere (${moved}); ${what}`);
  }
  return there;
}

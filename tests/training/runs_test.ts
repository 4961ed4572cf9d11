import { spawn } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { loadWeights, readRun, runTraining, saveWeights } from "#lib/training/mod.ts";
import { toSafetensors } from "#lib/training/runs/safetensors.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { flipBits } from "../support/flip_bits.ts";
import { options } from "./run_child.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "triplet-lab-runs-"));

/** All files of a run, as text that a failing comparison can show. */
function files(folder: string, name: string): Record<string, string> {
  const path = join(folder, name);
  const entries = readdirSync(path).sort().filter((file) => file !== "run.json")
    .map((file) => [file, readFileSync(join(path, file)).toString("base64")]);
  return Object.fromEntries(entries);
}

class Stop extends Error {}

/** Makes steps of a run until `at`, then breaks off in the middle of one. */
async function interrupted(folder: string, name: string, at: number): Promise<void> {
  const onStep = ({ step }: { step: number }) => {
    if (step === at) throw new Stop();
  };
  await assertRejects(() => runTraining({ ...options(folder, name), onStep }), Stop);
}

Deno.test("runTraining() refuses a misspelled option, and what it cannot call, before any work", async () => {
  const name = "misspelled", folder = mkdtempSync(join(tmpdir(), "triplet-lab-runs-"));
  const given = options(folder, name);
  for (
    const [more, message] of [
      [{ checkpointEvry: 5 }, '"checkpointEvry"'],
      [{ onstep: () => {} }, '"onstep"'],
      [{ onStep: 3 }, "onStep: expected a function, got 3"],
      [{ evaluate: true }, "evaluate: expected a function, got true"],
      [{ batches: [] }, "batches: expected (skip) => pkBatches(...), got an array"],
      [{ batches: undefined }, "batches: expected (skip) => pkBatches(...), got undefined"],
      [{ network: undefined }, "network: expected what embeddingNetwork makes"],
      [{ data: null }, "data.images: expected a Float32Array, got undefined"],
      [{ data: { ...given.data, labels: [0] } }, "data.labels: expected a Int32Array"],
      [{ loss: 3 }, "loss: expected a function"],
      [{ optimizer: "adam" }, "optimizer: expected an optimizer of TensorFlow.js"],
      [{ configuration: "batch all" }, "configuration: expected an object"],
      [{ configuration: new Map([["margin", 1]]) }, "configuration: expected an object"],
      [{ configuration: () => 1 }, "configuration: expected an object"],
      [{ signal: true }, "signal: expected an AbortSignal, got true"],
      [{ evaluateAt: 5 }, "evaluateAt: expected a list of numbers, got 5"],
      [{ seed: "1" }, 'seed: expected an integer, got "1"'],
      [{ folder: 7 }, "folder: expected a path, got 7"],
      [{ distance: "cos" }, "distance: expected"],
      [{ margin: -1 }, "margin: expected"],
    ] as const
  ) {
    await assertRejects(() => runTraining({ ...given, ...more } as typeof given), Error, message);
  }
  assertEquals(readdirSync(folder), []);
  rmSync(folder, { recursive: true });
});

Deno.test("runTraining() interrupted at any step ends with the bytes of an uninterrupted run", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const whole = await runTraining(options(folder, "whole"));
    assertEquals([whole.resumedAt, whole.steps.length], [0, 60]);
    assertEquals(whole.evaluations.map(({ step }) => step), [10, 20, 30, 40, 50, 60]);
    const expected = files(folder, "whole");
    assertEquals(Object.keys(expected), [
      "checkpoint.previous.safetensors",
      "checkpoint.safetensors",
      "evaluations.parquet",
      "evaluations.parquet.sha256",
      "steps.parquet",
      "steps.parquet.sha256",
      "weights.safetensors",
    ]);

    const random = seededRandom(6);
    const points = [1, 7, 59, ...Array.from({ length: 3 }, () => 2 + random.integer(57))];
    for (const [i, point] of points.entries()) {
      await interrupted(folder, `run${i}`, point);
      if (point < 50) await interrupted(folder, `run${i}`, point + 8);
      const { resumedAt, steps } = await runTraining(options(folder, `run${i}`));
      assertEquals(resumedAt % 7, 0);
      assertEquals(steps, whole.steps);
      assertEquals(files(folder, `run${i}`), expected, `interrupted at ${point}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() ended by a signal gives its reason, and goes on to the same bytes", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "whole"));
    const until = (last: number) => {
      const controller = new AbortController();
      const onStep = ({ step }: { step: number }) => {
        seen = step;
        if (step === last) controller.abort(new Stop());
      };
      return runTraining({ ...options(folder, "run"), onStep, signal: controller.signal });
    };
    let seen = 0;
    for (const last of [4, 25]) {
      await assertRejects(() => until(last), Stop);
      assertEquals(seen, last);
    }
    const made = seen;
    await assertRejects(
      () => runTraining({ ...options(folder, "run"), signal: AbortSignal.abort(new Stop()) }),
      Stop,
    );
    assertEquals(seen, made, "not a step more");
    // After the last step there is nothing left to end.
    assertEquals((await until(60)).resumedAt, 21);
    assertEquals(files(folder, "run"), files(folder, "whole"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("of runs that begin at once one is made, and run.json is of that one", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    for (let i = 0; i < 12; i++) {
      const begun = [1, 2, 3].map((which) =>
        runTraining({ ...options(folder, `run${i}`), steps: 1, configuration: { which } })
      );
      const ended = await Promise.allSettled(begun);
      const made = ended.map(({ status }) => status === "fulfilled");
      assertEquals(made.filter(Boolean).length, 1);
      for (const one of ended) {
        if (one.status === "rejected") {
          assertStringIncludes(`${one.reason}`, "nothing else is train");
        }
      }
      const { configuration } = JSON.parse(
        readFileSync(join(folder, `run${i}`, "run.json"), "utf8"),
      );
      assertEquals(configuration.which, made.indexOf(true) + 1);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A process that trains; under Deno and Bun alike. */
function trainingProcess(folder: string, name: string, wait: number) {
  const child = fileURLToPath(new URL("./run_child.ts", import.meta.url));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const flags = "Bun" in globalThis
    ? []
    : ["run", "--allow-all", "--no-check", "--import-map", "tests/support/import_map.json"];
  return spawn(process.execPath, [...flags, child, folder, name, String(wait)], { cwd: root });
}

Deno.test("runTraining() killed by the system goes on to the same bytes", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "whole"));
    const random = seededRandom(Number(process.env.TRIPLET_LAB_KILL_SEED ?? 1));
    for (let kill = 0; kill < 2; kill++) {
      const child = trainingProcess(folder, "killed", 15);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const checkpoint = join(folder, "killed", "checkpoint.safetensors");
      for (let waited = 0; waited < 20_000; waited += 10) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        try {
          readFileSync(checkpoint);
          break;
        } catch {
          continue;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, random.integer(400)));
      child.kill("SIGKILL");
      await ended;
    }
    const { resumedAt } = await runTraining(options(folder, "killed"));
    assert(resumedAt > 0, `resumed at ${resumedAt}`);
    assertEquals(files(folder, "killed"), files(folder, "whole"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() finds a finished run again and gives the network its weights", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const first = options(folder, "one"), second = options(folder, "one");
    await runTraining(first);
    const again = await runTraining(second);
    assertEquals(again.resumedAt, 60);
    for (const name of Object.keys(first.network.weights)) {
      assertEquals(
        await second.network.weights[name].data(),
        await first.network.weights[name].data(),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() refuses the folder of another configuration and says what differs", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await interrupted(folder, "one", 8);
    const before = files(folder, "one");
    const refused = (change: object, text: string) =>
      assertRejects(() => runTraining({ ...options(folder, "one"), ...change }), RangeError, text);
    await refused({ margin: 0.7 }, "loop.margin was 0.2 and is now 0.7");
    await refused(
      { optimizer: tf.train.adam(0.5) },
      "optimizer.learningRate was 0.01 and is now 0.5",
    );
    await refused({ configuration: { strategy: "batch all" } }, 'strategy was "contrastive"');
    await refused({ seed: 4 }, "seed was 1 and is now 4");
    await refused({ name: "../one" }, "name: expected letters");
    await refused({ name: "two", steps: 0 }, "steps: expected an integer of at least 1");
    assertEquals(files(folder, "one"), before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() passes over files cut short and ends with the same bytes", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "whole"));
    await interrupted(folder, "one", 30);
    truncateSync(join(folder, "one", "steps.parquet"), 300);
    truncateSync(join(folder, "one", "checkpoint.safetensors"), 700);
    await assertRejects(
      () => readRun("one", { folder }),
      RangeError,
      "expected a whole Parquet file",
    );
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const { resumedAt } = await runTraining({ ...options(folder, "one"), warn });
    assertEquals([resumedAt, warnings.length], [21, 1]);
    assertStringIncludes(warnings[0], "cut short");
    assertStringIncludes(warnings[0], "going back to the checkpoint before it");
    assertEquals(files(folder, "one"), files(folder, "whole"));

    for (const damaged of ["{", "null", "[]", ""]) {
      writeFileSync(join(folder, "one", "run.json"), damaged);
      const told = `run.json: expected JSON, an object of facts, got "${damaged}"; copy it again`;
      await assertRejects(() => runTraining(options(folder, "one")), RangeError, told);
      await assertRejects(() => readRun("one", { folder }), RangeError, told);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() evaluates at the steps it is told, before the first one too", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const times: number[] = [];
    const chosen = (name: string) => {
      const given = { ...options(folder, name), steps: 20, evaluateAt: [0, 3, 20] };
      const evaluate: typeof given.evaluate = (network, at) => {
        times.push(at.milliseconds);
        return options(folder, name).evaluate!(network, at);
      };
      return { ...given, evaluate };
    };
    const { evaluations } = await runTraining(chosen("whole"));
    assertEquals(evaluations.map(({ step }) => step), [0, 3, 20]);
    assert(times[0] === 0 && times[1] > 0 && times[2] > 0, String(times));
    const stop = (name: string, at: number) =>
      assertRejects(
        () =>
          runTraining({
            ...chosen(name),
            onStep: ({ step }) => {
              if (step === at) throw new Stop();
            },
          }),
        Stop,
      );
    for (const at of [1, 16]) {
      await stop(`stopped${at}`, at);
      assertEquals((await runTraining(chosen(`stopped${at}`))).evaluations, evaluations);
    }
    await assertRejects(
      () => runTraining({ ...chosen("late"), evaluateAt: [21] }),
      RangeError,
      "evaluateAt[0]: expected an integer of at least 0 and of at most 20, got 21",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() keeps the last checkpoint of a training that diverges", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const diverging = options(folder, "one");
    const { loss } = diverging;
    let step = 0;
    diverging.loss = (embeddings, labels) => {
      const value = loss(embeddings, labels) as tf.Scalar;
      return ++step < 20 ? value : value.mul(1e30).square() as tf.Scalar;
    };
    await assertRejects(() => runTraining(diverging), RangeError, "divergence at step 20");
    const { steps, weights } = await readRun("one", { folder });
    assertEquals(steps.height, 14);
    const network = options(folder, "two").network;
    await loadWeights(network, weights);
    for (const weight of Object.values(network.weights)) {
      assert((await weight.data()).every(Number.isFinite));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() refuses an optimizer that cannot be saved, and batches that run out", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const adamax = { ...options(folder, "one"), optimizer: tf.train.adamax(0.01) };
    await assertRejects(
      () => runTraining(adamax),
      TypeError,
      "optimizer: expected one whose state",
    );
    const nested = { recall: { 1: 0.5 } } as unknown as Record<string, number>;
    const wrong = { ...options(folder, "three"), evaluate: () => Promise.resolve(nested) };
    await assertRejects(() => runTraining(wrong), TypeError, "evaluate: expected numbers by name");
    const few = { ...options(folder, "two"), batches: () => [] };
    await assertRejects(() => runTraining(few), RangeError, "batches: expected 60 batches");
    for (
      const optimizer of [tf.train.sgd(0.01), tf.train.momentum(0.01, 0.9), tf.train.rmsprop(0.01)]
    ) {
      const name = optimizer.getClassName();
      await runTraining({ ...options(folder, `${name}-whole`), optimizer, steps: 20 });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("readRun() gives tables and facts of a run, and says when there is none", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "one"));
    const { facts, steps, evaluations } = await readRun("one", { folder });
    assertEquals([steps.height, evaluations.height], [60, 6]);
    assertEquals(steps.columns.slice(0, 3), ["step", "epoch", "loss"]);
    assert(evaluations.columns.includes("recall1"));
    assertEquals([facts.seed, facts.machine.backend], [1, "cpu"]);
    assertEquals(Object.keys(facts), [
      "name",
      "configuration",
      "seed",
      "machine",
      "versions",
      "commit",
    ]);
    await assertRejects(
      () => readRun("three", { folder }),
      RangeError,
      "expected a recorded run, got three",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("no flipped bit of a run's tables and weights is read as another number", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "one"));
    const file = (name: string) => join(folder, "one", name);
    const tables = async () => {
      const { steps, evaluations } = await readRun("one", { folder });
      return [steps.toRecords(), evaluations.toRecords()];
    };
    for (const name of ["steps.parquet", "evaluations.parquet"]) {
      assertEquals(await flipBits(file(name), 40, tables), 40);
    }
    const { network } = options(folder, "two");
    const weights = async () => {
      await loadWeights(network, file("weights.safetensors"));
      return Object.values(network.weights).map((weight) => weight.dataSync());
    };
    // A bit of the sum's own name, or of its place's, leaves a file without a sum, and the same numbers.
    const found = await flipBits(file("weights.safetensors"), 200, weights);
    assert(found >= 198, `${found} of 200`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("what has no sum is read, and said to be unchecked", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await runTraining(options(folder, "one"));
    assert((await readRun("one", { folder })).checked);
    const steps = join(folder, "one", "steps.parquet");
    rmSync(`${steps}.sha256`);
    assert(!(await readRun("one", { folder })).checked);
    truncateSync(steps, 300);
    await assertRejects(() => readRun("one", { folder }), RangeError, "run the training again");

    const { network } = options(folder, "two");
    const path = join(folder, "weights.safetensors");
    await saveWeights(network, path);
    assert((await loadWeights(network, path)).checked);
    const bytes = readFileSync(path);
    bytes.set(new TextEncoder().encode("another"), bytes.indexOf('"sha256"') + 1);
    writeFileSync(path, bytes);
    await assertRejects(() => loadWeights(network, path), RangeError, "not JSON");
    bytes.set(new TextEncoder().encode('foreig"'), bytes.indexOf('"another') + 1);
    writeFileSync(path, bytes);
    assert(!(await loadWeights(network, path)).checked);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A safetensors file with this header, before eight numbers. */
function withHeader(header: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 32);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

for (
  const [what, header] of Object.entries({
    "nothing": null,
    "a list": [],
    "no tensors": {},
    "a tensor that is a number": { a: 7 },
    "integers": { a: { dtype: "I32", shape: [8], data_offsets: [0, 32] } },
    "a shape of words": { a: { dtype: "F32", shape: ["8"], data_offsets: [0, 32] } },
    "no shape": { a: { dtype: "F32", data_offsets: [0, 32] } },
    "no offsets": { a: { dtype: "F32", shape: [8] } },
    "offsets beyond the end": { a: { dtype: "F32", shape: [16], data_offsets: [0, 64] } },
    "offsets in disorder": { a: { dtype: "F32", shape: [8], data_offsets: [32, 0] } },
    "more numbers than named": { a: { dtype: "F32", shape: [4], data_offsets: [0, 16] } },
    "metadata that is a word": {
      __metadata__: { sha256: 7 },
      a: { dtype: "F32", shape: [8], data_offsets: [0, 32] },
    },
  })
) {
  Deno.test(`loadWeights() refuses a header with ${what}`, async () => {
    const folder = newFolder();
    try {
      const path = join(folder, "w.safetensors");
      writeFileSync(path, withHeader(header));
      await assertRejects(
        () => loadWeights(options(folder, "one").network, path),
        RangeError,
        "expected a whole safetensors file",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

Deno.test("loadWeights() reads float64, takes whole numbers for whole ones, and names what is missing", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const weights = {
      a: tf.variable(tf.zeros([2])),
      b: tf.variable(tf.zeros([2], "int32"), false),
    };
    const network = { input: [2], dim: 2, weights, embed: (x: tf.Tensor2D) => x };
    const path = join(folder, "w.safetensors");
    const tensors = {
      a: { shape: [2], values: Float64Array.of(0.1, -2) },
      b: { shape: [2], values: Float32Array.of(3, 4) },
    };
    writeFileSync(path, toSafetensors({ tensors, metadata: {} }));
    await loadWeights(network, path);
    assertEquals([...await weights.a.data(), ...await weights.b.data()], [
      Math.fround(0.1),
      -2,
      3,
      4,
    ]);
    await saveWeights(network, path);
    await loadWeights(network, path);
    assertEquals([...await weights.b.data()], [3, 4]);
    for (const [none, why] of [[`${path}.none`, "it is not there"], [folder, "it is a folder"]]) {
      await assertRejects(
        () => loadWeights(network, none),
        RangeError,
        `path: expected a safetensors file, got ${none} (${why})`,
      );
    }
    tf.dispose(weights);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("loadWeights() refuses weights of another shape and changes nothing", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    const { network } = options(folder, "one");
    const other = {
      ...network,
      weights: { ...network.weights, "hidden1/bias": tf.variable(tf.zeros([9])) },
    };
    const path = join(folder, "weights.safetensors");
    await saveWeights(network, path);
    await assertRejects(
      () => loadWeights(other, path),
      RangeError,
      "expected hidden1/bias of shape [9]",
    );
    truncateSync(path, 100);
    await assertRejects(
      () => loadWeights(network, path),
      RangeError,
      "expected a whole safetensors file",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("runTraining() refuses a folder that another process trains in, not one that was killed", async () => {
  await tf.setBackend("cpu");
  const folder = newFolder();
  try {
    await interrupted(folder, "one", 8);
    const lock = join(folder, "one", "run.lock");
    writeFileSync(lock, `${process.ppid} elsewhere:1 token`);
    await assertRejects(
      () => runTraining(options(folder, "one")),
      RangeError,
      `which process ${process.ppid} of elsewhere trains now`,
    );
    utimesSync(lock, 0, 0);
    await interrupted(folder, "one", 9);
    writeFileSync(join(folder, "one", "weights.safetensors.99-1234abcd.tmp"), "half");
    writeFileSync(lock, "7 elsewhere:1 token");
    utimesSync(lock, 0, 0);
    const both = await Promise.allSettled([1, 2].map(() => runTraining(options(folder, "one"))));
    const [made] = both.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    const [refused] = both.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
    assertEquals(made.resumedAt, 7);
    assert(!readdirSync(join(folder, "one")).some((name) => name.endsWith(".tmp")));
    assertStringIncludes(String(refused), "trains now");
    assert(!readdirSync(join(folder, "one")).includes("run.lock"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

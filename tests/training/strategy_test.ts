import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { mapAtR } from "#lib/evaluation/mod.ts";
import {
  embedAll,
  embeddingNetwork,
  runTraining,
  strategy,
  type StrategyName,
  strategyNames,
  train,
} from "#lib/training/mod.ts";
import { offlineBatches } from "#lib/training/offline_batches.ts";
import { nearestNeighbours } from "#lib/evaluation/mod.ts";
import { mineTriplets } from "#lib/mining/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { pictures } from "./pictures.ts";

const network = () => embeddingNetwork({ input: [4, 4], hidden: [16], dim: 3, seed: 1 });

Deno.test("strategy() names ways to train, each of which separates unseen pictures", async () => {
  await tf.setBackend("cpu");
  const data = pictures(60, 1, 0.25), unseen = pictures(60, 2, 0.25);
  for (const name of strategyNames) {
    const trained = network();
    const quality = async () =>
      await mapAtR(await embedAll(trained, unseen.images), unseen.labels, { dim: 3 });
    const before = await quality();
    const { batches, loss } = strategy(name, { network: trained, data, seed: 1 });
    const optimizer = tf.train.adam(0.01);
    const options = { network: trained, data, loss, optimizer, steps: 40 };
    for await (const step of train({ ...options, batches: batches() })) {
      assert(Number.isFinite(step.loss) && step.loss >= 0);
    }
    const after = await quality();
    assert(after > before + 0.2, `${name}: MAP@R ${before} -> ${after}`);
  }
});

Deno.test("strategy() leaves no tensor behind", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  for (const name of strategyNames) {
    const trained = network();
    const { batches, loss } = strategy(name, { network: trained, data, samples: 4, seed: 1 });
    const optimizer = tf.train.sgd(0.01);
    const counts = new Set<number>();
    const options = { network: trained, data, loss, optimizer, steps: 12 };
    for await (const _ of train({ ...options, batches: batches() })) {
      counts.add(tf.memory().numTensors);
    }
    assertEquals(counts.size, 1, `${name}: ${[...counts]}`);
  }
});

Deno.test("strategy() resumes each way to train to the same bytes", async () => {
  await tf.setBackend("cpu");
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-strategies-"));
  const data = pictures(24, 1);
  const run = (name: StrategyName, run: string, stopAt = Infinity) => {
    const trained = network();
    const { batches, loss } = strategy(name, { network: trained, data, samples: 4, seed: 1 });
    return runTraining({
      folder,
      name: run,
      configuration: { strategy: name },
      network: trained,
      data,
      batches,
      loss,
      optimizer: tf.train.adam(0.01),
      steps: 20,
      checkpointEvery: 6, // 24 anchors in batches of 4 triplets: an epoch of offline mining
      onStep: ({ step }) => {
        if (step === stopAt) throw new Error("stop");
      },
    });
  };
  try {
    for (const name of strategyNames) {
      const id = name.replaceAll(" ", "-");
      await run(name, `${id}-whole`);
      await assertRejects(() => run(name, `${id}-cut`, 15), Error, "stop");
      assertEquals((await run(name, `${id}-cut`)).resumedAt, 12);
      for (const file of ["steps.parquet", "weights.safetensors", "checkpoint.safetensors"]) {
        const [whole, cut] = ["whole", "cut"].map((kind) =>
          readFileSync(join(folder, `${id}-${kind}`, file)).toString("base64")
        );
        assertEquals(cut, whole, `${name}: ${file}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("strategy() names what it cannot take", () => {
  const data = pictures(6, 1);
  assertThrows(
    () => strategy("batch soft" as StrategyName, { network: network(), data, seed: 1 }),
    RangeError,
    'name: expected "offline semi-hard" or',
  );
});

Deno.test("mineTriplets() makes each sample an anchor and draws negatives from the K nearest", async () => {
  const random = seededRandom(3), count = 40, dim = 2, margin = 0.4, candidates = 5;
  const embeddings = Float32Array.from({ length: count * dim }, random.normal);
  const labels = Int32Array.from({ length: count }, () => random.integer(4));
  labels[7] = 99; // alone in its class: no anchor, but a negative of others
  const distance = (i: number, j: number) =>
    Math.hypot(
      embeddings[2 * i] - embeddings[2 * j],
      embeddings[2 * i + 1] - embeddings[2 * j + 1],
    );
  const options = { dim, margin, candidates, seed: 1 };
  const { anchors, positives, negatives } = await mineTriplets(embeddings, labels, options);
  assertEquals([...anchors].sort((a, b) => a - b), [...labels.keys()].filter((i) => i !== 7));
  let semiHard = 0;
  anchors.forEach((a, t) => {
    const [p, n] = [positives[t], negatives[t]];
    assert(a !== p && labels[a] === labels[p] && labels[a] !== labels[n]);
    const others = [...labels.keys()].filter((i) => labels[i] !== labels[a])
      .sort((i, j) => distance(a, i) - distance(a, j)).slice(0, candidates);
    assert(others.includes(n), `negative ${n} of ${a} is not among ${others}`);
    const isSemiHard = (i: number) =>
      distance(a, p) < distance(a, i) && distance(a, i) < distance(a, p) + margin;
    if (others.some(isSemiHard)) {
      assert(isSemiHard(n));
      semiHard++;
    } else assertEquals(n, others[0]);
  });
  assert(semiHard > 5 && semiHard < anchors.length, `${semiHard} of ${anchors.length}`);
  const again = await mineTriplets(embeddings, labels, options);
  assertEquals(again.negatives, negatives);
  const other = await mineTriplets(embeddings, labels, { ...options, stream: 1 });
  assert(other.anchors.join() !== anchors.join());
  // So few rows an index sees all at once.
  const indexed = await mineTriplets(embeddings, labels, { ...options, search: "index" });
  assertEquals(indexed, again);
});

Deno.test("mineTriplets() by an index has nearly the same candidates, each time the same", async () => {
  const random = seededRandom(5), count = 900, dim = 16, candidates = 4;
  const embeddings = Float32Array.from({ length: count * dim }, random.normal);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 300);
  const options = { dim, margin: 1, candidates, seed: 1, search: "index" } as const;
  const { anchors, positives, negatives } = await mineTriplets(embeddings, labels, options);
  assertEquals([...anchors].sort((a, b) => a - b), [...labels.keys()]);
  const { indices, k } = await nearestNeighbours(embeddings, { dim, k: candidates + 2 });
  let near = 0;
  anchors.forEach((a, t) => {
    assert(labels[a] === labels[positives[t]] && labels[a] !== labels[negatives[t]]);
    const others = [...indices.subarray(a * k, (a + 1) * k)].filter((i) => labels[i] !== labels[a]);
    if (others.slice(0, candidates).includes(negatives[t])) near++;
  });
  assert(near > 0.95 * count, `${near} of ${count}`);
  assertEquals(await mineTriplets(embeddings, labels, options), { anchors, positives, negatives });
});

Deno.test("mineTriplets() takes a negative just a margin farther for easy", async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const options = { dim: 1, margin: 1, candidates: 2, seed };
    const mined = await mineTriplets(Float32Array.of(0, 1, 1.5, 2), [0, 0, 1, 1], options);
    assertEquals(mined.negatives[mined.anchors.indexOf(0)], 2, `seed ${seed}`);
  }
});

Deno.test("mineTriplets() and offlineBatches() name what they cannot take", async () => {
  await tf.setBackend("cpu");
  const refused = (labels: number[], text: string, change = {}) =>
    assertRejects(
      () => mineTriplets(Float32Array.of(0, 1), labels, { dim: 1, margin: 1, seed: 1, ...change }),
      RangeError,
      text,
    );
  await refused([1, 1], "labels: expected two classes or more");
  await refused([1, 2], "one of them with two samples");
  await refused([1, 2], "candidates", { candidates: 0 });
  await refused([1, 2], "margin", { margin: -1 });
  await refused([1, 2], "search", { search: "hnsw" });
  const data = pictures(12, 1);
  const options = { network: network(), data, margin: 0.2, triplets: 4, seed: 1 };
  assertThrows(
    () => offlineBatches({ ...options, skip: 2 }),
    RangeError,
    "skip: expected a multiple of 3",
  );
});

Deno.test("offlineBatches() mines anew with the weights of each epoch", async () => {
  await tf.setBackend("cpu");
  const data = pictures(12, 1), trained = network();
  const epochs: string[][] = [[], [], []];
  const options = { network: trained, data, margin: 0.2, triplets: 5, seed: 1 };
  let last = 0;
  for await (const { epoch, indices } of offlineBatches(options)) {
    if (epoch > 2) break;
    if (epoch !== last) {
      for (const weight of Object.values(trained.weights)) weight.assign(weight.mul(-1.5));
      last = epoch;
    }
    const size = indices.length / 3;
    for (let t = 0; t < size; t++) {
      epochs[epoch].push([indices[t], indices[size + t], indices[2 * size + t]].join());
      assertEquals(data.labels[indices[t]], data.labels[indices[size + t]]);
    }
  }
  assertEquals(epochs.map((triplets) => triplets.length), [12, 12, 12]);
  assert(epochs[1].toSorted().join() !== epochs[2].toSorted().join());
  assertAlmostEquals(new Set(epochs[0].map((t) => t.split(",")[0])).size, 12);
});

Deno.test("strategy()'s losses are the formulas of its table, with its margin or the default", async () => {
  await tf.setBackend("cpu");
  const random = seededRandom(9);
  const rows = Array.from({ length: 12 }, () => [0, 1, 2].map(() => Math.fround(random.normal())));
  const labels = Int32Array.from(rows, (_, i) => i % 3), all = [...labels.keys()];
  const d = rows.map((x) => rows.map((y) => Math.hypot(...x.map((v, k) => v - y[k]))));
  const mean = (values: number[]) =>
    values.reduce((sum, v) => sum + v, 0) / Math.max(values.length, 1);
  const others = (a: number, same: boolean) =>
    all.filter((i) => i !== a && (labels[i] === labels[a]) === same).map((i) => d[a][i]);
  const hardest = (loss: (violation: number) => number) =>
    mean(all.map((a) => loss(Math.max(...others(a, true)) - Math.min(...others(a, false)))));
  const hinges = (margin: number) =>
    all.flatMap((a) =>
      others(a, true).flatMap((p) => others(a, false).map((n) => ({ p, n, loss: p - n + margin })))
    ).filter(({ loss }) => loss > 0);
  const formulas: Partial<Record<StrategyName, (margin: number) => number>> = {
    "batch all": (margin) => mean(hinges(margin).map(({ loss }) => loss)),
    "batch hard": (margin) => hardest((x) => Math.max(x + margin, 0)),
    "batch hard soft": (margin) => hardest((x) => Math.log(1 + Math.exp(x + margin))),
    "semi-hard all": (margin) =>
      mean(hinges(margin).filter(({ p, n }) => p < n).map(({ loss }) => loss)),
    "contrastive": (margin) =>
      mean(all.flatMap((a) => [
        ...others(a, true).map((x) => x ** 2),
        ...others(a, false).map((x) => Math.max(margin - x, 0) ** 2),
      ])),
  };
  const data = { images: new Float32Array(12 * 16), labels }, given = { network: network(), data };
  for (const [name, formula] of Object.entries(formulas)) {
    for (const margin of [undefined, 0, 1]) {
      const { loss } = strategy(name as StrategyName, { ...given, samples: 4, seed: 1, margin });
      const found = loss(tf.tensor2d(rows), labels);
      const [value] = await ("loss" in found ? found.loss : found).data();
      assertAlmostEquals(
        value,
        formula(margin ?? (name === "batch hard soft" ? 0 : 0.2)),
        1e-5,
        `${name}, margin ${margin}`,
      );
    }
  }
});

/**
 * Times a training step on each backend that is here, over batch and width: which is faster at which
 * size? A line of JSON a size and backend, as soon as it is known:
 *
 *     deno run -A data/benchmarks/gpu/steps.ts FOLDER SECONDS BACKEND...
 */
import { join } from "node:path";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import {
  type BackendChoice,
  backendNames,
  type BackendReport,
  useBackend,
} from "#lib/backend/mod.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { availableEngines, loadEngine } from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { embeddingNetwork } from "#lib/training/mod.ts";
import { addRow } from "./add_row.ts";

const SIZES = [64, 256, 1024].flatMap((width) =>
  [32, 128, 512, 2048].map((batch) => ({ batch, width }))
);
const [folder = ".", seconds = "60", ...asked] = process.argv.slice(2);
const names = asked.length > 0 ? asked : backendNames.filter((name) => name !== "cpu");

/** Median milliseconds of a step of 784-width-128 with Adam and batch all, its loss read back. */
async function stepTime(batch: number, width: number, end: number): Promise<number | undefined> {
  const random = seededRandom(1);
  const images = tf.tensor2d(Float32Array.from({ length: batch * 784 }, random.uniform), [
    batch,
    784,
  ]);
  const labels = Int32Array.from({ length: batch }, (_, i) => Math.floor(i / 4));
  const network = embeddingNetwork({ input: [28, 28], hidden: [width], dim: 128, seed: 1 });
  const optimizer = tf.train.adam(1e-4);
  const weights = Object.values(network.weights);
  const loss = () => batchAllTripletLoss(network.embed(images), labels, { margin: 0.2 }).loss;
  const times: number[] = [];
  const most = Math.min(end, performance.now() + 3000);
  for (let i = 0; i < 22 && (times.length < 3 || performance.now() < most); i++) {
    const start = performance.now();
    const cost = optimizer.minimize(loss, true, weights)!;
    await cost.data();
    cost.dispose();
    if (i > 1) times.push(performance.now() - start); // programs are compiled in the first two
    if (performance.now() > end) break;
  }
  images.dispose();
  network.dispose();
  optimizer.dispose();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

await loadEngine((await availableEngines())[0]);
const share = 1000 * Number(seconds) / names.length;
const table = SIZES.map(({ batch, width }): Record<string, number | string> => ({ batch, width }));
for (const name of names) {
  const end = performance.now() + share;
  let report: BackendReport;
  try {
    report = await useBackend(name as BackendChoice);
  } catch (error) {
    console.log(`Not timed: ${(error as Error).message}`);
    continue;
  }
  const { device, gpu, software } = report;
  console.log(`${name}: ${software ? "software adapter, " : gpu ? "GPU, " : ""}${device}`);
  for (const row of table) {
    const { batch, width } = row as { batch: number; width: number };
    let told: Record<string, unknown>;
    try {
      const milliseconds = performance.now() < end ? await stepTime(batch, width, end) : undefined;
      told = milliseconds ? { milliseconds } : { skipped: "the time was over" };
      row[name] = milliseconds ? Number(milliseconds.toPrecision(3)) : "-";
    } catch (error) {
      told = { skipped: (error as Error).message.split("\n")[0] };
      row[name] = "-";
    }
    const line = { backend: name, device, gpu, software, batch, width, ...told };
    addRow(join(folder, "steps.jsonl"), line);
  }
}
console.log("Milliseconds a step, 784-width-128, batch all, Adam:");
console.table(table);
Deno.exit(0);

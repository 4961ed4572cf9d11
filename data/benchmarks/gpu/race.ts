/**
 * Times batch all with its gradient on WebGPU, the WGSL programs, from B = 256 to 16,384, and keeps a
 * line of JSON for each size as soon as it is known:
 *
 *     deno run -A data/benchmarks/gpu/race.ts FOLDER BATCHES SECONDS
 *
 * `torch_race.py` beside it times PyTorch's forms on the same batches, which this leaves in the folder
 * BATCHES; with 0 seconds it does no more than that.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { nvidiaGpus } from "#lib/backend/tensorflow/nvidia.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { batchAll, loadEngine } from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { addRow } from "./add_row.ts";

const DIM = 128;
const K = 4;
const MARGIN = 0.2;
const SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384];
/** Up to this size the loss is computed on the processor too, by the exact operator. */
const CHECKED = 4096;
const [folder = ".", batches = "batches", seconds = "60"] = process.argv.slice(2);
const end = performance.now() + 1000 * Number(seconds);

/** Rows of length 1, and four of each class. */
function batchOf(size: number): { rows: Float32Array; labels: Int32Array } {
  const random = seededRandom(size);
  const rows = Float32Array.from({ length: size * DIM }, () => random.normal());
  for (let i = 0; i < size; i++) {
    const row = rows.subarray(i * DIM, (i + 1) * DIM);
    const length = Math.hypot(...row);
    row.forEach((value, k) => row[k] = value / length);
  }
  return { rows, labels: Int32Array.from({ length: size }, (_, i) => Math.floor(i / K)) };
}

// Before all else: PyTorch's half does not want a WebGPU.
mkdirSync(batches, { recursive: true });
for (const size of SIZES) {
  const file = join(batches, `${size}.f32`);
  try {
    writeFileSync(file, new Uint8Array(batchOf(size).rows.buffer));
  } catch (error) {
    rmSync(file, { force: true });
    console.log(`PyTorch's batches from B = ${size} on are left out: ${(error as Error).message}`);
    break;
  }
}

if (Number(seconds) === 0) Deno.exit(0);
const { device, software } = await useBackend("webgpu").catch((error) => {
  console.log(`No WebGPU here: ${error.message}`);
  Deno.exit(3);
});
const gpu = (tf.backend() as unknown as { device: GPUDevice }).device;
const memoryUsed = (): number | null => {
  const memory = nvidiaGpus()[0]?.memory;
  return memory && !software ? (memory.total - memory.free) / 1e6 : null;
};
const idle = memoryUsed();

/** Forward and gradient, the loss read back; the gradient stays on the device. */
async function call(x: tf.Tensor2D, labels: tf.Tensor1D): Promise<number> {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    batchAllTripletLoss(x as tf.Tensor2D, labels, { margin: MARGIN }).loss
  )(x);
  const [loss] = await value.data();
  tf.dispose([value, grad]);
  return loss;
}

/** What a size comes to, or why there is nothing: a sentence. */
async function timed(size: number): Promise<Record<string, unknown>> {
  const matrix = 4 * size * size;
  const most = Math.min(gpu.limits.maxStorageBufferBindingSize, gpu.limits.maxBufferSize);
  if (matrix > most) {
    return { skipped: `a matrix of ${matrix} bytes, and a buffer holds ${most} on this device` };
  }
  const { rows, labels } = batchOf(size);
  const x = tf.tensor2d(rows, [size, DIM]), y = tf.tensor1d(labels, "int32");
  gpu.pushErrorScope("out-of-memory");
  gpu.pushErrorScope("validation");
  const times: number[] = [];
  let loss = NaN, warmUp = 0, began = performance.now();
  try {
    for (let i = 0; i < 23 && (i < 3 || performance.now() - began < 4000); i++) {
      const start = performance.now();
      loss = await call(x, y);
      if (i > 0) times.push(performance.now() - start);
      else [warmUp, began] = [performance.now() - start, performance.now()];
      if (performance.now() > end) break;
    }
  } finally {
    tf.dispose([x, y]);
  }
  const errors = [await gpu.popErrorScope(), await gpu.popErrorScope()];
  const error = errors.find((error) => error !== null);
  if (error) return { skipped: `the device has no room: ${error.message.split("\n")[0]}` };
  const megabytes = memoryUsed();
  const exact = size <= CHECKED
    ? batchAll(rows, labels, { dim: DIM, margin: MARGIN, gradient: false }).loss
    : null;
  const sorted = times.sort((a, b) => a - b);
  return {
    milliseconds: sorted[Math.floor(sorted.length / 2)] ?? null,
    least: sorted[0] ?? null,
    calls: sorted.length,
    warmUp,
    loss,
    exact,
    // All of the card's that is in use, with TensorFlow.js's own reserves, less what was before.
    megabytes: megabytes === null || idle === null ? null : megabytes - idle,
  };
}

await loadEngine("wasm");
const races = join(folder, "race.jsonl");
let last = 0;
for (const size of SIZES) {
  const began = performance.now();
  const row: Record<string, unknown> = { form: "WGSL", device, software, batch: size };
  // Twice the batch is four times the pairs.
  if (began + 4 * last > end) row.skipped = "its turn did not come: the time was over";
  else {
    await timed(size).then(
      (found) => Object.assign(row, found),
      (error) => row.skipped = String(error?.message ?? error).split("\n")[0],
    );
  }
  last = performance.now() - began;
  addRow(races, row);
  const { milliseconds, megabytes, loss, exact, skipped } = row;
  console.log(
    `B = ${size}: ` + (skipped ?? `${Number(milliseconds).toPrecision(3)} ms, loss ${loss}, ` +
        `${exact ?? "-"} exactly, ${megabytes ?? "unknown"} MB`),
  );
}
Deno.exit(0);

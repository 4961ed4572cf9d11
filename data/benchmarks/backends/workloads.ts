/**
 * What the backends are timed on: a training step, its network alone, and two products.
 */
import * as tf from "@tensorflow/tfjs";
// Registers its kernels: the ones that the column "as shipped" is timed on.
import "@tensorflow/tfjs-backend-wasm";
import {
  type BackendName,
  backendNames,
  type BackendReport,
  useBackend,
} from "#lib/backend/mod.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { availableEngines, loadEngine } from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { embeddingNetwork } from "#lib/training/mod.ts";

/** One thing to time. */
export interface Workload {
  /** Its name in the table. */
  name: string;
  /** Runs it once, to the end: the result is read back. */
  run(): Promise<void>;
}

/** A backend with its own copies of all inputs. */
export interface TimedBackend {
  /** Its column. */
  name: BackendName | "wasm as shipped";
  /** Makes it the current one, outside of the timing. */
  choose(): Promise<void>;
  /** What it runs on. */
  report: BackendReport;
  /** The workloads, in the order of the table. */
  workloads: Workload[];
  /** True where one run takes seconds: such a backend is timed on fewer. */
  slow: boolean;
}

const B = 256;
const K = 4;

function workloads(): Workload[] {
  const random = seededRandom(1);
  const uniform = (size: number) => Float32Array.from({ length: size }, random.uniform);
  const labels = Int32Array.from({ length: B }, (_, i) => Math.floor(i / K));
  const images = tf.tensor2d(uniform(B * 784), [B, 784]);
  const left = tf.tensor2d(uniform(1024 * 512), [1024, 512]);
  const right = tf.tensor2d(uniform(512 * 1024), [512, 1024]);
  const turned = tf.tensor2d(uniform(1024 * 512), [1024, 512]);

  // Two networks, so that the one trained towards nothing does not change the other's triplets.
  const step = (loss: (embeddings: tf.Tensor2D) => tf.Scalar): () => Promise<void> => {
    const network = embeddingNetwork({ input: [28, 28], hidden: [256], dim: 128, seed: 1 });
    const optimizer = tf.train.adam(1e-4);
    const weights = Object.values(network.weights);
    return async () => {
      const cost = optimizer.minimize(() => loss(network.embed(images)), true, weights)!;
      await cost.data();
      cost.dispose();
    };
  };
  const product = (make: () => tf.Tensor2D) => async () => {
    const result = make();
    await result.data();
    result.dispose();
  };
  return [
    {
      name: "training step, 784-256-128, B = 256, batch all",
      run: step((x) => batchAllTripletLoss(x, labels, { margin: 0.2 }).loss),
    },
    {
      name: "the same step without the triplets",
      run: step((x) => tf.sum<tf.Scalar>(tf.mul(x, x))),
    },
    { name: "product, 1024 x 512 by 512 x 1024", run: product(() => tf.matMul(left, right)) },
    {
      name: "product, the second factor transposed",
      run: product(() => tf.matMul(left, turned, false, true)),
    },
  ];
}

/** Readies every backend that is there, each with inputs of its own. */
export async function timedBackends(): Promise<TimedBackend[]> {
  const timed: TimedBackend[] = [];
  // The losses take the fused operators where tensors can be read at once: the fastest that is there.
  await loadEngine((await availableEngines())[0]);
  const shipped = tf.getKernel("BatchMatMul", "wasm");
  for (const name of backendNames) {
    try {
      const report = await useBackend(name);
      const slow = name === "cpu" || report.software;
      const own = { name, report, workloads: workloads(), slow };
      if (name !== "wasm") {
        timed.push({ ...own, choose: async () => void await tf.setBackend(name) });
        continue;
      }
      // The project changes one kernel of this backend; the package's own is timed beside it.
      const changed = tf.getKernel("BatchMatMul", "wasm");
      const choose = (kernel: typeof changed) => async () => {
        await tf.setBackend("wasm");
        tf.unregisterKernel("BatchMatMul", "wasm");
        tf.registerKernel(kernel!);
      };
      timed.push({ ...own, choose: choose(changed) });
      timed.push({ ...own, name: "wasm as shipped", choose: choose(shipped) });
    } catch (error) {
      console.error(`Not timed here: ${(error as Error).message}`);
    }
  }
  return timed;
}

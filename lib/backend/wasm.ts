import { hasNodeModules } from "../host/node_module.ts";
import { process } from "../host/node.ts";
import * as tf from "@tensorflow/tfjs";
import { fuseAdam } from "./fused_adam.ts";
import { onProcessor } from "./machine.ts";
import { absent, makeCurrent } from "./make_current.ts";
import type { Readied } from "./report.ts";
import { addAdamKernel } from "./wasm/adam_kernel.ts";
import { addConvolutionGradient } from "./wasm/convolution_gradient.ts";
import type { Heap } from "./wasm/heap.ts";
import { kernelsOf } from "./wasm/kernels.ts";
import { addSegmentSum } from "./wasm/segment_sum.ts";
import { shareCopies } from "./wasm/shared_copies.ts";
import { hastenTranspose } from "./wasm/transpose.ts";
import { turnProductsFirst } from "./wasm/turned_products.ts";

/** Takes Emscripten's listeners away, which would end a kernel on any unhandled rejection. */
async function withoutNewListeners(start: () => Promise<unknown>): Promise<void> {
  const events = hasNodeModules() ? ["uncaughtException", "unhandledRejection"] : [];
  const before = events.map((event) => new Set(process.rawListeners(event)));
  try {
    await start();
  } finally {
    events.forEach((event, i) => {
      const made = process.rawListeners(event).filter((listener) => !before[i].has(listener));
      for (const listener of made) process.removeListener(event, listener as () => void);
    });
  }
}

export async function readyWasm(): Promise<Readied> {
  const module = await import("@tensorflow/tfjs-backend-wasm").catch(absent("wasm"));
  // The package finds its .wasm files beside itself, under Deno and under Bun: no path to set.
  await withoutNewListeners(() => makeCurrent("wasm", 2));
  const fast = kernelsOf(tf.backend() as unknown as Heap);
  if (fast) hastenTranspose();
  turnProductsFirst();
  shareCopies();
  addSegmentSum();
  addConvolutionGradient();
  if (fast) addAdamKernel();
  fuseAdam();
  return {
    ...onProcessor(),
    versions: { tfjs: tf.version.tfjs, "tfjs-backend-wasm": module.version_wasm },
    // Outside a browser the package always picks its build without threads.
    threads: module.getThreadsCount(),
  };
}

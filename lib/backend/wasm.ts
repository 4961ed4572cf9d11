import { hasNodeModules } from "../host/node_module.ts";
import { process } from "../host/node.ts";
import * as tf from "@tensorflow/tfjs";
import { fuseAdam } from "./fused_adam.ts";
import { onProcessor } from "./machine.ts";
import { absent, makeCurrent } from "./make_current.ts";
import type { Readied } from "./report.ts";
import { addKernels } from "./wasm/add_kernels.ts";

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
  const broken = "does not start: a file of it is damaged or gone, or memory is short";
  const told = hasNodeModules() ? absent("wasm", broken) : undefined; // a browser's own words do
  await withoutNewListeners(() => makeCurrent("wasm", 2)).catch(told);
  addKernels();
  fuseAdam();
  return {
    ...onProcessor(),
    versions: { tfjs: tf.version.tfjs, "tfjs-backend-wasm": module.version_wasm },
    // Outside a browser the package always picks its build without threads.
    threads: module.getThreadsCount(),
  };
}

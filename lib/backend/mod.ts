/**
 * Readies TensorFlow.js on the fastest backend that computes correctly on this machine.
 *
 * @module
 */
import { checkChoice } from "../checks/mod.ts";
import { hasNodeModules } from "../host/node_module.ts";
import { projectFolder } from "../host/project_folder.ts";
import { runtimeVersion } from "../host/runtime_version.ts";
import { readyCpu } from "./cpu.ts";
import { environment } from "./machine.ts";
import { type BackendChoice, type BackendName, backendNames } from "./names.ts";
import { BackendProblem } from "./problem.ts";
import { BackendReport, type PassedOver, type Readied } from "./report.ts";
import { selfCheck } from "./self_check.ts";
import { selfCheckWgsl } from "./self_check_wgsl.ts";
import { readyTensorflow } from "./tensorflow.ts";
import { readCard } from "./tensorflow/card.ts";
import { readyWasm } from "./wasm.ts";
import { findAdapter, readyWebgpu } from "./webgpu.ts";

export { type BackendChoice, type BackendName, backendNames } from "./names.ts";
export { BackendProblem } from "./problem.ts";
export { type BackendFacts, type BackendMemory, BackendReport, type PassedOver } from "./report.ts";
export { tf } from "./tf.ts";

/** Each registers its backend and makes it current, or throws `BackendProblem`. */
const parts: Record<BackendName, () => Promise<Readied>> = {
  // deno-lint-ignore require-await -- so that what it throws is a rejection
  async tensorflow() {
    if (hasNodeModules()) return readyTensorflow(projectFolder(), readCard(projectFolder()));
    const mend = 'take "webgpu", or "auto" for the fastest that is there';
    throw new BackendProblem("tensorflow", "a browser cannot load a native library", mend);
  },
  webgpu: readyWebgpu,
  wasm: readyWasm,
  cpu: readyCpu,
};

/** One readying at a time: TensorFlow.js has one current backend, and a second call may not race. */
let queue: Promise<unknown> = Promise.resolve();

function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const result = queue.then(work);
  queue = result.catch(() => undefined);
  return result;
}

function chosen(choice: BackendChoice): BackendChoice {
  const known = ["auto", ...backendNames] as const;
  checkChoice(choice, known, "choice");
  const outside = environment("TRIPLET_LAB_BACKEND");
  if (choice !== "auto" || outside === undefined) return choice;
  checkChoice(outside, known, "TRIPLET_LAB_BACKEND");
  return outside;
}

async function ready(name: BackendName, passedOver: PassedOver[]): Promise<BackendReport> {
  const { notOnGpu, ...facts } = await parts[name]();
  let selfCheckError: number;
  try {
    selfCheckError = await selfCheck();
    if (name === "webgpu") await selfCheckWgsl();
  } catch (error) {
    if (error instanceof BackendProblem) throw error;
    throw new BackendProblem(name, (error as Error).message, undefined, { cause: error });
  }
  if (notOnGpu) passedOver.unshift({ backend: name, onGpu: true, ...notOnGpu });
  return new BackendReport({
    ...facts,
    backend: name,
    versions: { ...facts.versions, ...runtimeVersion() },
    passedOver,
    selfCheckError,
  });
}

async function auto(): Promise<BackendReport> {
  const passedOver: PassedOver[] = [];
  // Its report, or undefined after writing down why there is none.
  const attempt = (report: Promise<BackendReport>): Promise<BackendReport | undefined> =>
    report.catch((error) => {
      if (!(error instanceof BackendProblem)) throw error;
      const { backend, reason, mend } = error;
      passedOver.push({ backend, reason, ...(mend ? { mend } : {}) });
      return undefined;
    });

  const native = await attempt(ready("tensorflow", passedOver));
  if (native?.gpu) return native;
  const graphics = await attempt(
    findAdapter().then(({ name, software }) => {
      if (!software) return ready("webgpu", passedOver);
      throw new BackendProblem("webgpu", `there is only a software adapter here (${name})`);
    }),
  );
  const reason = "it computes on the processor here, and WebGPU on a GPU";
  if (graphics && native) passedOver.push({ backend: "tensorflow", reason });
  if (graphics) return graphics;
  // Made current again: a WebGPU that failed its self-check may have taken its place.
  if (native) {
    await parts.tensorflow();
    return native;
  }
  for (const name of ["wasm", "cpu"] as const) {
    const report = await attempt(ready(name, passedOver));
    if (report) return report;
  }
  const last = passedOver.at(-1)!;
  throw new BackendProblem(last.backend, last.reason, last.mend);
}

/**
 * Readies TensorFlow.js on a backend, proves it on a small computation with known numbers, and
 * tells what it is.
 *
 * `"auto"` takes the fastest that computes correctly here: TensorFlow on an NVIDIA GPU, WebGPU on
 * another GPU (a software adapter only by its name), TensorFlow on the processor, WebAssembly, plain
 * JavaScript. The environment variable `TRIPLET_LAB_BACKEND` takes the place of `"auto"`. Tensors
 * belong to the backend they were made on; `await tensor.data()` reads them on every one, and
 * `dataSync()` throws on WebGPU.
 *
 * @throws {RangeError} when `choice` or `TRIPLET_LAB_BACKEND` is none of the known
 * @throws {BackendProblem} when a backend was named and cannot be had: why, and what mends it
 *
 * @example The fastest there is, and what it is
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { useBackend } from "@triplet-lab/triplet-lab/backend";
 *
 * const report = await useBackend();
 * console.log(String(report));
 * const sum = tf.sum(tf.tensor1d([1, 2, 3]));
 * if ((await sum.data())[0] !== 6) throw new Error("wrong");
 * sum.dispose();
 * ```
 */
export async function useBackend(choice: BackendChoice = "auto"): Promise<BackendReport> {
  const name = chosen(choice);
  return await inOrder(() => name === "auto" ? auto() : ready(name, []));
}

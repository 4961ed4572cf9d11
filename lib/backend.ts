/**
 * Readies TensorFlow.js on the fastest backend that computes correctly on this machine.
 *
 * @module
 */
import { cpu } from "./backend/cpu.ts";
import { environment, runtimeVersion } from "./backend/machine.ts";
import { type BackendChoice, type BackendName, backendNames } from "./backend/names.ts";
import type { BackendPart } from "./backend/part.ts";
import { BackendProblem } from "./backend/problem.ts";
import { BackendReport, type PassedOver } from "./backend/report.ts";
import { selfCheck } from "./backend/self_check.ts";
import { tensorflow } from "./backend/tensorflow.ts";
import { wasm } from "./backend/wasm.ts";

export { type BackendChoice, type BackendName, backendNames } from "./backend/names.ts";
export { BackendProblem } from "./backend/problem.ts";
export {
  type BackendFacts,
  type BackendMemory,
  BackendReport,
  type PassedOver,
} from "./backend/report.ts";

const parts: Partial<Record<BackendName, BackendPart>> = { tensorflow, wasm, cpu };

/** One readying at a time: TensorFlow.js has one current backend, and a second call may not race. */
let queue: Promise<unknown> = Promise.resolve();

function chosen(choice: BackendChoice): BackendChoice {
  const known = ["auto", ...backendNames];
  const list = known.map((name) => `"${name}"`).join(", ");
  if (!known.includes(choice)) {
    throw new RangeError(`choice: expected one of ${list}, got ${JSON.stringify(choice)}`);
  }
  const outside = environment("TRIPLET_LAB_BACKEND");
  if (choice !== "auto" || outside === undefined) return choice;
  if (!known.includes(outside)) {
    throw new RangeError(
      `TRIPLET_LAB_BACKEND: expected one of ${list}, got ${JSON.stringify(outside)}`,
    );
  }
  return outside as BackendChoice;
}

async function ready(name: BackendName, passedOver: PassedOver[]): Promise<BackendReport> {
  const part = parts[name];
  if (!part) throw new BackendProblem(name, "it is not there yet");
  const facts = await part.ready();
  let selfCheckError: number;
  try {
    selfCheckError = await selfCheck();
  } catch (error) {
    throw new BackendProblem(name, (error as Error).message, undefined, { cause: error });
  }
  return new BackendReport({
    ...facts,
    backend: name,
    versions: { ...facts.versions, ...runtimeVersion() },
    passedOver,
    selfCheckError,
  });
}

async function first(names: readonly BackendName[]): Promise<BackendReport> {
  const passedOver: PassedOver[] = [];
  for (const name of names) {
    if (!parts[name]) continue;
    try {
      return await ready(name, passedOver);
    } catch (error) {
      if (!(error instanceof BackendProblem)) throw error;
      const { backend, reason, mend } = error;
      passedOver.push({ backend, reason, ...(mend ? { mend } : {}) });
    }
  }
  throw new BackendProblem("cpu", passedOver.at(-1)?.reason ?? "no backend is left");
}

/**
 * Readies TensorFlow.js on a backend, proves it on a small computation with known numbers, and
 * tells what it is.
 *
 * `"auto"` takes the fastest backend that computes correctly here: TensorFlow on an NVIDIA GPU, then
 * WebGPU on any other GPU, then TensorFlow on the processor, then WebAssembly, then plain
 * JavaScript. The report says why each faster one was passed over. The environment variable
 * `TRIPLET_LAB_BACKEND` takes the place of `"auto"`, from outside and without a change of code; a
 * backend that the code names stays as named.
 *
 * @param choice `"auto"` (the default), `"tensorflow"`, `"webgpu"`, `"wasm"` or `"cpu"`
 * @returns what TensorFlow.js runs on now
 * @throws {RangeError} when `choice` or `TRIPLET_LAB_BACKEND` is none of these
 * @throws {BackendProblem} when a backend was named and cannot be had: why, and what mends it
 *
 * @example The fastest there is, and what it is
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { useBackend } from "#lib/backend.ts";
 *
 * const report = await useBackend();
 * console.log(String(report));
 * const sum = tf.sum(tf.tensor1d([1, 2, 3]));
 * if ((await sum.data())[0] !== 6) throw new Error("wrong");
 * sum.dispose();
 * ```
 */
export function useBackend(choice: BackendChoice = "auto"): Promise<BackendReport> {
  const result = queue.then(() => {
    const name = chosen(choice);
    return name === "auto" ? first(backendNames) : ready(name, []);
  });
  queue = result.catch(() => undefined);
  return result;
}

import * as tf from "@tensorflow/tfjs";
import { setupCommand } from "../host/project_folder.ts";
import type { BackendName } from "./names.ts";
import { BackendProblem } from "./problem.ts";

/** Backends that were made here, with their factories put back in TensorFlow.js's registry. */
const made = new Set<string>();

/** `tf.setBackend(name)`, but a factory's error, which it only prints, is thrown. */
export async function makeCurrent(name: BackendName, priority = 1): Promise<tf.KernelBackend> {
  if (!made.has(name)) {
    const factory = tf.findBackendFactory(name);
    if (!factory) throw new BackendProblem(name, "TensorFlow.js knows no such backend");
    let backend: tf.KernelBackend;
    try {
      backend = await factory();
    } catch (error) {
      // Some factories reject with an Error, some with `{ message }`, some with a string.
      const message = (error as { message?: string })?.message ?? String(error);
      throw new BackendProblem(name, `it does not start (${message})`, undefined, { cause: error });
    }
    tf.removeBackend(name);
    tf.registerBackend(name, () => backend, priority);
    made.add(name);
  }
  if (await tf.setBackend(name)) return tf.backend();
  throw new BackendProblem(name, "TensorFlow.js refuses it");
}

/** Forgets a backend that was lost, so that the next choice of it starts a fresh one. */
export function forgetBackend(name: BackendName): void {
  made.delete(name);
}

/** What is thrown where a backend's package cannot be imported. */
export function absent(backend: BackendName): (cause: unknown) => never {
  return (cause) => {
    const name = `@tensorflow/tfjs-backend-${backend}`;
    const reason = `the package ${name} is not installed`;
    throw new BackendProblem(backend, reason, setupCommand(`npm install ${name}`), { cause });
  };
}

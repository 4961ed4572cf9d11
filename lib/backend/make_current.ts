import * as tf from "@tensorflow/tfjs";
import { setupCommand } from "../host/project_folder.ts";
import type { BackendName } from "./names.ts";
import { BackendProblem } from "./problem.ts";

/** What made the backends whose factories were put back in TensorFlow.js's registry. */
const made = new Map<string, () => tf.KernelBackend | Promise<tf.KernelBackend>>();

/** `tf.setBackend(name)`, but a factory's error, which it only prints, is thrown. */
export async function makeCurrent(name: BackendName, priority = 1): Promise<tf.KernelBackend> {
  // It is not among TensorFlow.js's any more where somebody removed it.
  const known = made.get(name), factory = tf.findBackendFactory(name) ?? known;
  if (!known || factory === known) {
    if (!factory) throw new BackendProblem(name, "TensorFlow.js knows no such backend");
    let backend: tf.KernelBackend;
    try {
      backend = await factory();
    } catch (error) {
      // Some factories reject with an Error, some with `{ message }`, some with a string.
      const message = (error as { message?: string })?.message ?? String(error);
      throw new BackendProblem(name, `it does not start (${message})`, undefined, { cause: error });
    }
    if (!known) tf.removeBackend(name);
    tf.registerBackend(name, () => backend, priority);
    made.set(name, factory);
  }
  if (await tf.setBackend(name)) return tf.backend();
  throw new BackendProblem(name, "TensorFlow.js refuses it");
}

/** Forgets a backend that was lost, so that the next choice of it starts a fresh one. */
export function forgetBackend(name: BackendName): void {
  made.delete(name);
}

/** What is thrown where a backend's package cannot be had. */
export function absent(backend: BackendName, how = "is not installed"): (cause: unknown) => never {
  return (cause) => {
    const name = `@tensorflow/tfjs-backend-${backend}`;
    const reason = `the package ${name} ${how}`;
    throw new BackendProblem(backend, reason, setupCommand(`npm install ${name}`), { cause });
  };
}

/**
 * The backends that every loss is tested on: those that need nothing but the package, `"device"`,
 * and those that TEST_BACKENDS names beside them, such as `TEST_BACKENDS=webgpu,tensorflow`.
 *
 * `"device"` is the cpu backend under a name that the library does not know, so that it takes its
 * way for tensors that cannot be read at once, which would otherwise run on graphics processors
 * only.
 */
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";

type Backend = "cpu" | "wasm" | "device" | "webgpu" | "tensorflow";

const everywhere: readonly Backend[] = ["cpu", "wasm"];
const named = (process.env.TEST_BACKENDS ?? "").split(",").filter(Boolean) as Backend[];

const readied = new Set<string>();

/** Makes a backend the current one; it is readied and checked the first time. */
export async function use(backend: Backend): Promise<void> {
  if (backend === "device" && !readied.has("device")) {
    await tf.setBackend("cpu");
    tf.registerBackend("device", tf.findBackendFactory("cpu"));
    tf.copyRegisteredKernels("cpu", "device");
    readied.add("device");
  }
  if (readied.has(backend)) await tf.setBackend(backend);
  else await useBackend(backend as Exclude<Backend, "device">);
  readied.add(backend);
}

/** Runs `body` on each of them in turn, with nothing left behind. */
export function onEachBackend(body: (backend: string) => Promise<void> | void): Promise<void> {
  return onBackends([...everywhere, "device", ...named], body);
}

/** The same without `"device"`, which would take minutes for large batches. */
export function onFastBackends(body: (backend: string) => Promise<void> | void): Promise<void> {
  return onBackends([...everywhere, ...named], body);
}

/** The same on those alone whose tensors can be read at once. */
export function onHostBackends(body: (backend: string) => Promise<void> | void): Promise<void> {
  return onBackends(everywhere, body);
}

async function onBackends(
  backends: readonly Backend[],
  body: (backend: string) => Promise<void> | void,
): Promise<void> {
  for (const backend of backends) {
    await use(backend);
    tf.engine().startScope();
    try {
      await body(backend);
    } finally {
      tf.engine().endScope();
    }
  }
}

/** A loss on tensors, of a batch of points. */
export type TensorLoss = (x: tf.Tensor2D) => tf.Scalar;

/** Value and gradient of a loss at a batch of points. */
export async function valueAndGradient(
  loss: TensorLoss,
  x: number[][],
  columns = x[0]?.length ?? 3,
): Promise<{ value: number; gradient: number[][] }> {
  const points = tf.tensor2d(x.flat(), [x.length, columns]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(x as tf.Tensor2D))(points);
  return {
    value: (await value.data())[0],
    gradient: await grad.array() as number[][],
  };
}

/** The one number of a scalar. */
export async function numberOf(scalar: tf.Tensor): Promise<number> {
  return (await scalar.data())[0];
}

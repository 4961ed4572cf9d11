import { assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selfCheckWgsl } from "#lib/backend/self_check_wgsl.ts";

Deno.test("selfCheckWgsl() passes a backend that computes right", async () => {
  await tf.setBackend("cpu");
  await selfCheckWgsl();
});

Deno.test("selfCheckWgsl() refuses a backend whose programs leave other numbers", async () => {
  await tf.setBackend("cpu");
  // A backend that doubles whatever is read from it stands for one that answers with old memory.
  const backend = tf.backend() as unknown as { read(id: object): Promise<Float32Array> };
  const { read } = backend;
  backend.read = async (id) => (await read.call(backend, id)).map((value) => 2 * value);
  try {
    await assertRejects(() => selfCheckWgsl(), Error, "it runs the batch-all programs wrongly");
  } finally {
    backend.read = read;
  }
});

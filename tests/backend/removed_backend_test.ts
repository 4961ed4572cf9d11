import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, BackendProblem, useBackend } from "#lib/backend/mod.ts";
import type { NodeBackend } from "#lib/backend/tensorflow/node_backend.ts";
import { keptBeside } from "#lib/backend/tensorflow/onednn.ts";
import { embeddingNetwork } from "#lib/training/mod.ts";

/** A product, a transpose, a step of Adam and a convolutional network's gradient, as numbers. */
async function computed(): Promise<number[]> {
  const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]), w = tf.variable(tf.ones([3, 2]));
  const optimizer = tf.train.adam(0.1);
  tf.tidy(() => void optimizer.minimize(() => tf.matMul(x, w).square().mean()));
  const network = embeddingNetwork({ input: [8, 8], kind: "conv", hidden: [2], dim: 2, seed: 3 });
  const images = tf.ones<tf.Rank.R2>([2, 64]);
  const slopes = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => network.embed(images).square().sum().asScalar());
    return tf.concat(Object.values(grads).map((slope) => slope.flatten()));
  });
  const strided = tf.tidy(() => {
    const filter = tf.linspace(0, 1, 9).reshape([3, 3, 1, 1]) as tf.Tensor4D;
    const every = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter, 2, "same").square().sum();
    return tf.grad(every)(tf.linspace(0, 1, 25).reshape([1, 5, 5, 1])).flatten();
  });
  const all = tf.tidy(() => tf.concat([x.transpose().flatten(), w.flatten(), slopes, strided]));
  const numbers = Array.from(await all.data());
  network.dispose();
  optimizer.dispose();
  tf.dispose([x, w, images, slopes, strided, all]);
  return numbers;
}

for (const name of ["cpu", "wasm", "tensorflow", "webgpu"] as BackendName[]) {
  Deno.test({
    name: `useBackend("${name}") has the backend again after tf.removeBackend`,
    ignore: await useBackend(name).then(() => false, () => true),
    async fn() {
      await useBackend(name);
      const wanted = await computed();
      tf.removeBackend(name);
      assertEquals((await useBackend(name)).backend, name);
      (await computed()).forEach((got, i) => assert(Math.abs(got - wanted[i]) < 1e-5));
    },
  });
}

Deno.test("a WebAssembly backend that does not start is told with what mends it", async () => {
  await useBackend("wasm");
  tf.removeBackend("wasm");
  // As the package's own factory ends where its file is cut short.
  tf.registerBackend(
    "wasm",
    () => Promise.reject({ message: "Make sure the server can serve it" }),
  );
  try {
    const { message } = await assertRejects(() => useBackend("wasm"), BackendProblem);
    assertMatch(message, /^wasm: the package \S+-wasm does not start: a file of it is damaged or /);
    assertMatch(message, /To mend it: deno task setup\.$/);
  } finally {
    tf.removeBackend("wasm"); // Bun's other tests share this process: the package's own is made anew.
  }
});

Deno.test({
  name: "what oneDNN keeps of a pooled tensor goes with it on a TensorFlow backend made anew",
  ignore: await useBackend("tensorflow").then(() => false, () => true),
  async fn() {
    await useBackend("tensorflow");
    for (let time = 0; time < 2; time++) {
      const node = tf.backend() as unknown as NodeBackend, { binding } = node;
      const images = tf.ones<tf.Rank.R4>([1, 4, 4, 1]), pooled = tf.maxPool(images, 2, 2, "valid");
      let count = 0;
      const kept = keptBeside.get(pooled.dataId) ?? [];
      const value = (id: number) => (count++, binding.deleteTensor(id));
      node.binding = Object.create(binding, { deleteTensor: { value } });
      pooled.dispose();
      node.binding = binding;
      images.dispose();
      assertEquals(count, 1 + kept.length);
      tf.removeBackend("tensorflow");
      await useBackend("tensorflow");
    }
  },
});

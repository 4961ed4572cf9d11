import * as tf from "@tensorflow/tfjs";
import { embedAll, embeddingNetwork } from "#lib/training/mod.ts";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

const images = (count: number, pixels: number) => {
  const random = seededRandom(8);
  return Float32Array.from({ length: count * pixels }, random.uniform);
};

Deno.test("embeddingNetwork() computes what its formula says", async () => {
  await tf.setBackend("cpu");
  const network = embeddingNetwork({
    input: [1, 3],
    hidden: [4],
    dim: 2,
    normalize: false,
    seed: 1,
  });
  const w = Object.fromEntries(
    await Promise.all(
      Object.entries(network.weights).map(async ([name, weight]) => [name, await weight.data()]),
    ),
  );
  assertEquals(Object.keys(w), [
    "hidden1/kernel",
    "hidden1/bias",
    "embedding/kernel",
    "embedding/bias",
  ]);
  const x = [0.2, 0.5, 0.9];
  const hidden = [0, 1, 2, 3].map((j) =>
    Math.max(0, x.reduce((sum, value, i) => sum + value * w["hidden1/kernel"][i * 4 + j], 0))
  );
  const [embedding] = await embedRows(network, Float32Array.from(x));
  for (let j = 0; j < 2; j++) {
    const expected = hidden.reduce((sum, h, i) => sum + h * w["embedding/kernel"][i * 2 + j], 0);
    assertAlmostEquals(embedding[j], expected, 1e-6);
  }
  network.dispose();
});

async function embedRows(network: ReturnType<typeof embeddingNetwork>, data: Float32Array) {
  const flat = await embedAll(network, data);
  const { dim } = network;
  return Array.from(
    { length: flat.length / dim },
    (_, i) => [...flat.slice(i * dim, (i + 1) * dim)],
  );
}

Deno.test("embeddingNetwork() makes embeddings of length 1, or a plane, for both kinds", async () => {
  await tf.setBackend("cpu");
  const data = images(3, 64);
  for (const kind of ["mlp", "conv"] as const) {
    const hidden = kind === "mlp" ? [12] : [6, 8];
    const sphere = embeddingNetwork({ input: [8, 8], kind, hidden, dim: 5, seed: 3 });
    for (const row of await embedRows(sphere, data)) {
      assertEquals(row.length, 5);
      assertAlmostEquals(row.reduce((sum, x) => sum + x * x, 0), 1, 1e-5);
    }
    const plane = embeddingNetwork({ input: [8, 8], kind, hidden, plane: true, seed: 3 });
    assertEquals((await embedRows(plane, data)).map((row) => row.length), [2, 2, 2]);
    assertEquals([plane.options.normalize, plane.options.dim], [false, 2]);
  }
});

Deno.test("embeddingNetwork() starts from weights that its seed alone determines", async () => {
  await tf.setBackend("cpu");
  const first = async (seed: number) => {
    const { weights } = embeddingNetwork({ hidden: [50], seed });
    return await weights["hidden1/kernel"].data() as Float32Array;
  };
  assertEquals(await first(1), await first(1));
  const [one, two] = [await first(1), await first(2)];
  assert(one.filter((value, i) => value === two[i]).length < 5);
  const variance = one.reduce((sum, x) => sum + x * x, 0) / one.length;
  assertAlmostEquals(variance, 2 / 784, 0.05 * 2 / 784);
});

Deno.test("embeddingNetwork() has a finite gradient where an embedding is zero", async () => {
  await tf.setBackend("cpu");
  const network = embeddingNetwork({ input: [1, 3], hidden: [4], dim: 2, seed: 1 });
  const { grads } = tf.variableGrads(() => network.embed(tf.zeros([2, 3])).sum().asScalar());
  for (const gradient of Object.values(grads)) {
    assert((await gradient.data()).every((value) => value === 0));
  }
});

Deno.test("embeddingNetwork() learns through convolutions", async () => {
  await tf.setBackend("cpu");
  const network = embeddingNetwork({ input: [4, 4], kind: "conv", hidden: [2], dim: 2, seed: 1 });
  const batch = tf.tensor2d(images(3, 16), [3, 16]);
  const { grads } = tf.variableGrads(() =>
    network.embed(batch).slice([0, 0], [3, 1]).sum().asScalar()
  );
  assertEquals(Object.keys(grads).length, 4);
  for (const gradient of Object.values(grads)) {
    assert((await gradient.data()).some((value) => value !== 0));
  }
});

Deno.test("embeddingNetwork() names what it cannot take", async () => {
  await tf.setBackend("cpu");
  const refused = (options: Parameters<typeof embeddingNetwork>[0], text: string) =>
    assertThrows(() => embeddingNetwork(options), RangeError, text);
  refused({ seed: 1, dim: 0 }, "dim: expected an integer of at least 1, got 0");
  refused({ seed: 1, plane: true, dim: 3 }, "dim: expected 2 with plane");
  refused({ seed: 1, hidden: [1.5] }, "hidden[0]: expected an integer of at least 1");
  // deno-lint-ignore no-explicit-any
  const wrong = (options: any, text: string) =>
    assertThrows(() => embeddingNetwork({ seed: 1, ...options }), TypeError, text);
  wrong({ hidden: 256 }, "hidden: expected a list of numbers, got 256");
  wrong({ hidden: "16" }, 'hidden: expected a list of numbers, got "16"');
  wrong({ normalize: "false" }, 'normalize: expected true or false, got "false"');
  wrong({ plane: 1 }, "plane: expected true or false, got 1");
  refused({ seed: 1, input: [2, 28], kind: "conv" }, "input: expected at least 4 x 4");
  refused({ seed: -1 }, "seed");
  refused({ seed: 1, kind: "vit" as "mlp" }, 'kind: expected "mlp" or "conv"');
  const network = embeddingNetwork({ seed: 1, input: [2, 2], dim: 2 });
  await assertRejects(
    () => embedAll(network, new Float32Array(5)),
    RangeError,
    "images: expected a multiple of 2 x 2",
  );
  await assertRejects(
    () => embedAll(network, Float32Array.of(1, 2, NaN, 4)),
    RangeError,
    "network: expected finite embeddings, got NaN for image 0",
  );
});

Deno.test("embeddingNetwork() trains convolutions on WebAssembly as in plain JavaScript", async () => {
  const options = { input: [9, 8, 3], kind: "conv", hidden: [4, 5], dim: 3, seed: 1 } as const;
  const gradients = async (backend: "wasm" | "cpu") => {
    await useBackend(backend);
    const network = embeddingNetwork(options);
    const batch = tf.tensor2d(images(4, 216), [4, 216]);
    const { value, grads } = tf.variableGrads(() =>
      network.embed(batch).dot(tf.tensor1d([1, 2, 3])).sum()
    );
    const read = await Promise.all([value, ...Object.values(grads)].map((one) => one.data()));
    tf.dispose([value, grads, batch]);
    network.dispose();
    return read.flatMap((values) => [...values]);
  };
  const [got, wanted] = [await gradients("wasm"), await gradients("cpu")];
  assertEquals(got.length, wanted.length);
  got.forEach((value, i) => assertAlmostEquals(value, wanted[i], 1e-4));
});

Deno.test("embeddingNetwork() has a gradient of its gradient, or says of which kind there is none", async () => {
  for (const backend of ["cpu", "wasm", "tensorflow"] as const) {
    if (!await useBackend(backend).then(() => true, () => false)) continue;
    const x = tf.randomUniform<tf.Rank.R2>([3, 64], 0, 1, "float32", 7);
    for (const kind of ["mlp", "conv"] as const) {
      const network = embeddingNetwork({ input: [8, 8], kind, hidden: [4], dim: 2, seed: 1 });
      const sum = (x: tf.Tensor) => network.embed(x as tf.Tensor2D).square().mul([[1, 2]]).sum();
      const twice = () => tf.grad((x) => tf.grad(sum)(x).square().sum())(x);
      const wanted = "max pooling: expected one gradient, got a gradient of its gradient, which ";
      if (kind === "conv") assertThrows(twice, TypeError, wanted);
      else assert((await tf.tidy(twice).data()).every(Number.isFinite));
      network.dispose();
    }
    x.dispose();
  }
});

Deno.test("embeddingNetwork() refuses to train convolutions where their gradient is missing", async () => {
  await useBackend("wasm");
  const options = { input: [8, 8], kind: "conv", hidden: [4], dim: 3, seed: 1 } as const;
  const ours = tf.getKernel("Conv2DBackpropFilter", "wasm")!;
  tf.unregisterKernel("Conv2DBackpropFilter", "wasm"); // as TensorFlow.js ships it
  try {
    const wanted = 'kind: expected "mlp" on the wasm backend as TensorFlow.js ships it';
    const error = assertThrows(() => embeddingNetwork(options), TypeError, wanted);
    assertStringIncludes(error.message, 'useBackend("wasm")');
  } finally {
    tf.registerKernel(ours);
  }
  embeddingNetwork(options).dispose();
});

Deno.test("embeddingNetwork() takes colour images and plain numbers, and refuses other shapes", async () => {
  await tf.setBackend("cpu");
  const colour = embeddingNetwork({ input: [8, 8, 3], kind: "conv", hidden: [4], dim: 2, seed: 1 });
  assertEquals(colour.weights["hidden1/kernel"].shape, [3, 3, 3, 4]);
  assertEquals(colour.embed(tf.zeros([2, 192])).shape, [2, 2]);
  const wine = embeddingNetwork({ input: [13], hidden: [4], dim: 2, seed: 1 });
  assertEquals(wine.embed(tf.zeros([2, 13])).shape, [2, 2]);
  assertEquals((await embedAll(wine, images(3, 13))).length, 6);
  assertThrows(
    () => embeddingNetwork({ input: [8], kind: "conv", seed: 1 }),
    RangeError,
    "input: expected [height, width] or [height, width, channels], got [8]",
  );
  assertThrows(() => embeddingNetwork({ input: [], seed: 1 }), RangeError, "input: expected");
  assertThrows(
    () => embeddingNetwork({ input: [2, 16, 16], kind: "conv", hidden: [4, 4], seed: 1 }),
    RangeError,
    "input: expected at least 4 x 4 for 2 poolings, got 2 x 16",
  );
  colour.dispose();
  wine.dispose();
});

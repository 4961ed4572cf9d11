import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { embeddingNetwork } from "#lib/training/mod.ts";

const ignore = await useBackend("tensorflow").then(() => false, () => true);

/** The backend's own count, which also sees what no tensor holds any more. */
const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

Deno.test({
  name: "a relu's gradient on TensorFlow is the slope above 0, and nothing at 0 and below",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    const before = held();
    tf.tidy(() => {
      const x = tf.tensor1d([-Infinity, -1, -0, 0, 1e-30, 2]), dy = tf.tensor1d([1, 2, 3, 4, 5, 6]);
      assertEquals([...tf.grad((x) => tf.relu(x))(x, dy).dataSync()], [0, 0, 0, 0, 5, 6]);
      const cubed = tf.grad((x) => tf.relu(x).pow(3).sum());
      assertEquals([...tf.grad(cubed)(tf.tensor1d([-1, 0.5, 2])).dataSync()], [0, 3, 12]);
    });
    assertEquals(held(), before);
  },
});

Deno.test({
  name: "a dense network's value and gradients on TensorFlow are its formula's, layer by layer",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    assert(tf.getKernel("DenseLayer", "tensorflow"));
    const random = seededRandom(5);
    const images = tf.tensor2d(Float32Array.from({ length: 7 * 12 }, random.normal), [7, 12]);
    const shape = { input: [3, 4], hidden: [9, 5], dim: 3, normalize: false, seed: 2 } as const;
    const network = embeddingNetwork(shape);
    const weights = Object.values(network.weights);
    weights.forEach((w) => w.assign(tf.tidy(() => tf.add(w, tf.randomNormal(w.shape, 0, 0.1)))));
    const [k1, b1, k2, b2, k3, b3] = weights;
    const formula = (images: tf.Tensor2D) => {
      const x = images.matMul(k1).add(b1).relu().matMul(k2).add(b2).relu();
      return x.matMul(k3).add(b3) as tf.Tensor2D;
    };
    const before = held();
    tf.tidy(() => {
      const [ours, theirs] = [network.embed, formula].map((embed) =>
        tf.variableGrads(() => embed(images).square().sum() as tf.Scalar, weights)
      );
      assertAlmostEquals(ours.value.dataSync()[0], theirs.value.dataSync()[0], 1e-3);
      for (const [name, gradient] of Object.entries(theirs.grads)) {
        assertEquals(ours.grads[name].shape, gradient.shape);
        const numbers = ours.grads[name].dataSync();
        gradient.dataSync().forEach((want, i) => assertAlmostEquals(numbers[i], want, 1e-3));
      }
      // The slope of the gradient's length to the images: through each part's gradient once more.
      const [slopes, wanted] = [network.embed, formula].map((embed) => {
        const first = tf.grad((x) => embed(x as tf.Tensor2D).pow(3).sum());
        return tf.grad((x) => first(x).square().sum())(images).dataSync();
      });
      slopes.forEach((slope, i) =>
        assertAlmostEquals(slope, wanted[i], 1e-3 * Math.max(1, Math.abs(wanted[i])))
      );
    });
    assertEquals(held(), before);
    network.dispose();
    images.dispose();
  },
});

Deno.test({
  name: "a convolutional network's value and gradients on TensorFlow are its formula's",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    assert(tf.getKernel("ConvolutionLayer", "tensorflow"));
    const random = seededRandom(6), before = held();
    for (const input of [[4, 4], [7, 5], [9, 6, 3]]) {
      const size = tf.util.sizeFromShape(input);
      const images = tf.tensor2d(Float32Array.from({ length: 3 * size }, random.normal), [3, size]);
      const shape = { kind: "conv", input, hidden: [3, 5], dim: 2, normalize: false } as const;
      const network = embeddingNetwork({ ...shape, seed: 2 });
      const weights = Object.values(network.weights);
      tf.tidy(() => weights.forEach((w) => w.assign(tf.add(w, tf.randomNormal(w.shape, 0, 0.1)))));
      const [k1, b1, k2, b2, k3, b3] = weights as tf.Variable[];
      const layer = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) => {
        const image = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same").add(bias);
        return tf.maxPool(image.relu() as tf.Tensor4D, 2, 2, "valid");
      };
      const formula = (images: tf.Tensor2D) => {
        const [height, width, channels = 1] = input;
        const x = layer(layer(images.reshape([3, height, width, channels]), k1, b1), k2, b2);
        return x.reshape([3, -1]).matMul(k3).add(b3) as tf.Tensor2D;
      };
      tf.tidy(() => {
        const [ours, theirs] = [network.embed, formula].map((embed) => {
          const loss = (x: tf.Tensor) => embed(x as tf.Tensor2D).pow(3).sum<tf.Scalar>();
          const { value, grads } = tf.variableGrads(() => loss(images), weights);
          return { value, ...grads, images: tf.grad(loss)(images) };
        });
        for (const [name, want] of Object.entries(theirs)) {
          const got = (ours as Record<string, tf.Tensor>)[name];
          assertEquals(got.shape, want.shape, name);
          const numbers = got.dataSync();
          want.dataSync().forEach((x, i) =>
            assertAlmostEquals(numbers[i], x, 1e-3 * Math.max(1, Math.abs(x)), name)
          );
        }
      });
      network.dispose();
      images.dispose();
    }
    assertEquals(held(), before);
  },
});

Deno.test({
  name: "gradients of TensorFlow's layers are had where their results are on another backend since",
  ignore,
  async fn() {
    await useBackend("wasm");
    await useBackend("tensorflow");
    const random = seededRandom(8), before = held();
    const images = tf.tensor2d(Float32Array.from({ length: 3 * 64 }, random.normal), [3, 64]);
    for (const kind of ["mlp", "conv"] as const) {
      const network = embeddingNetwork({ kind, input: [8, 8], hidden: [4, 3], dim: 2, seed: 2 });
      const slopes = (between: () => unknown, after: () => unknown) => {
        const gradient = tf.tidy(() =>
          tf.grad((x) => {
            const made = network.embed(x as tf.Tensor2D);
            between();
            const loss = made.pow(3).sum();
            after();
            return loss;
          })(images).dataSync()
        );
        tf.setBackend("tensorflow");
        return gradient;
      };
      const on = (name: string) => () => tf.setBackend(name), stay = () => {};
      const wanted = slopes(stay, stay);
      for (const got of [slopes(stay, on("wasm")), slopes(on("wasm"), on("tensorflow"))]) {
        got.forEach((slope, i) => assertAlmostEquals(slope, wanted[i], 1e-5, kind));
      }
      const whole = tf.ones([2, 64], "int32") as tf.Tensor2D, ones = whole.toFloat();
      tf.tidy(() =>
        assertEquals(network.embed(whole).dataSync(), network.embed(ones).dataSync(), kind)
      );
      tf.dispose([whole, ones]);
      network.dispose();
    }
    // One layer's own result there and back: what was kept beside it is gone.
    const kernel = tf.ones([3, 3, 1, 2]), bias = tf.zeros([2]), x = images.reshape([3, 8, 8, 1]);
    const slopes = (there: string) =>
      tf.tidy(() =>
        tf.grad((x) => {
          const y: tf.Tensor = tf.engine().runKernel("ConvolutionLayer", { x, kernel, bias });
          tf.setBackend(there);
          const twice = y.mul(2);
          tf.setBackend("tensorflow");
          return twice.square().sum();
        })(x).dataSync()
      );
    const wanted = slopes("tensorflow");
    slopes("wasm").forEach((slope, i) => assertAlmostEquals(slope, wanted[i], 1e-4));
    tf.dispose([kernel, bias, x, images]);
    assertEquals(held(), before);
  },
});

Deno.test({
  name: "products on TensorFlow of sizes around those that both threads share are float64's",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    const random = seededRandom(7), before = held();
    const numbers = (length: number) => Float32Array.from({ length }, random.normal);
    for (const [rows, inner, columns] of [[256, 784, 128], [150, 784, 256], [300, 784, 400]]) {
      const a = numbers(rows * inner), b = numbers(inner * columns);
      tf.tidy(() => {
        const A = tf.tensor2d(a, [rows, inner]), B = tf.tensor2d(b, [inner, columns]);
        const products = [
          tf.matMul(A, B),
          tf.matMul(A.transpose(), B, true),
          tf.matMul(A, B.transpose(), false, true),
          tf.matMul(A.transpose(), B.transpose(), true, true),
        ].map((product) => product.dataSync());
        for (let i = 0; i < 50; i++) {
          const r = Math.floor(rows * random.uniform()), c = Math.floor(columns * random.uniform());
          let wanted = 0;
          for (let k = 0; k < inner; k++) wanted += a[r * inner + k] * b[k * columns + c];
          for (const got of products) assertAlmostEquals(got[r * columns + c], wanted, 1e-3);
        }
      });
    }
    assertEquals(held(), before);
  },
});

Deno.test({
  name: "a step on TensorFlow leaves none of the addon's tensors behind, its moments read or not",
  ignore,
  async fn() {
    await useBackend("tensorflow");
    const node = tf.backend() as unknown as { binding: Record<string, (id: number) => unknown> };
    const { binding } = node, alive = new Set<number>();
    const counted: Record<string, (...given: never[]) => unknown> = {
      deleteTensor(id: number) {
        alive.delete(id);
        return binding.deleteTensor(id);
      },
      createTensor(...given) {
        const id = (binding.createTensor as (...given: unknown[]) => number)(...given);
        alive.add(id);
        return id;
      },
      executeOp(...given) {
        const made = (binding.executeOp as (...given: unknown[]) => { id: number }[])(...given);
        made.forEach(({ id }) => alive.add(id));
        return made;
      },
    };
    node.binding = new Proxy({}, {
      get: (_, name: string) => counted[name] ?? binding[name],
    });
    try {
      for (const kind of ["mlp", "conv"] as const) {
        // The scalars of the last settings, and the weight's passage, stay: the first turn makes them.
        let after = NaN;
        for (let turn = 0; turn < 3; turn++) {
          const network = embeddingNetwork({ kind, input: [8, 8], hidden: [4], dim: 3, seed: 2 });
          const images = tf.ones([5, 64]), optimizer = tf.train.adam(0.1);
          const step = () =>
            optimizer.minimize(() => network.embed(images as tf.Tensor2D).sum() as tf.Scalar);
          for (let i = 0; i < 3; i++) {
            step();
            if (i !== turn) continue;
            for (const { tensor } of await optimizer.getWeights()) await tensor.data();
          }
          optimizer.dispose();
          network.dispose();
          images.dispose();
          if (turn > 0) assertEquals(alive.size, after, kind);
          after = alive.size;
        }
      }
    } finally {
      node.binding = binding;
    }
  },
});

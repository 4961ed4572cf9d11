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
  name: "a network's value and gradients on TensorFlow are those of its formula, layer by layer",
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

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { FUSED_ADAM } from "#lib/backend/fused_adam.ts";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";

const ignore = await useBackend("tensorflow").then(() => false, () => true);

/** The backend's own count, which also sees what no tensor holds any more. */
const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

for (const backend of ["tensorflow", "wasm"] as const) {
  Deno.test({
    name: `Adam on ${backend} makes the steps of its formula, and keeps what others hold`,
    ignore: backend === "tensorflow" && ignore,
    async fn() {
      await useBackend(backend);
      assert(tf.getKernel(FUSED_ADAM, backend));
      const random = seededRandom(3);
      const start = Float64Array.from({ length: 12 }, random.normal);
      const [w, b] = [
        tf.variable(tf.tensor2d([...start], [3, 4])),
        tf.variable(tf.tensor1d([1, 2])),
      ];
      const [rate, beta1, beta2, epsilon] = [0.05, 0.8, 0.95, 1e-6];
      const optimizer = tf.train.adam(rate, beta1, beta2, epsilon);
      const [value, first, second] = [start.slice(), new Float64Array(12), new Float64Array(12)];
      let before = 0;
      for (let step = 1; step <= 30; step++) {
        const g = Float64Array.from({ length: 12 }, (_, i) => i === 5 ? 0 : random.normal());
        const kept = w.clone();
        const numbers = await kept.data();
        tf.tidy(() =>
          optimizer.applyGradients([
            { name: w.name, tensor: tf.tensor2d([...g], [3, 4]) },
            { name: b.name, tensor: tf.ones([2]) },
          ])
        );
        g.forEach((slope, i) => {
          first[i] = beta1 * first[i] + (1 - beta1) * slope;
          second[i] = beta2 * second[i] + (1 - beta2) * slope ** 2;
          value[i] -= rate * first[i] / (1 - beta1 ** step) /
            (Math.sqrt(second[i] / (1 - beta2 ** step)) + epsilon);
        });
        (await w.data()).forEach((got, i) => assertAlmostEquals(got, value[i], 1e-5));
        assertEquals(await kept.data(), numbers, "a copy made before the step");
        kept.dispose();
        if (step === 1) before = held();
      }
      assertEquals(held(), before);
      const [, m, , v] = await optimizer.getWeights();
      (await m.tensor.data()).forEach((got, i) => assertAlmostEquals(got, first[i], 1e-6));
      (await v.tensor.data()).forEach((got, i) => assertAlmostEquals(got, second[i], 1e-6));
      assertEquals((await w.data())[5], Math.fround(start[5]), "a slope of 0 moves nothing");
      optimizer.dispose();
      tf.dispose([w, b]);
    },
  });
}

for (const backend of ["tensorflow", "wasm"] as const) {
  Deno.test({
    name: `Adam on ${backend} reads integer slopes as numbers, and spreads a slope over a weight`,
    ignore: backend === "tensorflow" && ignore,
    async fn() {
      await useBackend(backend);
      const stepped = (slope: tf.Tensor) => {
        const w = tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2]));
        const optimizer = tf.train.adam(0.5);
        optimizer.applyGradients([{ name: w.name, tensor: slope }]);
        const numbers = w.arraySync();
        optimizer.dispose();
        tf.dispose([w, slope]);
        return numbers;
      };
      const wanted = stepped(tf.ones([2, 2]));
      assertAlmostEquals((wanted as number[][])[1][1], 3.5, 1e-5);
      assertEquals(stepped(tf.ones([2, 2], "int32")), wanted);
      assertEquals(stepped(tf.scalar(1)), wanted);
      assertEquals(stepped(tf.ones([2])), wanted);
      assertThrows(() => stepped(tf.ones([3])), Error, "broadcast");
    },
  });
}

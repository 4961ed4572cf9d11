import * as tf from "@tensorflow/tfjs";
import { principalComponents } from "#lib/experiments/principal_components.ts";
import { turningOptimizer } from "#lib/experiments/turning_optimizer.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

Deno.test("turningOptimizer() tells the angle between gradients, and changes weights as before", async () => {
  await tf.setBackend("cpu");
  const before = tf.memory().numTensors;
  const weight = tf.tidy(() => tf.variable(tf.tensor1d([0, 0])));
  const sgd = tf.train.sgd(1);
  const optimizer = turningOptimizer(sgd);
  assertEquals(await turningOptimizer(sgd).turn(), null);
  // Looked at from step 5 to 6 and from 10 to 11: 90 and 60 degrees.
  const gradients = [...Array(4).fill([1, 0]), [1, 0], [0, 2], ...Array(3).fill([0, 0])];
  gradients.push([1, 0], [0.5, Math.sqrt(0.75)]);
  for (const gradient of gradients) {
    const grads = { [weight.name]: tf.tensor1d(gradient) };
    optimizer.applyGradients(grads);
    tf.dispose(grads);
  }
  assertAlmostEquals((await optimizer.turn())!, 75, 1e-4);
  assertAlmostEquals((await weight.data())[0], -6.5, 1e-6);
  weight.dispose();
  sgd.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("principalComponents() finds the directions in which samples scatter, and takes the mean off", async () => {
  await tf.setBackend("cpu");
  const random = seededRandom(5);
  // Scatter 10 along (1, 1, 0) / sqrt(2), 1 along (0, 0, 1), a hundredth along (1, -1, 0) / sqrt(2).
  const drawn = Array.from({ length: 500 }, () => [10, 1, 0.01].map((s) => s * random.normal()));
  const samples = Float32Array.from(
    drawn.flatMap(([a, b, c]) => [5 + (a + c) / Math.SQRT2, (a - c) / Math.SQRT2, b - 7]),
  );
  const project = await principalComponents(samples, { numbers: 3, dim: 2, seed: 1 });
  const found = await project(samples);
  for (const part of [0, 1]) {
    const column = drawn.map((_, i) => found[2 * i + part]);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    assertAlmostEquals(mean, 0, 1e-3);
    const wanted = drawn.map((row) => row[part]);
    const centre = wanted.reduce((sum, x) => sum + x, 0) / wanted.length;
    const sign = Math.sign(column.reduce((sum, x, i) => sum + x * (wanted[i] - centre), 0));
    const off = Math.max(...column.map((x, i) => Math.abs(sign * x - (wanted[i] - centre))));
    assert(off < 0.5, `${part}: ${off}`);
  }
});

/** What Adam must do on each backend that has it in one kernel. */
import * as tf from "@tensorflow/tfjs";
import { FUSED_ADAM } from "#lib/backend/fused_adam.ts";
import { describe } from "#lib/checks/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../support/node_assert.ts";

/** The backend's own count, which also sees what no tensor holds any more. */
const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();

export const adamCases: Record<string, () => Promise<void>> = {
  "makes the steps of its formula, and keeps what others hold": async () => {
    assert(tf.getKernel(FUSED_ADAM, tf.getBackend()) !== undefined);
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
      // Who reads a moment between two steps changes nothing.
      if (step % 7 === 0) {
        const [count, m] = await optimizer.getWeights();
        (await m.tensor.data()).forEach((got, i) => assertAlmostEquals(got, first[i], 1e-6));
        count.tensor.dispose();
      }
    }
    assertEquals(held(), before);
    const [, m, , v] = await optimizer.getWeights();
    (await m.tensor.data()).forEach((got, i) => assertAlmostEquals(got, first[i], 1e-6));
    (await v.tensor.data()).forEach((got, i) => assertAlmostEquals(got, second[i], 1e-6));
    assertEquals((await w.data())[5], Math.fround(start[5]), "a slope of 0 moves nothing");
    optimizer.dispose();
    tf.dispose([w, b]);
  },

  "reads integer slopes as numbers, and spreads a slope over a weight": async () => {
    const stepped = (slope: tf.Tensor) => {
      const w = tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2]));
      const optimizer = tf.train.adam(0.5);
      try {
        optimizer.applyGradients([{ name: w.name, tensor: slope }]);
        return w.clone();
      } finally {
        optimizer.dispose();
        tf.dispose([w, slope]);
      }
    };
    const wanted = await stepped(tf.ones([2, 2])).data();
    assertAlmostEquals(wanted[3], 3.5, 1e-5);
    for (const slope of [tf.ones([2, 2], "int32"), tf.scalar(1), tf.ones([2])]) {
      assertEquals(await stepped(slope).data(), wanted);
    }
    for (const shape of [[3], [3, 2], [1, 2, 2]]) {
      const wanted = `: expected a float32 tensor of shape [2, 2], got ${describe(tf.ones(shape))}`;
      assertThrows(() => stepped(tf.ones(shape)), RangeError, wanted);
    }
  },

  "changes no weight in a step that does not fit one of them": async () => {
    const made = () => tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const weights = [made(), made(), made()], two = tf.ones([2]), three = tf.zeros([3]);
    const zero = tf.zeros([2]), none = tf.scalar(0, "int32");
    const step = async (optimizer: tf.Optimizer, slopes: tf.Tensor[]) => {
      const count = held();
      const named = slopes.map((tensor, i) => ({ name: weights[i].name, tensor }));
      assertThrows(() => optimizer.applyGradients(named), RangeError, "of shape [2], got a tensor");
      assertEquals(held(), count);
      for (const weight of weights) assertEquals([...await weight.data()], [1, 2]);
    };
    const fresh = tf.train.adam(0.1), loaded = tf.train.adam(0.1);
    await step(fresh, [two, two, three]);
    assertEquals((await fresh.getWeights()).length, 1, "no moment was made");
    for (const odd of [1, 3, 4, 5]) {
      const state = [zero, zero, zero, zero, zero, zero].map((one, i) => i === odd ? three : one);
      const named = state.map((tensor, i) => ({ name: `${i}`, tensor }));
      await loaded.setWeights([{ name: "iter", tensor: none.clone() }, ...named]);
      await step(loaded, [two, two, two]);
      assertEquals([...await zero.data()], [0, 0]);
    }
    tf.dispose([weights, two, three, zero, none]);
  },

  "renews no moment that somebody else holds, and refuses one of another shape": async () => {
    const made = () => tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const weights = [made(), made()], optimizers = weights.map(() => tf.train.adam(0.1));
    const step = (i: number, tensor: tf.Tensor = tf.tensor1d([1, -3])) => {
      tf.tidy(() => optimizers[i].applyGradients([{ name: weights[i].name, tensor }]));
      tensor instanceof tf.Variable || tensor.dispose();
    };
    step(0);
    const [count, m, v] = await optimizers[0].getWeights();
    const copies = [m, v].map(({ tensor }) => tensor.clone());
    const numbers = await Promise.all(copies.map((copy) => copy.data()));
    await optimizers[1].setWeights([count, m, v]);
    weights[1].assign(weights[0]);
    // Another's steps, and slopes that are the weight and a moment themselves.
    step(0);
    step(0, weights[0]);
    step(0, m.tensor);
    assertEquals(await Promise.all(copies.map((copy) => copy.data())), numbers);
    step(1);
    (await weights[1].data()).forEach((got, k) => assertAlmostEquals(got, [0.8, 2.2][k], 1e-4));
    const zeros = tf.zeros([2]), three = tf.zeros([3]), none = tf.scalar(0, "int32");
    const state = (tensor: tf.Tensor) => [
      { name: "iter", tensor: none.clone() },
      ...["m", "v"].map((name) => ({ name, tensor })),
    ];
    weights[1].assign(tf.tidy(() => tf.tensor1d([1, 2])));
    await optimizers[1].setWeights(state(three));
    const wanted = "/m: expected a float32 tensor of shape [2], got a tensor of shape [3] and type";
    assertThrows(() => step(1), RangeError, wanted);
    await optimizers[1].setWeights(state(zeros));
    step(1);
    step(1);
    (await weights[1].data()).forEach((got, k) => assertAlmostEquals(got, [0.8, 2.2][k], 1e-4));
    assertEquals([...await zeros.data()], [0, 0]);
    optimizers.forEach((optimizer) => optimizer.dispose());
    tf.dispose([weights, copies, zeros, three, none]);
  },
};

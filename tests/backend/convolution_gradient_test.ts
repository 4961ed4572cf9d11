import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { addConvolutionGradient } from "#lib/backend/wasm/convolution_gradient.ts";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";

type Pad = "same" | "valid" | number;
interface Case {
  x: [number, number, number, number];
  filter: [number, number, number, number];
  strides: number | [number, number];
  pad: Pad;
}

const CASES: Case[] = [
  { x: [2, 6, 5, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same" },
  { x: [3, 7, 6, 1], filter: [3, 2, 1, 2], strides: 1, pad: "valid" },
  { x: [2, 7, 8, 2], filter: [3, 3, 2, 3], strides: 2, pad: "same" },
  { x: [1, 8, 9, 2], filter: [2, 3, 2, 2], strides: [2, 3], pad: "valid" },
  { x: [2, 5, 5, 2], filter: [3, 3, 2, 2], strides: 1, pad: 1 },
  { x: [1, 4, 4, 1], filter: [2, 2, 1, 2], strides: 1, pad: 2 }, // more than the filter reaches
  { x: [2, 1, 1, 2], filter: [1, 1, 2, 3], strides: 1, pad: "same" },
];

const random = seededRandom(3);
const draw = (shape: number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal);

/** A weighted sum of the convolution: a number with slopes that are all different. */
function loss(x: tf.Tensor, filter: tf.Tensor, { strides, pad }: Case): tf.Scalar {
  const out = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
  const weights = tf.range(0, out.size).mul(0.7).sin().reshape(out.shape);
  return out.mul(weights).sum();
}

async function gradients(one: Case, x: Float32Array, filter: Float32Array): Promise<number[][]> {
  const inputs = [tf.tensor(x, one.x), tf.tensor(filter, one.filter)];
  const both = tf.grads((x, filter) => loss(x, filter, one))(inputs);
  const read = await Promise.all(both.map((gradient) => gradient.data()));
  tf.dispose([inputs, both]);
  return read.map((values) => [...values]);
}

const near = (got: number[], wanted: number[], most: number, what: string) => {
  assertEquals(got.length, wanted.length);
  got.forEach((value, i) =>
    assert(Math.abs(value - wanted[i]) < most, `${what}[${i}]: ${value} instead of ${wanted[i]}`)
  );
};

Deno.test("convolutions have the gradients on WebAssembly that they have in plain JavaScript", async () => {
  for (const one of CASES) {
    const [x, filter] = [draw(one.x), draw(one.filter)];
    await useBackend("wasm");
    const before = (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
    const got = await gradients(one, x, filter);
    const left = (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
    assertEquals(left, before, "tensors left behind");
    await useBackend("cpu");
    const wanted = await gradients(one, x, filter);
    near(got[0], wanted[0], 1e-4, `${JSON.stringify(one)} x`);
    near(got[1], wanted[1], 1e-4, `${JSON.stringify(one)} filter`);
  }
});

Deno.test("convolutions' gradients on WebAssembly are the slopes: central differences", async () => {
  await useBackend("wasm");
  addConvolutionGradient(); // a second time: nothing changes
  const one = CASES[0];
  const at = [draw(one.x), draw(one.filter)];
  const got = await gradients(one, at[0], at[1]);
  const value = async (x: Float32Array, filter: Float32Array) => {
    const result = tf.tidy(() => loss(tf.tensor(x, one.x), tf.tensor(filter, one.filter), one));
    const [number] = await result.data();
    result.dispose();
    return number;
  };
  for (const which of [0, 1]) {
    for (let i = 0; i < at[which].length; i += 7) {
      const moved = (step: number) => {
        const copies = at.map((values) => values.slice());
        copies[which][i] += step;
        return value(copies[0], copies[1]);
      };
      // The sum is linear in each number, so a wide step loses nothing but float32's rounding.
      const slope = (await moved(1) - await moved(-1)) / 2;
      assert(Math.abs(slope - got[which][i]) < 1e-4, `${which} ${i}: ${got[which][i]}, ${slope}`);
    }
  }
});

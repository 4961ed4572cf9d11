import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import {
  selfCheck,
  selfCheckKnown,
  selfCheckPoints,
  selfCheckTolerance,
} from "#lib/backend/self_check.ts";

const selfCheckWeights = selfCheckKnown.at;

/** The loss of the self-check in float64, as plain loops. */
function loss(weights: number[][]): number {
  const hidden = selfCheckPoints.map((point) =>
    weights[0].map((_, column) =>
      Math.max(0, point.reduce((sum, value, row) => sum + value * weights[row][column], 0))
    )
  );
  let sum = 0;
  for (const a of hidden) {
    for (const b of hidden) sum += Math.sqrt(a.reduce((dot, value, i) => dot + value * b[i], 1));
  }
  return sum / hidden.length ** 2;
}

/** A backend like plain JavaScript's, but for one kernel that goes wrong. */
function breakKernel(backend: string, kernel: string, spoil: (values: Float32Array) => void): void {
  tf.registerBackend(backend, tf.findBackendFactory("cpu"));
  tf.copyRegisteredKernels("cpu", backend);
  const sound = tf.getKernel(kernel, backend);
  tf.unregisterKernel(kernel, backend);
  tf.registerKernel({
    ...sound,
    kernelFunc: (params) => {
      const result = sound.kernelFunc(params) as tf.TensorInfo;
      const data = (params.backend as unknown as { data: tf.DataStorage<{ values: Float32Array }> })
        .data.get(result.dataId);
      spoil(data.values);
      return result;
    },
  });
}

Deno.test("selfCheckKnown is the loss in float64 and its central differences", () => {
  assertAlmostEquals(loss(selfCheckWeights), selfCheckKnown.loss, 1e-14);
  const step = 1e-5;
  selfCheckWeights.forEach((line, row) =>
    line.forEach((_, column) => {
      const moved = (by: number) =>
        selfCheckWeights.map((line, i) =>
          line.map((value, j) => i === row && j === column ? value + by : value)
        );
      const slope = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
      assertAlmostEquals(selfCheckKnown.gradient[row * 3 + column], slope, 1e-9);
    })
  );
});

Deno.test("selfCheck passes on a sound backend, by far, and leaves no tensor", async () => {
  await useBackend("cpu");
  const before = tf.memory().numTensors;
  const worst = await selfCheck();
  assert(worst < selfCheckTolerance / 50, String(worst));
  assertEquals(tf.memory().numTensors, before);
});

const faults: [
  name: string,
  kernel: string,
  spoil: (values: Float32Array) => void,
  says: string,
][] = [
  [
    "zeros from every product",
    "BatchMatMul",
    (values) => values.fill(0),
    "computes wrongly: a loss",
  ],
  ["a square root that is off by a thousandth", "Sqrt", (values) => {
    values.forEach((value, i) => values[i] = value * 1.001);
  }, "computes wrongly: a loss"],
  ["NaN from the rectifier", "Relu", (values) => values.fill(NaN), "computes wrongly: a loss"],
  [
    "zeros on the way back only",
    "Step",
    (values) => values.fill(0),
    "computes wrongly: a gradient",
  ],
];
for (const [name, kernel, spoil, says] of faults) {
  Deno.test(`selfCheck refuses ${name}`, async () => {
    await useBackend("cpu");
    const backend = `broken ${kernel}`;
    breakKernel(backend, kernel, spoil);
    try {
      assert(await tf.setBackend(backend));
      await assertRejects(() => selfCheck(), Error, says);
    } finally {
      await tf.setBackend("cpu");
      tf.removeBackend(backend);
    }
  });
}

import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { BackendProblem, useBackend } from "#lib/backend/mod.ts";

const available = await useBackend("webgpu").then(() => true, (error) => {
  console.log(`Not tested here: ${error.message}`);
  return false;
});
const webgpuTest = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !available, fn });

/** Takes the device away, as a driver that resets does, and waits until that was noticed. */
async function loseDevice(): Promise<void> {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  device.destroy();
  await device.lost;
  await new Promise((resolve) => setTimeout(resolve, 0));
}

const product = (x: tf.Tensor2D) => tf.matMul(x, x);
const sentence = "the GPU was lost in mid-run";

webgpuTest(
  "useBackend: every use of a lost GPU says so, also a read under way",
  async () => {
    await useBackend("webgpu");
    const x = tf.ones<tf.Rank.R2>([32, 32]);
    const pending = assertRejects(() => product(x).data(), BackendProblem, sentence);
    await loseDevice();
    await pending;
    assertEquals(tf.getBackend(), "webgpu");
    const problem = assertThrows(() => product(x), BackendProblem, sentence);
    assertStringIncludes(problem.message, "go on from the last saved weights");
    await assertRejects(() => x.data(), BackendProblem, sentence);
    assertThrows(() => tf.ones([2, 2]), BackendProblem, sentence);
    tf.dispose(x); // Cleaning up goes on quietly.
  },
);

webgpuTest("useBackend readies a fresh device after a loss", async () => {
  await useBackend("webgpu");
  await loseDevice();
  const report = await useBackend("webgpu");
  assertEquals(report.backend, "webgpu");
  const [x, y] = [tf.ones<tf.Rank.R2>([4, 4]), tf.ones<tf.Rank.R2>([4, 4])];
  const z = tf.matMul(x, y);
  assertEquals((await z.data())[0], 4);
  tf.dispose([x, y, z]);
});

webgpuTest(
  "useBackend: what a GPU refuses is told where it is read, until it is begun anew",
  async () => {
    await useBackend("webgpu");
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const x = tf.ones<tf.Rank.R2>([8, 8]);
    // As for a tensor that has no room: the error comes to nobody, and a wrong number from what follows.
    device.createBuffer({ size: device.limits.maxBufferSize + 4, usage: GPUBufferUsage.STORAGE });
    const problem = await assertRejects(() => product(x).data(), BackendProblem, "the GPU refused");
    assertStringIncludes(problem.message, "take a smaller batch");
    await assertRejects(() => x.data(), BackendProblem, "the GPU refused");
    await useBackend("webgpu");
    assertEquals((await product(x).data())[0], 8);
    const [side, limit] = [6000, device.limits.maxStorageBufferBindingSize];
    if (4 * side ** 2 > limit) {
      await assertRejects(
        () => tf.sum(tf.ones([side, side])).data(),
        BackendProblem,
        String(limit),
      );
      await useBackend("webgpu");
    }
    tf.disposeVariables();
    x.dispose();
  },
);

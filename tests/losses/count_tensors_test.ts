import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { countTensors } from "#lib/losses/internal/triplet_slopes.ts";

Deno.test("counts that int32 cannot hold are float32, not what is left of them", async () => {
  await tf.setBackend("cpu");
  const most = 2 ** 31 - 1;
  // 2,050 rows of two classes have more than 2^31 triplets: no batch to lay out for a test.
  const counts = { valid: 2 ** 32, positive: 2 ** 31, easy: most, semiHard: 0, hard: 2 ** 40 };
  const tensors = countTensors(counts);
  for (const [name, count] of Object.entries(counts)) {
    const tensor = tensors[name as keyof typeof tensors];
    assertEquals(tensor.dtype, count > most ? "float32" : "int32", name);
    assertEquals(tensor.dataSync()[0], count, name);
  }
  tf.dispose(Object.values(tensors));
});

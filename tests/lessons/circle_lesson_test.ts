import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { toyBatch } from "#lib/datasets/mod.ts";
import { rulesApart } from "#lib/exercises/circle_loss.ts";
import { recordedCircleLosses } from "#lib/lessons/recorded_circle_losses.ts";
import { similarityPath } from "#lib/lessons/similarity_path.ts";
import { batchCircleLoss } from "#lib/losses/mod.ts";

Deno.test("recordedCircleLosses() holds every recorded value, and ours agree with it", () => {
  const rows = recordedCircleLosses();
  const counts = (from: string) => rows.filter((row) => row.from === from).length;
  assertEquals(counts("PyTorch, pairs"), 45);
  assertEquals(counts("PyTorch, pooled"), 65);
  assertEquals(counts("pytorch-metric-learning"), 65);
  for (const { recorded, ours } of rows) {
    assert(Math.abs(ours - recorded) <= 1e-10 * Math.max(1, recorded), `${ours}, ${recorded}`);
  }
});

Deno.test("recordedCircleLosses() holds what article 5's printed pairs give in PyTorch", () => {
  const printed = recordedCircleLosses().find(({ on, m, gamma }) =>
    on === "the article's printed pairs" && m === 0.25 && gamma === 256
  );
  assertAlmostEquals(printed?.recorded ?? NaN, 184.0198481844282, 1e-9);
});

Deno.test("similarityPath() turns distances on the sphere into cosines, and averages them", () => {
  const steps = [1, 1, Math.SQRT2, 0].map((d) => ({ positive50: d, negative50: Math.SQRT2 }));
  const path = similarityPath(steps, { over: 2 });
  assertEquals(path.map(({ name }) => name), ["first", "last"]);
  assertEquals(path.map(({ sp }) => +sp.toFixed(12)), [0.5, 0.5]);
  assertEquals(path.map(({ sn }) => +Math.abs(sn).toFixed(12)), [0, 0]);
});

Deno.test("similarityPath() leaves places between without a name, and needs two", () => {
  const steps = Array.from({ length: 5 }, () => ({ positive50: 1, negative50: 1 }));
  assertEquals(similarityPath(steps, { over: 1 }).map(({ name }) => name ?? ""), [
    "first",
    "",
    "",
    "",
    "last",
  ]);
  assertThrows(() => similarityPath(steps), RangeError, "steps: expected at least 20, got 5");
});

Deno.test("exercise 5.4 takes the same two gradients as the losses on tensors", async () => {
  await tf.setBackend("cpu");
  const { labels } = toyBatch();
  const byTensors = async (degrees: number[]) => {
    const angles = degrees.map((angle) => angle * Math.PI / 180);
    const x = tf.tensor2d(angles.map((angle) => [Math.cos(angle), Math.sin(angle)]));
    const [u, v] = await Promise.all(
      (["pooled", "per-anchor"] as const).map((rule) =>
        tf.grad((e: tf.Tensor) => batchCircleLoss(e as tf.Tensor2D, labels, { rule }))(x).data()
      ),
    );
    const dot = (p: ArrayLike<number>, q: ArrayLike<number>) =>
      Array.from(p).reduce((sum, value, i) => sum + value * q[i], 0);
    return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
  };
  for (const degrees of [[0, 60, 130, 185, 240, 310], [10, 130, 140, 290, 300, 355]]) {
    const cosine = await byTensors(degrees);
    assert(cosine >= 0.5, `${cosine}`);
    assertEquals(rulesApart.check(degrees, undefined), `the cosine is ${cosine.toFixed(2)}`);
  }
  const apart = [0, 90, 2, 180, 270, 100];
  assert(await byTensors(apart) < 0, "the solution's cosine");
  assertEquals(rulesApart.check(apart, undefined), true);
});

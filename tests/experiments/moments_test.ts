import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { replay, type Study } from "#lib/experiments/mod.ts";

/**
 * At which steps a unit of a study has its network evaluated, and which of its rows it keeps of each
 * table: nothing is trained, the run only answers with a row for each step.
 */
async function momentsOf(study: Study, setting: object, steps: number) {
  await tf.setBackend("cpu");
  const digits = (first: number, classes: number) => ({
    ...{ images: new Float32Array(200 * 784), count: 200, height: 28, width: 28 },
    labels: Int32Array.from({ length: 200 }, (_, i) => first + i % classes),
  });
  const trained = digits(0, 6);
  const data = { data: trained, seen: trained, unseen: digits(6, 4), shown: trained.images };
  const [split] = await study.splits();
  let evaluated: readonly number[] = [];
  const unit = { setting, split, seed: 1, steps, backend: "cpu" };
  const rows = await study.train(unit, data, (options) => {
    evaluated = options.evaluateAt as number[];
    const at = (step: number) => ({ step }) as never;
    return Promise.resolve({
      steps: Array.from({ length: steps }, (_, i) => at(i + 1)),
      evaluations: evaluated.map(at),
    } as never);
  });
  const kept = (rows.steps as unknown as { step: number }[]).map(({ step }) => step);
  return { evaluated, kept };
}

const every = (stride: number, to: number) =>
  Array.from({ length: to / stride }, (_, i) => (i + 1) * stride);

Deno.test("replay: moments are close at first, where most happens, and wider later", async () => {
  const { evaluated, kept } = await momentsOf(replay, { strategy: "batch hard" }, 610);
  const early = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    16,
    20,
    24,
    25,
    28,
    30,
    40,
    50,
    60,
    70,
    75,
    80,
    90,
  ];
  assertEquals(evaluated, [...early, 100, ...every(25, 600).filter((step) => step > 100), 610]);
  assertEquals(kept, evaluated);
});

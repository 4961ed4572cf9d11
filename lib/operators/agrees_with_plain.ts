import type { OperatorEngine } from "./types.ts";

/**
 * Positive and hard triplets, loss and a weighted sum of the gradient, as the plain engine gives them
 * for 20 and for 2 classes. Written down, as it would load a compiler of JavaScript to give them.
 */
const PLAIN = new Map([
  [20, [14253, 8710, 0.72687148, 0.00438469]],
  [2, [98602, 62439, 0.76987193, 0.10486819]],
]);

/** Warms an engine up, and compares it with the plain one: it may compute wrongly on this processor. */
export function agreesWithPlain(engine: OperatorEngine): boolean {
  const dim = 20, size = 80;
  const embeddings = Float32Array.from({ length: size * dim }, (_, i) => i * i % 10007 / 5000 - 1);
  return [...PLAIN].every(([classes, want]) => {
    const labels = Int32Array.from({ length: size }, (_, i) => i % classes);
    const input = { embeddings, labels, dim, gradient: true };
    const got = engine.batchAll(input, { margin: 0.5, squared: false });
    const slope = got?.gradient?.reduce((sum, slope, i) => sum + slope * (i % 7 - 2.5), 0);
    return [got?.counts.positive, got?.counts.hard, got?.loss, slope]
      .every((value, i) => Math.abs(value! - want[i]) < 1e-6);
  });
}

import { seededRandom } from "#lib/random.ts";

/** A batch in the plane that is the same for the same seed. */
export function randomBatch(seed: number, size = 9, classes = 3) {
  const random = seededRandom(seed);
  const number = () => 6 * random.uniform() - 3;
  return {
    points: Array.from({ length: size }, () => [number(), number()]),
    labels: Array.from({ length: size }, (_, i) => i % classes),
  };
}

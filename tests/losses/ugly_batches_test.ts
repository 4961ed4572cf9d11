/**
 * Batches that break implementations: every loss has the loop's value and a finite gradient on
 * each.
 */
import { assert, assertAlmostEquals } from "@std/assert";
import { randomBatch } from "../reference/oracles.ts";
import { onEachBackend, valueAndGradient } from "./backends.ts";
import { type Case, circleCases, givenCases, minedCases } from "./cases.ts";

const random = randomBatch(1, 6, 3);

/** Points and labels by what is wrong with them. */
const batches: Record<string, { x: number[][]; y: number[] }> = {
  "B = 0": { x: [], y: [] },
  "B = 1": { x: [[1, 2, 3]], y: [4] },
  "B = 2, one class": { x: random.slice(0, 2), y: [4, 4] },
  "B = 2, two classes": { x: random.slice(0, 2), y: [4, 5] },
  "one class": { x: random, y: [1, 1, 1, 1, 1, 1] },
  "all distinct": { x: random, y: [1, 2, 3, 4, 5, 6] },
  "lone anchors": { x: random, y: [1, 1, 2, 3, 3, 4] },
  "duplicates within a class": {
    x: [random[0], random[0], ...random.slice(2)],
    y: [1, 1, 2, 2, 3, 3],
  },
  "duplicates across classes": {
    x: [random[0], random[0], ...random.slice(2)],
    y: [1, 2, 1, 2, 3, 3],
  },
  "all points equal": { x: random.map(() => random[0]), y: [1, 1, 2, 2, 3, 3] },
  "all points zero": { x: random.map(() => [0, 0, 0]), y: [1, 1, 2, 2, 3, 3] },
  "ties on a grid": {
    x: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1]],
    y: [1, 2, 2, 1, 1, 2],
  },
  "magnitudes of 1e12": { x: random.map((row) => row.map((v) => v * 1e12)), y: [1, 1, 2, 2, 3, 3] },
  "magnitudes of 1e-30": {
    x: random.map((row) => row.map((v) => v * 1e-30)),
    y: [1, 1, 2, 2, 3, 3],
  },
};

async function isSound(test: Case, y: number[], x: number[][], where: string): Promise<void> {
  const points = x.map((row) => row.map(Math.fround));
  let wanted: number | undefined;
  try {
    wanted = test.loop(points, y);
  } catch (error) {
    // Article 4 has no answer without a negative: then the tensors have none either.
    assert(error instanceof RangeError && test.name.includes("pytorch"), String(error));
  }
  try {
    const { value, gradient } = await valueAndGradient((x) => test.tensor(x, y), points);
    assert(wanted !== undefined, `${where}: should be refused`);
    assertAlmostEquals(value, wanted, 1e-4 * Math.abs(wanted) + 1e-12, where);
    assert(gradient.flat().every(Number.isFinite), `${where}: gradient ${gradient}`);
  } catch (error) {
    if (wanted !== undefined || !(error instanceof RangeError)) throw error;
  }
}

for (const [what, { x, y }] of Object.entries(batches)) {
  Deno.test(`losses are sound on a batch with ${what}`, async () => {
    await onEachBackend(async (backend) => {
      for (const test of [...minedCases(), ...circleCases([{}, { gamma: 1000 }])]) {
        // Squares of 1e-30 are 0 in float32, so that no negative is farther than a positive.
        if (what.includes("1e-30") && /semi-hard.*squared/.test(test.name)) continue;
        // Equal angles between different rows tie as rounding has it.
        if (what.includes("ties") && test.name.includes("cosine")) continue;
        await isSound(test, y, x, `${test.name}, ${what}, ${backend}`);
      }
      if (x.length % 3 !== 0) return;
      for (const test of givenCases()) {
        await isSound(test, y, x, `${test.name}, ${what}, ${backend}`);
      }
    });
  });
}

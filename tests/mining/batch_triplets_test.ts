import { batchTriplets, type BatchTripletsOptions, type MinedTriplets } from "#lib/mining/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";

/** Batches of few classes, every other one on whole numbers: ties and triplets at the border. */
function* batches(): Generator<{ x: number[][]; labels: number[]; margin: number }> {
  const random = seededRandom(5);
  for (let trial = 0; trial < 60; trial++) {
    const size = 1 + random.integer(16), dim = 1 + random.integer(3);
    const grid = trial % 2 === 0;
    const coordinate = () => grid ? random.integer(4) : Math.fround(random.normal());
    const x = Array.from({ length: size }, () => Array.from({ length: dim }, coordinate));
    const labels = x.map(() => random.integer(1 + trial % 4));
    yield { x, labels, margin: grid ? 1 + random.integer(2) : random.uniform() };
  }
}

const mine = (x: number[][], labels: number[], options: Omit<BatchTripletsOptions, "dim">) =>
  batchTriplets(Float32Array.from(x.flat()), labels, { dim: x[0].length, ...options });

/** The mean over the mined triplets, 0 without any. */
function meanLoss(d: number[][], margin: number, { anchors, positives, negatives }: MinedTriplets) {
  const losses = Array.from(anchors, (a, i) => {
    return Math.max(d[a][positives[i]] - d[a][negatives[i]] + margin, 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / Math.max(losses.length, 1);
}

Deno.test("the mean over the mined triplets is the loss that is named after the strategy", () => {
  for (const { x, labels, margin } of batches()) {
    for (const squared of [false, true]) {
      const d = reference.pairwiseDistances(x, { squared });
      const options = { margin, squared };
      const hold = (mined: MinedTriplets, { loss }: { loss: number }) =>
        assertAlmostEquals(meanLoss(d, margin, mined), loss, 1e-12);
      hold(
        mine(x, labels, { ...options, negatives: "with-loss" }),
        reference.batchAllTripletLoss(x, labels, options),
      );
      hold(
        mine(x, labels, { squared, positives: "hardest", negatives: "hardest" }),
        reference.batchHardTripletLoss(x, labels, options),
      );
      hold(
        mine(x, labels, { ...options, negatives: "semi-hard" }),
        reference.semiHardTripletLoss(x, labels, options),
      );
      hold(
        mine(x, labels, { squared, negatives: "nearest" }),
        reference.semiHardTripletLoss(x, labels, { ...options, rule: "nearest" }),
      );
      const valid = reference.tripletMask(labels).flat(2).filter(Boolean).length;
      assertEquals(mine(x, labels, {}).anchors.length, valid);
    }
  }
});

Deno.test("easy-positive mining takes the nearest of the class, the first of several", () => {
  for (const { x, labels } of batches()) {
    const d = reference.pairwiseDistances(x);
    const mined = mine(x, labels, { positives: "easiest", negatives: "hardest" });
    mined.anchors.forEach((a, i) => {
      for (const [row, p] of [[true, mined.positives[i]], [false, mined.negatives[i]]] as const) {
        const rivals = labels.flatMap((label, j) =>
          j !== a && (label === labels[a]) === row ? [j] : []
        );
        const least = Math.min(...rivals.map((j) => d[a][j]));
        assertEquals(p, rivals.find((j) => d[a][j] === least));
      }
    });
    const anchors = labels.filter((label, a) =>
      labels.some((other, j) => j !== a && other === label) && labels.some((o) => o !== label)
    );
    assertEquals(mined.anchors.length, anchors.length);
  }
});

Deno.test("batchTriplets() refuses what it cannot mine, before any work", () => {
  const from = (options: Partial<BatchTripletsOptions>, x = [0, 1, 2]) => () =>
    batchTriplets(Float32Array.from(x), [0, 0, 1], { dim: 1, ...options });
  assertThrows(from({ negatives: "semi-hard" }), TypeError, "margin");
  assertThrows(from({ negatives: "with-loss", margin: -1 }), RangeError, "margin");
  assertThrows(from({ positives: "nearest" as "all" }), RangeError, "positives");
  assertThrows(from({}, [0, NaN, 1]), RangeError, "embeddings");
  assertThrows(from({ dim: 2 }), RangeError, "embeddings");
  assert(from({})().anchors.length === 2);
});

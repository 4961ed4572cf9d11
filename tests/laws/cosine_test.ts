/** Cosine distances in every layer, beside `1 - cos` as it is written down. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { nearestNeighbours, recallAtK, retrievalMetrics, rocCurve } from "#lib/evaluation/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import { batchTriplets, mineTriplets, tripletStatistics } from "#lib/mining/mod.ts";
import { availableEngines, batchAll, batchHard, semiHard } from "#lib/operators/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import { seededRandom } from "#lib/random.ts";
import {
  centralDifferences,
  randomBatch,
  relativeError,
  shuffledLabels,
} from "../reference/oracles.ts";

const cosine = { distance: "cosine" } as const;
const dim = 5;
const float32 = (x: number[][]): number[][] => x.map((row) => row.map(Math.fround));

/** Rows of very different lengths, so that no other distance comes out the same. */
const lengths = [1e-3, 0.1, 1, 20, 3e4];
const points = float32(
  randomBatch(11, 14, dim).map((row, i) => row.map((v) => v * lengths[i % lengths.length])),
);
const labels = shuffledLabels(11, 14, 4);
const flat = Float32Array.from(points.flat());

const oneMinusCos = (x: number[], y: number[]): number => {
  const dot = x.reduce((sum, xk, k) => sum + xk * y[k], 0);
  return 1 - dot / Math.hypot(...x) / Math.hypot(...y);
};
const wanted = points.map((x) => points.map((y) => oneMinusCos(x, y)));

Deno.test("cosine: the loops' distances are 1 - cos, and exactly 0 between equal rows", () => {
  const found = reference.pairwiseDistances(points, cosine);
  found.forEach((row, i) => row.forEach((d, j) => assertAlmostEquals(d, wanted[i][j], 1e-13)));
  found.forEach((row, i) => assertEquals(row[i], 0));
});

Deno.test("cosine: no loss changes with the lengths of the rows", () => {
  const scaled = points.map((row, i) => row.map((v) => v * (1 + i)));
  for (const margin of [0, 0.1, 0.5]) {
    for (
      const loss of ["batchAllTripletLoss", "batchHardTripletLoss", "semiHardTripletLoss"] as const
    ) {
      const [one, other] = [points, scaled].map((x) =>
        reference[loss](x, labels, { margin, ...cosine })
      );
      assertAlmostEquals(one.loss, other.loss, 1e-12, loss);
      assertEquals(one.counts, other.counts);
    }
  }
});

Deno.test("cosine: given triplets have 1 - cos too, a row of zeros 1 from all but its like", async () => {
  const [a, p, n] = [[[2, 0], [0, 0], [0, 0]], [[0, 3], [1, 1], [0, 0]], [[5, 5], [0, 0], [1, 2]]];
  const half = 1 - Math.SQRT1_2;
  for (const [swap, lost] of [[false, half], [true, half]] as const) {
    const options = { ...cosine, margin: 0.25, swap, reduction: "none" } as const;
    // 1 - (1 - 1/sqrt 2) + 0.25; 1 - 0 + 0.25; 0 - 1 + 0.25.
    const wanted = [1.25 - lost, 1.25, 0];
    reference.tripletMarginLoss(a, p, n, options).forEach((loss, i) =>
      assertAlmostEquals(loss, wanted[i], 1e-15)
    );
    await tf.setBackend("cpu");
    const loss = (x: tf.Tensor) =>
      losses.tripletMarginLoss(x as tf.Tensor2D, tf.tensor2d(p), tf.tensor2d(n), options);
    const found = await loss(tf.tensor2d(a)).data();
    wanted.forEach((loss, i) => assertAlmostEquals(found[i], loss, 1e-6));
    const gradient = await tf.grad((x) => loss(x).sum())(tf.tensor2d(a)).array() as number[][];
    assert(gradient.slice(1).flat().every((slope) => slope === 0));
  }
  const none = await losses.tripletMarginLoss(
    tf.zeros([0, 3]),
    tf.zeros([0, 3]),
    tf.zeros([0, 3]),
    cosine,
  )
    .data();
  assertEquals([...none], [0]);
});

/** What an operator gives, and the loop that defines it. */
const OPERATORS = [
  ...[{}].map((rule) => ({
    rule,
    name: "batch all",
    fused: batchAll,
    loop: reference.batchAllTripletLoss,
  })),
  ...(["tensorflow", "pytorch", "valid"] as const).map((rule) => ({
    rule: { rule },
    name: `batch hard, ${rule}`,
    fused: batchHard,
    loop: reference.batchHardTripletLoss,
  })),
  ...(["all", "nearest", "random"] as const).map((rule) => ({
    rule: { rule },
    name: `semi-hard, ${rule}`,
    fused: semiHard,
    loop: reference.semiHardTripletLoss,
  })),
];

Deno.test("cosine: every engine gives the loops' loss, counts and gradient", () => {
  for (const engine of availableEngines()) {
    for (const { name, rule, fused, loop } of OPERATORS) {
      for (const margin of [0.05, 0.3, 1]) {
        const where = `${name}, margin ${margin}, ${engine}`;
        const f = (x: number[][]) => loop(x, labels, { margin, ...cosine, ...rule } as never);
        const into = new Float32Array(flat.length).fill(7);
        const options = { dim, margin, ...cosine, ...rule, engine, gradient: into };
        const found = fused(flat, Int32Array.from(labels), options as never);
        const { loss, counts, fractionPositive } = f(points);
        assertAlmostEquals(found.loss, loss, 1e-6, where);
        assertEquals([found.counts, found.fractionPositive], [counts, fractionPositive], where);
        assert(found.gradient === into);
        // Row by row, as the gradients of short rows are large.
        points.forEach((row, i) => {
          const slope = row.map((_, k) => into[i * dim + k]);
          const step = 1e-5 * Math.hypot(...row);
          const differences = centralDifferences(
            ([x]) => f(points.map((other, j) => j === i ? x : other)).loss,
            [row],
            step,
          );
          const size = Math.hypot(...differences[0]);
          if (size > 1e-9) assert(relativeError([slope], differences) < 1e-3, `${where}, row ${i}`);
        });
      }
    }
  }
});

/** The gradient of batch all over the triplets that the loop takes, from the slopes of 1 - cos. */
function slopesOfBatchAll(x: number[][], y: number[], margin: number): number[][] {
  const d = reference.pairwiseDistances(x, cosine);
  const unit = reference.l2Normalize(x);
  const gradient = x.map((row) => row.map(() => 0));
  let count = 0;
  const push = (i: number, j: number, weight: number) => {
    for (const [s, t] of [[i, j], [j, i]]) {
      unit[t].forEach((v, k) => {
        // As -(u_t - cos u_s) / |x_s|, with cos = 1 - d.
        gradient[s][k] -= weight * (v - unit[s][k] + d[s][t] * unit[s][k]) / Math.hypot(...x[s]);
      });
    }
  };
  y.forEach((_, a) => {
    y.forEach((_, p) => {
      y.forEach((_, n) => {
        if (p === a || y[p] !== y[a] || y[n] === y[a] || d[a][n] >= d[a][p] + margin) return;
        count++;
        push(a, p, 1);
        push(a, n, -1);
      });
    });
  });
  return gradient.map((row) => row.map((v) => v / Math.max(count, 1)));
}

Deno.test("cosine: the plain engine keeps its digits where directions have collapsed, the others lose some", () => {
  const [middle] = randomBatch(3, 1, dim);
  for (const spread of [0.1, 1e-3, 1e-5, 3e-7]) {
    const x = float32(
      randomBatch(5, 12, dim).map((row, i) =>
        row.map((v, k) => (1 + i) * (middle[k] + spread * v))
      ),
    );
    const y = shuffledLabels(5, 12, 3), rows = Float32Array.from(x.flat());
    const margin = spread * spread / 4, where = `spread ${spread}`;
    const wanted = slopesOfBatchAll(x, y, margin);
    const { loss, counts } = reference.batchAllTripletLoss(x, y, { margin, ...cosine });
    assert(counts.positive > 10 && counts.easy > 10, where);
    for (const engine of availableEngines()) {
      const options = { dim, margin, ...cosine, engine, gradient: true };
      const found = batchAll(rows, Int32Array.from(y), options);
      const gradient = x.map((row, i) => row.map((_, k) => found.gradient![i * row.length + k]));
      const error = relativeError(gradient, wanted);
      if (engine !== "plain") assert(error < 1e-7 + 2e-7 / spread, `${where}, ${engine}: ${error}`);
      else {
        assert(error < 1e-6, `${where}: ${error}`);
        assertAlmostEquals(found.loss / loss, 1, 1e-5, where);
        assertEquals(found.counts, counts, where);
      }
    }
  }
});

Deno.test("cosine: a row of zeros is 1 from every direction, in every layer, without a gradient", () => {
  const x = [[0, 0], [3, 4], [0, 0], [-1, 0]];
  const y = [1, 1, 2, 2];
  const d = [[0, 1, 0, 1], [1, 0, 1, 1.6], [0, 1, 0, 1], [1, 1.6, 1, 0]];
  const options = { margin: 0.5, ...cosine };
  reference.pairwiseDistances(x, cosine).flat().forEach((v, i) =>
    assertAlmostEquals(v, d.flat()[i], 1e-12)
  );
  const { loss } = reference.batchAllTripletLoss(x, y, options);
  const rows = Float32Array.from(x.flat());
  for (const engine of availableEngines()) {
    const given = { dim: 2, ...options, engine, gradient: true };
    const found = batchAll(rows, Int32Array.from(y), given);
    assertAlmostEquals(found.loss, loss, 1e-6);
    assertEquals(
      [...found.gradient!].map((v, i) => i % 4 < 2 && v),
      Array(8).fill(0).map((_, i) => i % 4 < 2 && 0),
    );
  }
});

Deno.test("cosine: rows too short for a gradient in float32 are refused with one, and have their loss", () => {
  const rows = Float32Array.of(1e-40, 2e-40, 3e-40, 1e-40, 1e-40, -2e-40, 2e-40, 2e-40);
  const x = [0, 2, 4, 6].map((i) => [...rows.subarray(i, i + 2)]), y = Int32Array.of(0, 0, 1, 1);
  const wanted = reference.batchAllTripletLoss(x, y, { margin: 0.3, ...cosine }).loss;
  for (const engine of availableEngines()) {
    const options = { dim: 2, margin: 0.3, ...cosine, engine };
    assertAlmostEquals(batchAll(rows, y, options).loss, wanted, 1e-6);
    for (const fused of [batchAll, batchHard, semiHard]) {
      const call = () => fused(rows, y, { ...options, gradient: true });
      assertThrows(call, RangeError, "embeddings: expected rows of a length");
    }
  }
});

Deno.test("cosine: tensors have the loops' distances, with zeros among the rows", async () => {
  await tf.setBackend("cpu");
  const x = [...points, [0, 0, 0, 0, 0]];
  const found = await losses.pairwiseDistances(tf.tensor2d(x), cosine).array();
  const loop = reference.pairwiseDistances(x, cosine);
  found.forEach((row, i) => row.forEach((d, j) => assertAlmostEquals(d, loop[i][j], 1e-6)));
});

Deno.test("cosine: the metrics are those of 1 - cos sorted", async () => {
  const order = wanted.map((row, i) =>
    [...row.keys()].filter((j) => j !== i).sort((a, b) => row[a] - row[b])
  );
  const hits = order.map((near, i) => Number(labels[near[0]] === labels[i]));
  const counted = hits.filter((_, i) => labels.filter((label) => label === labels[i]).length > 1);
  const recall = counted.reduce((a, b) => a + b) / counted.length;
  assertEquals(await recallAtK(flat, labels, { dim, k: 1, ...cosine }), recall);
  const metrics = await retrievalMetrics(flat, labels, { dim, ks: [1], ...cosine });
  assertEquals(metrics.recall[1], recall);
  for (const engine of ["plain", "device"] as const) {
    const near = await nearestNeighbours(flat, { dim, k: 3, engine, ...cosine });
    assertEquals([...near.indices], order.flatMap((row) => row.slice(0, 3)));
    order.forEach((row, i) => assertAlmostEquals(near.distances[3 * i], wanted[i][row[0]], 1e-12));
  }
  const first = flat.slice(0, 6 * dim);
  const gallery = flat.slice(6 * dim);
  const across = await nearestNeighbours(first, { dim, k: 1, gallery, ...cosine });
  across.distances.forEach((d, i) => assertAlmostEquals(d, Math.min(...wanted[i].slice(6)), 1e-12));

  // The area is the share of pairs of pairs in order.
  const pairs = wanted.flatMap((row, i) =>
    row.flatMap((d, j) => i < j ? [{ d, same: labels[i] === labels[j] }] : [])
  );
  const [same, other] = [true, false].map((is) => pairs.filter((pair) => pair.same === is));
  const inOrder = same.flatMap((a) => other.map((b) => Number(a.d < b.d)));
  const area = inOrder.reduce((a, b) => a + b) / inOrder.length;
  assertAlmostEquals((await rocCurve(flat, labels, { dim, ...cosine })).auc, area, 1e-12);
});

Deno.test("cosine: miners take what 1 - cos says", async () => {
  const hardest = { positives: "hardest", negatives: "hardest" } as const;
  const mined = batchTriplets(flat, labels, { dim, ...hardest, ...cosine });
  mined.anchors.forEach((a, i) => {
    const positives = wanted[a].filter((_, j) => j !== a && labels[j] === labels[a]);
    const negatives = wanted[a].filter((_, j) => labels[j] !== labels[a]);
    assertEquals(wanted[a][mined.positives[i]], Math.max(...positives));
    assertEquals(wanted[a][mined.negatives[i]], Math.min(...negatives));
  });
  const offline = await mineTriplets(flat, labels, {
    dim,
    margin: 0,
    candidates: 1,
    seed: 1,
    ...cosine,
  });
  offline.anchors.forEach((a, i) => {
    const nearest = Math.min(...wanted[a].filter((_, j) => labels[j] !== labels[a]));
    assertEquals(wanted[a][offline.negatives[i]], nearest);
  });
  const found = tripletStatistics(flat, labels, { dim, margin: 0.2, ...cosine });
  const loop = reference.tripletStatistics(points, labels, { margin: 0.2, ...cosine });
  assertEquals([found.easy, found.semiHard, found.hard], [loop.easy, loop.semiHard, loop.hard]);
  assertAlmostEquals(found.negative25, loop.negative25, 1e-12);
});

Deno.test("cosine: squared beside it, and another word, are refused everywhere", async () => {
  const y = Int32Array.from(labels);
  const refused: ((options: object) => unknown)[] = [
    (o) => reference.pairwiseDistances(points, o),
    (o) => reference.semiHardTripletLoss(points, labels, { margin: 1, ...o }),
    (o) => losses.pairwiseDistances(tf.tensor2d(points), o),
    (o) => losses.batchHardTripletLoss(tf.tensor2d(points), labels, { margin: 1, ...o }),
    (o) => batchAll(flat, y, { dim, margin: 1, ...o }),
    (o) => batchTriplets(flat, y, { dim, ...o }),
    (o) => tripletStatistics(flat, y, { dim, margin: 1, ...o }),
  ];
  for (const call of refused) {
    assertThrows(() => call({ squared: true, ...cosine }), RangeError, "squared: expected false");
    assertThrows(() => call({ distance: "angular" }), RangeError, "distance: expected");
  }
  const bad = { dim, k: 1, distance: "angular" as "cosine" };
  assertEquals(
    await recallAtK(flat, labels, bad).then(() => "", (error) => error.name),
    "RangeError",
  );
});

Deno.test("cosine: between points of a grid plain and loop decide alike, and lengths down to 1e-200", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    // Without rows of zeros, from which all are 1 away to rounding.
    const x = Array.from({ length: 16 }, () => [1, 2, 3].map(() => random.integer(7) - 3)).filter((
      row,
    ) => row.some(Boolean));
    const y = x.map(() => random.integer(3)), margin = random.integer(4) / 10;
    const rows = Float32Array.from(x.flat());
    const options = { dim: 3, margin, engine: "plain", ...cosine } as const;
    const { counts } = reference.batchAllTripletLoss(x, y, { margin, ...cosine });
    assertEquals(batchAll(rows, Int32Array.from(y), options).counts, counts, `seed ${seed}`);
    const tiny = x.map((row) => row.map((v) => v * 2 ** -660));
    const found = [x, tiny].map((x) =>
      tripletStatistics(x.flat(), y, { dim: 3, margin, ...cosine })
    );
    assertEquals(found[1], found[0]);
  }
});

Deno.test("cosine: random batches, every engine against the loops", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed);
    const size = 2 + random.integer(40), length = 1 + random.integer(12);
    const x = float32(randomBatch(seed, size, length + 1));
    const y = Array.from({ length: size }, () => random.integer(4));
    const rows = Float32Array.from(x.flat());
    const margin = random.integer(10) / 10;
    const { loss, counts } = reference.batchAllTripletLoss(x, y, { margin, ...cosine });
    for (const engine of availableEngines()) {
      const options = { dim: length + 1, margin, engine, ...cosine };
      const found = batchAll(rows, Int32Array.from(y), options);
      assertAlmostEquals(found.loss, loss, 1e-5 * (1 + loss), `seed ${seed}, ${engine}`);
      assertEquals(found.counts.valid, counts.valid);
    }
  }
});

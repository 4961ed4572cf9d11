import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { drawNegative } from "#lib/reference/draw_negative.ts";
import {
  anchorNegativeMask,
  anchorPositiveMask,
  batchAllTripletLoss,
  batchHardTripletLoss,
  l2Normalize,
  pairwiseDistances,
  semiHardTripletLoss,
  tripletCategory,
  tripletMask,
  tripletStatistics,
} from "#lib/reference/mod.ts";
import {
  batchAllOracle,
  batchHardOracle,
  hypotDistances,
  randomBatch,
  shuffledLabels,
} from "./oracles.ts";

// The batch of the project's notes: seven points on a line. Distances are whole numbers.
const labels = [0, 0, 0, 1, 1, 2, 3];
const points = [[0], [1], [3], [4], [8], [9], [13]];

function close(actual: number, wanted: number): void {
  assertAlmostEquals(actual, wanted, 1e-12 * Math.max(1, Math.abs(wanted)));
}

Deno.test("pairwiseDistances agrees with Math.hypot, is symmetric and has a diagonal of zeros", () => {
  const x = randomBatch(2, 12, 5);
  for (const squared of [false, true]) {
    const d = pairwiseDistances(x, { squared });
    const wanted = hypotDistances(x, squared);
    d.forEach((row, i) =>
      row.forEach((v, j) => {
        close(v, wanted[i][j]);
        assertEquals(v, d[j][i]);
      })
    );
    d.forEach((row, i) => assertEquals(row[i], 0));
  }
});

Deno.test("pairwiseDistances keeps its digits far from the origin, where the Gram matrix loses them", () => {
  const near = [[0, 0], [3e-4, 4e-4]];
  const far = near.map((row) => row.map((v) => v + 2 ** 20));
  const gram = (a: number[], b: number[]): number =>
    a[0] ** 2 + a[1] ** 2 - 2 * (a[0] * b[0] + a[1] * b[1]) + b[0] ** 2 + b[1] ** 2;
  const exact = Math.hypot(far[0][0] - far[1][0], far[0][1] - far[1][1]);
  assertEquals(pairwiseDistances(far)[0][1], exact);
  assert(Math.abs(Math.sqrt(Math.max(gram(far[0], far[1]), 0)) - exact) > 0.1 * exact);
});

Deno.test("tripletMask is the outer product of the two pair masks", () => {
  const positive = anchorPositiveMask(labels);
  const negative = anchorNegativeMask(labels);
  tripletMask(labels).forEach((plane, a) =>
    plane.forEach((row, p) =>
      row.forEach((valid, n) => assertEquals(valid, positive[a][p] && negative[a][n]))
    )
  );
});

Deno.test("tripletCategory at its two boundaries: equal distances are hard, loss 0 is easy", () => {
  assertEquals(tripletCategory(1, 1, 0.5), "hard");
  assertEquals(tripletCategory(1, 1.25, 0.5), "semi-hard");
  assertEquals(tripletCategory(1, 1.5, 0.5), "easy");
  assertEquals(tripletCategory(1, 1, 0), "hard");
  assertEquals(tripletCategory(1, 1 + 2 ** -52, 0), "easy");
  assertEquals(tripletCategory(0, 0, 0.5), "hard");
});

Deno.test("batchAllTripletLoss agrees with the masked B x B x B array of article 2", () => {
  for (const [seed, rows, columns, perClass] of [[1, 9, 3, 3], [2, 12, 1, 4], [3, 16, 8, 2]]) {
    const x = randomBatch(seed, rows, columns);
    const y = shuffledLabels(seed, rows, perClass);
    for (const squared of [false, true]) {
      for (const margin of [0, 0.2, 1]) {
        const wanted = batchAllOracle(y, x, margin, squared);
        const { loss, fractionPositive, counts } = batchAllTripletLoss(x, y, { margin, squared });
        close(loss, wanted.loss);
        close(fractionPositive, wanted.fraction);
        assertEquals([counts.valid, counts.positive], [wanted.valid, wanted.positive]);
        assertEquals(counts.easy + counts.semiHard + counts.hard, counts.valid);
      }
    }
  }
});

Deno.test("batchAllTripletLoss by hand, on four points of a line", () => {
  // Classes {0, 2} and {3, 7}, margin 2. Triplets (a, p, n): d_ap, d_an -> loss
  // (0,1,2): 2,3 -> 1   (0,1,3): 2,7 -> 0   (1,0,2): 2,1 -> 3   (1,0,3): 2,5 -> 0
  // (2,3,0): 4,3 -> 3   (2,3,1): 4,1 -> 5   (3,2,0): 4,7 -> 0   (3,2,1): 4,5 -> 1
  const { loss, fractionPositive, counts } = batchAllTripletLoss(
    [[0], [2], [3], [7]],
    [5, 5, 6, 6],
    {
      margin: 2,
    },
  );
  assertEquals(loss, 13 / 5);
  assertEquals(fractionPositive, 5 / 8);
  assertEquals(counts, { valid: 8, positive: 5, easy: 3, semiHard: 2, hard: 3 });
});

Deno.test("batchAllTripletLoss by mean, sum and mean over non-zero differ by their denominator", () => {
  const loss = (reduction: "mean" | "sum" | "mean-non-zero") =>
    batchAllTripletLoss([[0], [2], [3], [7]], [5, 5, 6, 6], { margin: 2, reduction }).loss;
  assertEquals([loss("sum"), loss("mean"), loss("mean-non-zero")], [13, 13 / 8, 13 / 5]);
});

Deno.test("each anchor's loss by hand, on four points of a line and one alone", () => {
  const [x, y] = [[[0], [2], [3], [7], [9]], [5, 5, 6, 6, 4]];
  const options = { margin: 2, reduction: "none" } as const;
  // The triplets of the four as above, and those with the point at 9: (3, 2, 4) has 4 - 2 + 2.
  assertEquals(batchAllTripletLoss(x, y, options).loss, [1, 3, 8, 1 + 4, 0]);
  assertEquals(batchHardTripletLoss(x, y, options).loss, [1, 3, 5, 4, 0]);
  assertEquals(semiHardTripletLoss(x, y, options).loss, [1, 0, 0, 1, 0]);
  const nearest = { ...options, rule: "nearest" } as const;
  assertEquals(semiHardTripletLoss(x, y, nearest).loss, [1, 0, 0, 1, 0]);
});

Deno.test("batchAllTripletLoss with soft is the mean of softplus over all valid triplets", () => {
  const violations = [1, -3, 3, -1, 3, 5, -1, 1];
  const wanted = violations.reduce((sum, x) => sum + Math.log(1 + Math.exp(x)), 0) / 8;
  const options = { margin: 2, soft: true } as const;
  close(batchAllTripletLoss([[0], [2], [3], [7]], [5, 5, 6, 6], options).loss, wanted);
});

Deno.test("batchAllTripletLoss sees triplets that article 2's threshold of 1e-16 would lose", () => {
  const tiny = [[0], [1e-9], [2e-9]];
  const { loss, counts } = batchAllTripletLoss(tiny, [7, 7, 8], { margin: 0, squared: true });
  assertEquals(counts.positive, 0);
  assertEquals(loss, 0);
  // One step nearer than the positive, the negative of anchor 1 has a loss of 3e-18.
  const closer = batchAllTripletLoss([[0], [2e-9], [3e-9]], [7, 7, 8], {
    margin: 0,
    squared: true,
  });
  assertEquals(closer.counts.positive, 1);
  assertAlmostEquals(closer.loss, 3e-18, 1e-30);
});

Deno.test("batchHardTripletLoss 'tensorflow' and 'valid' agree with sorted distances", () => {
  for (const [seed, rows, columns, perClass] of [[4, 9, 3, 3], [5, 13, 1, 4], [6, 16, 8, 2]]) {
    const x = randomBatch(seed, rows, columns);
    const y = shuffledLabels(seed, rows, perClass);
    for (const squared of [false, true]) {
      const options = { margin: 0.3, squared } as const;
      close(
        batchHardTripletLoss(x, y, { ...options, rule: "tensorflow" }).loss,
        batchHardOracle(y, x, 0.3, squared, "all"),
      );
      close(
        batchHardTripletLoss(x, y, { ...options, rule: "valid" }).loss,
        batchHardOracle(y, x, 0.3, squared, "valid"),
      );
    }
  }
});

Deno.test("batchHardTripletLoss: three rules, three numbers on one batch, by hand", () => {
  // Hardest positive minus nearest negative, plus 1: 3-4, 2-3, 3-1, 4-1, 4-1, then the lone anchors
  // 0-1 and 0-4: so 0, 0, 3, 4, 4, 0, 0.
  const loss = (rule: "tensorflow" | "pytorch" | "valid") =>
    batchHardTripletLoss(points, labels, { margin: 1, rule }).loss;
  close(loss("tensorflow"), 11 / 7);
  // A lone anchor of article 4 has itself at 1e-6: 1e-6 - 1 + 1 is a loss, of a millionth.
  close(loss("pytorch"), (11 + 1e-6) / 7);
  close(loss("valid"), 11 / 5);
});

Deno.test("batchHardTripletLoss on one class: the margin, a refusal, and 0", () => {
  const one = [4, 4, 4];
  const x = [[0], [1], [5]];
  assertEquals(batchHardTripletLoss(x, one, { margin: 0.5, rule: "tensorflow" }).loss, 0.5);
  assertEquals(batchHardTripletLoss(x, one, { margin: 0.5, rule: "valid" }).loss, 0);
  assertThrows(
    () => batchHardTripletLoss(x, one, { margin: 0.5, rule: "pytorch" }).loss,
    RangeError,
    `labels: expected two classes or more, a negative for every anchor (rule "pytorch"), got one class only`,
  );
});

Deno.test("batchHardTripletLoss 'pytorch' clamps at 1e-6, squared or not", () => {
  const x = [[0], [0], [0]];
  const options = { margin: 0.5, rule: "pytorch" } as const;
  close(batchHardTripletLoss(x, [1, 1, 2], options).loss, 0.5);
  // Two classes at one point and a far one: every hardest pair is 1e-6 against 1e-6.
  const spread = [[0], [0], [10]];
  const lone = batchHardTripletLoss(spread, [1, 2, 3], options).loss;
  assertAlmostEquals(lone, (0.5 + 0.5 + 0) / 3, 1e-12);
});

Deno.test("batchHardTripletLoss with soft and margin 0 is Hermans' soft margin: log 2 when collapsed", () => {
  const options = { margin: 0, soft: true, rule: "valid" } as const;
  close(batchHardTripletLoss([[3], [3], [3], [3]], [1, 1, 2, 2], options).loss, Math.LN2);
  const violations = [3 - 4, 2 - 3, 3 - 1, 4 - 1, 4 - 1];
  const wanted = violations.reduce((sum, v) => sum + Math.log(1 + Math.exp(v)), 0) / 5;
  close(batchHardTripletLoss(points, labels, options).loss, wanted);
});

Deno.test("semiHardTripletLoss is the mean over the triplets inside the margin", () => {
  // Of the four points by hand above: (0,1,2) loses 1 and (3,2,1) loses 1.
  assertEquals(semiHardTripletLoss([[0], [2], [3], [7]], [5, 5, 6, 6], { margin: 2 }).loss, 1);
  const y = shuffledLabels(8, 12, 3);
  const x = randomBatch(8, 12, 4);
  const d = hypotDistances(x, false);
  const losses: number[] = [];
  tripletMask(y).forEach((plane, a) =>
    plane.forEach((row, p) =>
      row.forEach((valid, n) => {
        if (valid && d[a][n] > d[a][p] && d[a][n] < d[a][p] + 0.5) {
          losses.push(0.5 - (d[a][n] - d[a][p]));
        }
      })
    )
  );
  assert(losses.length > 10);
  const wanted = losses.reduce((a, b) => a + b) / losses.length;
  close(semiHardTripletLoss(x, y, { margin: 0.5 }).loss, wanted);
  close(batchAllTripletLoss(x, y, { margin: 0.5 }).counts.semiHard, losses.length);
});

Deno.test("semiHardTripletLoss 'nearest' gives each pair one negative, by hand", () => {
  // Classes {0, 2} and {3, 7}, margin 2; pair (a, p) at d_ap, the negatives' d_an -> the one taken,
  // loss. (0,1) 2: 3, 7 -> 3, 1 (1,0) 2: 1, 5 -> 5, 0 (2,3) 4: 3, 1 -> none farther: 3, 3 (3,2) 4:
  // 7, 5 -> 5, 1
  const options = { margin: 2, rule: "nearest" } as const;
  assertEquals(semiHardTripletLoss([[0], [2], [3], [7]], [5, 5, 6, 6], options).loss, 5 / 4);
  assertEquals(semiHardTripletLoss([[0], [2], [3]], [1, 1, 1], options).loss, 0);
  assertEquals(semiHardTripletLoss([[0], [2], [3]], [1, 2, 3], options).loss, 0);
  assertEquals(semiHardTripletLoss([], [], options).loss, 0);
});

Deno.test("semiHardTripletLoss counts the triplets that its rule takes", () => {
  const x = [[0], [2], [3], [7]];
  const y = [5, 5, 6, 6];
  assertEquals(semiHardTripletLoss(x, y, { margin: 2, rule: "nearest" }), {
    loss: 5 / 4,
    fractionPositive: 3 / 4,
    counts: { valid: 4, positive: 3, easy: 1, semiHard: 2, hard: 1 },
  });
  for (const rule of ["all", "random"] as const) {
    assertEquals(semiHardTripletLoss(x, y, { margin: 2, rule }), {
      loss: 1,
      fractionPositive: 1,
      counts: { valid: 2, positive: 2, easy: 0, semiHard: 2, hard: 0 },
    });
  }
});

Deno.test("semiHardTripletLoss 'random' draws for each pair one of its semi-hard negatives", () => {
  // (0, 1) is 1 apart; 1.5, 2 and 2.5 lie inside the margin, and 9 does not: 1 + 2 - d(a, n).
  const x = [[0], [1], [1.5], [2], [2.5], [9]];
  const y = [0, 0, 1, 2, 3, 4];
  const drawn = Array.from({ length: 600 }, (_, seed) => {
    const { loss, counts } = semiHardTripletLoss(x, y, { margin: 2, rule: "random", seed });
    // (1, 0): the negatives at 0.5 and 1 are hard, that at 1.5 is the only one to draw, with 1.5.
    assertEquals(counts, { valid: 2, positive: 2, easy: 0, semiHard: 2, hard: 0 });
    return 2 * loss - 1.5;
  });
  for (const loss of [1.5, 1, 0.5]) {
    // 200 of each are expected, with a standard deviation of 12.
    const times = drawn.filter((one) => Math.abs(one - loss) < 1e-12).length;
    assert(times > 140 && times < 260, `${loss}: ${times} times`);
  }
  assert(drawn[0] !== drawn[1]);
  const { loss } = semiHardTripletLoss(x, y, { margin: 2, rule: "random" });
  assertEquals(2 * loss - 1.5, drawn[0], "the seed is 0 where it is left out");
});

Deno.test("drawNegative draws what it always drew", () => {
  // Recorded: a training is repeated by its seed.
  assertEquals([0, 1, 7].map((seed) => drawNegative(seed, 3, 5, 1000)), [449, 441, 202]);
  assertEquals(drawNegative(2 ** 32 - 1, 2 ** 20 - 1, 0, 1), 0);
});

Deno.test("tripletStatistics tells shares, percentiles as numpy has them, and no collapse", () => {
  const statistics = tripletStatistics(points, labels, { margin: 1 });
  const { counts } = batchAllTripletLoss(points, labels, { margin: 1 });
  const { easy, semiHard, hard } = statistics;
  close(easy, counts.easy / counts.valid);
  close(easy + semiHard + hard, 1);
  // d(a, p) are 1, 2, 3, 4: numpy's percentiles of these are 1.15, 1.75, 2.5, 3.25, 3.85.
  const { positive5, positive25, positive50, positive75, positive95 } = statistics;
  [positive5, positive25, positive50, positive75, positive95]
    .forEach((v, i) => close(v, [1.15, 1.75, 2.5, 3.25, 3.85][i]));
  const all = points.flatMap(([a], i) => points.slice(i + 1).map(([b]) => Math.abs(a - b)));
  close(statistics.meanDistance, all.reduce((a, b) => a + b) / 21);
  assertEquals(statistics.collapsed, false);
});

Deno.test("tripletStatistics raises the flag for a collapsed batch, whose loss is the margin", () => {
  const fallen = randomBatch(9, 6, 3).map((row) => row.map((v) => 5 + v * 1e-4));
  const options = { margin: 0.5 };
  assertEquals(tripletStatistics(fallen, [0, 0, 1, 1, 2, 2], options).collapsed, true);
  assertAlmostEquals(batchAllTripletLoss(fallen, [0, 0, 1, 1, 2, 2], options).loss, 0.5, 0.005);
  const spread = randomBatch(9, 6, 3);
  assertEquals(tripletStatistics(spread, [0, 0, 1, 1, 2, 2], options).collapsed, false);
  assertEquals(tripletStatistics([[1]], [0], options).collapsed, false);
});

Deno.test("tripletStatistics has NaN for distances that do not exist", () => {
  const lone = tripletStatistics([[0], [2]], [0, 1], { margin: 1 });
  assertEquals([lone.positive50, lone.negative50], [NaN, 2]);
  assertEquals([lone.easy, lone.semiHard, lone.hard, lone.active], [0, 0, 0, 0]);
  assertEquals(tripletStatistics([], [], { margin: 1 }).meanDistance, 0);
});

Deno.test("l2Normalize gives rows of length 1, and zeros for a row of zeros", () => {
  for (const scale of [1, 1e-90, 1e90]) {
    for (const row of l2Normalize(randomBatch(10, 4, 6).map((r) => r.map((v) => v * scale)))) {
      close(Math.hypot(...row), 1);
    }
  }
  assertEquals(l2Normalize([[0, 0]]), [[0, 0]]);
});

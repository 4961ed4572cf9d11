/** What must hold for every batch, whatever its numbers. */
import { assert, assertAlmostEquals, assertEquals, assertGreaterOrEqual } from "@std/assert";
import fc from "fast-check";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  conform,
  l2Normalize,
  naiveTripletLoss,
  pairwiseDistances,
  semiHardTripletLoss,
  similarityPairs,
  tripletCategory,
  tripletMarginLoss,
  tripletMask,
  tripletStatistics,
} from "#lib/reference/mod.ts";

const runs = { seed: 20261122, numRuns: 60 };

/** Coordinates on a grid of 1/8: ties and duplicates are common, and sums of squares are exact. */
const coordinate = fc.integer({ min: -24, max: 24 }).map((n) => n / 8);

interface Batch {
  readonly x: number[][];
  readonly y: number[];
  readonly margin: number;
  readonly squared: boolean;
}

/** Batches of 0 to 9 points in 1 to 4 dimensions, of up to four classes. */
const batch: fc.Arbitrary<Batch> = fc.tuple(
  fc.integer({ min: 0, max: 9 }),
  fc.integer({ min: 1, max: 4 }),
).chain(([rows, columns]) =>
  fc.record({
    x: fc.array(fc.array(coordinate, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
    y: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: rows, maxLength: rows }),
    margin: fc.integer({ min: 0, max: 16 }).map((n) => n / 8),
    squared: fc.boolean(),
  })
);

/** Every loss of a batch, as one list of numbers; null where the rule has no answer. */
function everyLoss({ x, y, margin, squared }: Batch): (number | null)[] {
  return conform(x, y, { margin, squared, gamma: 32 }).map(({ value }) => value);
}

function same(actual: (number | null)[], wanted: (number | null)[], tolerance = 1e-9): void {
  actual.forEach((value, i) => {
    const other = wanted[i];
    if (value === null || other === null) assertEquals(value, other);
    else assertAlmostEquals(value, other, tolerance * Math.max(1, Math.abs(other)), `loss ${i}`);
  });
}

/** The order that sorts `keys`. */
function order(keys: readonly number[]): number[] {
  return keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
}

Deno.test("losses do not depend on the order of the batch", () => {
  fc.assert(
    fc.property(batch, fc.infiniteStream(fc.nat()), (b, stream) => {
      const places = order(b.y.map(() => stream.next().value));
      same(
        everyLoss({ ...b, x: places.map((i) => b.x[i]), y: places.map((i) => b.y[i]) }),
        everyLoss(b),
      );
    }),
    runs,
  );
});

Deno.test("losses do not depend on the names of the classes", () => {
  fc.assert(
    fc.property(batch, (b) => {
      const names = [2 ** 52, -7, 0, 31];
      same(everyLoss({ ...b, y: b.y.map((label) => names[label + 1]) }), everyLoss(b), 0);
    }),
    runs,
  );
});

Deno.test("losses of distances do not change when the batch moves", () => {
  fc.assert(
    fc.property(batch, coordinate, (b, by) => {
      const moved = b.x.map((row) => row.map((v) => v + 64 * by));
      // On the grid the differences are exact, so all but the cosines of CircleLoss are equal.
      const triplets = (b: Batch) => everyLoss(b).slice(0, 9);
      same(triplets({ ...b, x: moved }), triplets(b), 0);
    }),
    runs,
  );
});

Deno.test("losses do not change when the batch turns", () => {
  // Turning rounds, and ties may fall apart by it, so each point is moved off the grid by its own
  // bit.
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 4, maxLength: 9 }),
      fc.integer({ min: 1, max: 62 }),
      (grid, tenths) => {
        const points = grid.map((
          [u, v],
          i,
        ) => [u + 0.01 * Math.sin(i + 1), v + 0.01 * Math.cos(3 * i)]);
        const angle = tenths / 10;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const y = points.map((_, i) => i % 2);
        const turned = points.map(([u, v]) => [c * u - s * v, s * u + c * v]);
        const value = (x: number[][]) => [
          batchAllTripletLoss(x, y, { margin: 0.5, reduction: "mean" }).loss,
          batchHardTripletLoss(x, y, { margin: 0.5, rule: "tensorflow" }).loss,
          batchHardTripletLoss(x, y, { margin: 0.5, rule: "pytorch" }).loss,
          batchHardTripletLoss(x, y, { margin: 0.5, rule: "valid" }).loss,
          batchCircleLoss(x, y, { gamma: 8 }),
          batchCircleLoss(x, y, { gamma: 8, rule: "per-anchor" }),
        ];
        same(value(turned), value(points), 1e-6);
      },
    ),
    runs,
  );
});

Deno.test("losses scale with the batch and the margin", () => {
  fc.assert(
    fc.property(batch, fc.constantFrom(2 ** -20, 0.5, 2 ** 20), (b, scale) => {
      const x = b.x.map((row) => row.map((v) => scale * v));
      const unit = b.squared ? scale * scale : scale;
      const scaled = { margin: b.margin * unit, squared: b.squared };
      const once = { margin: b.margin, squared: b.squared };
      const all = batchAllTripletLoss(b.x, b.y, once);
      const all2 = batchAllTripletLoss(x, b.y, scaled);
      assertEquals(all2.counts, all.counts);
      assertAlmostEquals(all2.loss, unit * all.loss, 1e-12 * unit * Math.max(1, all.loss));
      for (const rule of ["tensorflow", "valid"] as const) {
        const hard = batchHardTripletLoss(b.x, b.y, { ...once, rule }).loss;
        const hard2 = batchHardTripletLoss(x, b.y, { ...scaled, rule }).loss;
        assertAlmostEquals(hard2, unit * hard, 1e-12 * unit * Math.max(1, hard));
      }
    }),
    runs,
  );
});

Deno.test("losses are never negative, never NaN, never infinite", () => {
  fc.assert(
    fc.property(batch, (b) => {
      for (const value of everyLoss(b)) {
        assert(value === null || (value >= 0 && Number.isFinite(value)), String(value));
      }
    }),
    runs,
  );
});

Deno.test("losses leave their arguments as they were", () => {
  fc.assert(
    fc.property(batch, (b) => {
      const before = JSON.stringify(b);
      everyLoss(b);
      tripletStatistics(b.x, b.y, { margin: b.margin });
      similarityPairs(b.x, b.y);
      tripletMarginLoss(b.x, b.x, b.x, { swap: true });
      naiveTripletLoss(b.x, b.x, b.x, { margin: b.margin });
      l2Normalize(b.x);
      assertEquals(JSON.stringify(b), before);
    }),
    runs,
  );
});

Deno.test("batchHardTripletLoss is at least the mean of all triplets of its anchors", () => {
  fc.assert(
    fc.property(batch, ({ x, y, margin, squared }) => {
      // An anchor's hardest triplet loses at least what its triplets lose on average.
      const d = pairwiseDistances(x, { squared });
      const means = y.flatMap((label, a) => {
        const losses = y.flatMap((lp, p) =>
          p === a || lp !== label
            ? []
            : y.flatMap((ln, n) => ln === label ? [] : [Math.max(d[a][p] - d[a][n] + margin, 0)])
        );
        return losses.length === 0 ? [] : [losses.reduce((s, l) => s + l, 0) / losses.length];
      });
      const mean = means.length === 0 ? 0 : means.reduce((s, m) => s + m, 0) / means.length;
      const hard = batchHardTripletLoss(x, y, { margin, squared, rule: "valid" }).loss;
      assertGreaterOrEqual(hard, mean - 1e-12);
    }),
    runs,
  );
});

Deno.test("batchAllTripletLoss: the three categories partition the valid triplets", () => {
  fc.assert(
    fc.property(batch, ({ x, y, margin, squared }) => {
      const { counts } = batchAllTripletLoss(x, y, { margin, squared });
      const d = pairwiseDistances(x, { squared });
      const found = { "easy": 0, "semi-hard": 0, "hard": 0 };
      tripletMask(y).forEach((plane, a) =>
        plane.forEach((row, p) =>
          row.forEach((valid, n) => {
            if (valid) found[tripletCategory(d[a][p], d[a][n], margin)] += 1;
          })
        )
      );
      assertEquals([counts.easy, counts.semiHard, counts.hard], Object.values(found));
      assertEquals(counts.easy + counts.semiHard + counts.hard, counts.valid);
      if (margin > 0) assertEquals(counts.positive, counts.semiHard + counts.hard);
    }),
    runs,
  );
});

Deno.test("tripletMask counts P K (K - 1) (P K - K) valid triplets on a full PK batch", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), (p, k) => {
      const y = Array.from({ length: p * k }, (_, i) => i % p);
      const wanted = p * k * (k - 1) * (p * k - k);
      assertEquals(tripletMask(y).flat(2).filter(Boolean).length, wanted);
      const x = y.map((_, i) => [i]);
      assertEquals(batchAllTripletLoss(x, y, { margin: 1 }).counts.valid, wanted);
    }),
    runs,
  );
});

Deno.test("tripletMarginLoss: swap never lowers the loss", () => {
  fc.assert(
    fc.property(
      batch.filter(({ x }) => x.length >= 3),
      fc.constantFrom(1, 1.5, 2, 4, Infinity),
      ({ x, margin }, p) => {
        const triplet = [[x[0]], [x[1]], [x[2]]] as const;
        const plain = tripletMarginLoss(...triplet, { margin, p });
        assertGreaterOrEqual(tripletMarginLoss(...triplet, { margin, p, swap: true }), plain);
      },
    ),
    runs,
  );
});

Deno.test("losses over a fixed set of triplets grow with the margin, by its growth at most", () => {
  fc.assert(
    fc.property(batch, fc.integer({ min: 0, max: 16 }), ({ x, y, margin, squared }, more) => {
      const by = more / 8;
      const losses = (margin: number): number[] => [
        batchAllTripletLoss(x, y, { margin, squared, reduction: "mean" }).loss,
        batchHardTripletLoss(x, y, { margin, squared, rule: "tensorflow" }).loss,
        batchHardTripletLoss(x, y, { margin, squared, rule: "valid" }).loss,
        tripletMarginLoss(x, x.toReversed(), x, { margin }),
        naiveTripletLoss(x, x.toReversed(), x, { margin }),
      ];
      const before = losses(margin);
      losses(margin + by).forEach((loss, i) => {
        assertGreaterOrEqual(loss, before[i] - 1e-12);
        assertGreaterOrEqual(before[i] + by + 1e-12, loss);
      });
    }),
    runs,
  );
});

Deno.test("semiHardTripletLoss lies between 0 and the margin", () => {
  fc.assert(
    fc.property(batch, ({ x, y, margin, squared }) => {
      const loss = semiHardTripletLoss(x, y, { margin, squared }).loss;
      assert(loss >= 0 && loss <= margin);
    }),
    runs,
  );
});

Deno.test("tripletStatistics: shares sum to 1 and percentiles rise", () => {
  fc.assert(
    fc.property(batch, ({ x, y, margin, squared }) => {
      const found = tripletStatistics(x, y, { margin, squared });
      const { valid } = batchAllTripletLoss(x, y, { margin, squared }).counts;
      assertAlmostEquals(found.easy + found.semiHard + found.hard, valid === 0 ? 0 : 1, 1e-12);
      for (const kind of ["positive", "negative"] as const) {
        const rising = ([5, 25, 50, 75, 95] as const).map((percent) => found[`${kind}${percent}`]);
        assertEquals(rising.toSorted((a, b) => a - b), rising);
      }
    }),
    runs,
  );
});

Deno.test("batchCircleLoss does not depend on the lengths of the rows", () => {
  fc.assert(
    fc.property(batch, ({ x, y }) => {
      const longer = x.map((row, i) => row.map((v) => v * 2 ** (i - 4)));
      for (const rule of ["pooled", "per-anchor"] as const) {
        same([batchCircleLoss(longer, y, { rule })], [batchCircleLoss(x, y, { rule })]);
      }
    }),
    runs,
  );
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { batchAll, batchHard } from "#lib/operators/mod.ts";
import {
  batchAllTripletLoss,
  batchHardTripletLoss,
  lpDistance,
  naiveTripletLoss,
  tripletCategory,
  tripletMarginLoss,
} from "#lib/reference/mod.ts";
import { microscopeNumbers, orderOf } from "#lib/live/triplet_microscope/numbers.ts";
import { type MicroscopeState, microscopeState } from "#lib/live/triplet_microscope/state.ts";
import { randomBatch } from "./random_batches.ts";

const SEEDS = [1, 2, 3, 4, 5];
const ORDERS = [1, 2, Infinity];

/** Every valid triplet's points. */
function triplets({ points, labels }: { points: number[][]; labels: number[] }) {
  const found: number[][] = [];
  labels.forEach((label, a) =>
    labels.forEach((labelP, p) =>
      labels.forEach((labelN, n) => {
        if (a !== p && labelP === label && labelN !== label) found.push([a, p, n]);
      })
    )
  );
  const column = (k: number) => found.map((triplet) => points[triplet[k]]);
  return [column(0), column(1), column(2)] as const;
}

Deno.test("the chosen triplet's loss is tripletMarginLoss without eps", () => {
  for (const seed of SEEDS) {
    const batch = randomBatch(seed);
    for (const p of ORDERS) {
      for (const swap of [false, true]) {
        const state = microscopeState({ ...batch, p, swap, margin: 0.8 });
        const { points, anchor, positive } = state;
        for (const negative of [1, 2, 4, 5]) {
          const { loss, chosen } = microscopeNumbers({ ...state, negative });
          const of = (i: number) => [points[i]];
          const expected = tripletMarginLoss(of(anchor), of(positive), of(negative), {
            margin: 0.8,
            p,
            swap,
            eps: 0,
          });
          assertEquals(chosen.at, negative);
          assertAlmostEquals(loss, expected, 1e-12);
        }
      }
    }
  }
});

Deno.test("with squared distances it is naiveTripletLoss", () => {
  for (const seed of SEEDS) {
    const state = microscopeState({ ...randomBatch(seed), squared: true, margin: 2 });
    const { points, anchor, positive, negative } = state;
    const expected = naiveTripletLoss([points[anchor]], [points[positive]], [points[negative]], {
      margin: 2,
    });
    assertAlmostEquals(microscopeNumbers(state).loss, expected, 1e-12);
  }
});

Deno.test("batch all: loss and counts are batchAllTripletLoss's, to the last bit", () => {
  for (const seed of SEEDS) {
    const batch = randomBatch(seed, 12, 4);
    for (const squared of [false, true]) {
      const state = microscopeState({ ...batch, squared, margin: 1.5, rule: "all" });
      const expected = batchAllTripletLoss(batch.points, batch.labels, { margin: 1.5, squared });
      const { loss, counts, used } = microscopeNumbers(state);
      assertEquals(loss, expected.loss);
      assertEquals(counts, expected.counts);
      assertEquals(used, counts.positive);
    }
  }
});

Deno.test("batch all with p and swap is tripletMarginLoss's mean over the triplets with a loss", () => {
  for (const seed of SEEDS) {
    const batch = randomBatch(seed);
    for (const p of ORDERS) {
      for (const swap of [false, true]) {
        const state = microscopeState({ ...batch, p, swap, margin: 1, rule: "all" });
        const expected = tripletMarginLoss(...triplets(batch), {
          margin: 1,
          p,
          swap,
          eps: 0,
          reduction: "mean-non-zero",
        });
        assertAlmostEquals(microscopeNumbers(state).loss, expected, 1e-12);
      }
    }
  }
});

Deno.test("batch hard is batchHardTripletLoss's rule valid, lone classes left out", () => {
  for (const seed of SEEDS) {
    const { points, labels } = randomBatch(seed, 10, 4);
    labels[9] = 7;
    for (const squared of [false, true]) {
      const state = microscopeState({ points, labels, squared, margin: 1.5, rule: "hard" });
      const options = { margin: 1.5, squared, rule: "valid" as const };
      const { loss, used } = microscopeNumbers(state);
      assertAlmostEquals(loss, batchHardTripletLoss(points, labels, options).loss, 1e-12);
      assertEquals(used, labels.filter((l) => labels.filter((m) => m === l).length > 1).length);
    }
  }
});

Deno.test("the categories of the negatives are tripletCategory's", () => {
  for (const seed of SEEDS) {
    for (const p of ORDERS) {
      for (const swap of [false, true]) {
        const state = microscopeState({ ...randomBatch(seed), p, swap, margin: 0.5 });
        const { points, anchor, positive, labels } = state;
        const away = (i: number, j: number) => lpDistance(points[i], points[j], { p, eps: 0 });
        const { negatives } = microscopeNumbers(state);
        assertEquals(negatives.length, labels.filter((l) => l !== labels[anchor]).length);
        for (const { at, category } of negatives) {
          const dAn = swap ? Math.min(away(anchor, at), away(positive, at)) : away(anchor, at);
          assertEquals(category, tripletCategory(away(anchor, positive), dAn, 0.5));
        }
      }
    }
  }
});

/** The sum of all arrows at each point. */
function moves(state: MicroscopeState): number[][] {
  const sum = state.points.map(() => [0, 0]);
  for (const { at, step } of microscopeNumbers(state).arrows) {
    sum[at][0] += step[0];
    sum[at][1] += step[1];
  }
  return sum;
}

Deno.test("the arrows are minus the gradient, by central differences, under each rule, p and swap", () => {
  const h = 1e-6;
  for (const seed of SEEDS.slice(0, 3)) {
    const batch = randomBatch(seed);
    for (const rule of ["triplet", "all", "hard"] as const) {
      for (const p of ORDERS) {
        for (
          const [swap, squared] of [[false, false], [true, false], [false, true], [true, true]]
        ) {
          const state = microscopeState({ ...batch, p, swap, squared, rule, margin: 1.2 });
          const got = moves(state);
          state.points.forEach((_, i) => {
            for (const k of [0, 1]) {
              const at = (by: number) => {
                const points = state.points.map((point) => [...point]);
                points[i][k] += by;
                return microscopeNumbers({ ...state, points }).loss;
              };
              const slope = (at(h) - at(-h)) / (2 * h);
              const where = `${rule}, p ${p}, swap ${swap}, squared ${squared}, point ${i}`;
              assertAlmostEquals(got[i][k], -slope, 1e-6 * Math.max(1, Math.abs(slope)), where);
            }
          });
        }
      }
    }
  }
});

Deno.test("the arrows are the operators' gradients, ties shared as there", () => {
  // The lessons' six points are full of ties: distances of 3, 4 and 5.
  const toy = {
    points: [[0, 0], [3, 4], [3, 0], [0, 4], [6, 0], [6, 8]],
    labels: [0, 0, 1, 1, 2, 2],
  };
  for (const batch of [toy, randomBatch(6, 12, 3)]) {
    const flat = Float32Array.from(batch.points.flat());
    const labels = Int32Array.from(batch.labels);
    // The operators read float32: so do the arrows here.
    const points = batch.points.map((_, i) => [flat[2 * i], flat[2 * i + 1]]);
    for (const squared of [false, true]) {
      const common = { dim: 2, margin: 2, squared, gradient: true, engine: "plain" } as const;
      const all = batchAll(flat, labels, common).gradient!;
      const hard = batchHard(flat, labels, { ...common, rule: "valid" }).gradient!;
      for (const [rule, gradient] of [["all", all], ["hard", hard]] as const) {
        const state = microscopeState({ points, labels, squared, margin: 2, rule });
        moves(state).flat().forEach((value, k) => {
          assertAlmostEquals(value, -gradient[k], 1e-5, `${rule} ${squared} ${k}`);
        });
      }
    }
  }
});

Deno.test("one triplet's arrows say who pulls and who pushes", () => {
  const state = microscopeState({
    points: [[0, 0], [3, 4], [4, 0]],
    labels: [0, 0, 1],
    margin: 2,
  });
  assertEquals(
    microscopeNumbers(state).arrows,
    [
      { at: 0, step: [0.6, 0.8], by: "positive" },
      { at: 1, step: [-0.6, -0.8], by: "positive" },
      { at: 0, step: [-1, 0], by: "negative" },
      { at: 2, step: [1, 0], by: "negative" },
    ].map((arrow) => ({ ...arrow, step: arrow.step.map((v) => v + 0) })) as never,
  );
  assertEquals(
    microscopeNumbers({ ...state, margin: 0, points: [[0, 0], [3, 0], [4, 0]] }).arrows,
    [],
  );
});

Deno.test("points in one place: distance 0, no arrow, no number that is none", () => {
  for (const p of ORDERS) {
    for (const rule of ["triplet", "all", "hard"] as const) {
      for (const squared of [false, true]) {
        const state = microscopeState({
          points: [[1, 1], [1, 1], [1, 1], [1, 1]],
          labels: [0, 0, 1, 1],
          margin: 0.5,
          p,
          rule,
          squared,
          swap: true,
        });
        const numbers = microscopeNumbers(state);
        assertEquals(numbers.loss, 0.5);
        assertEquals(numbers.arrows, []);
        assertEquals(numbers.counts.hard, 8);
        assert(!/NaN|null/.test(JSON.stringify(numbers)), JSON.stringify(numbers));
      }
    }
  }
});

Deno.test("equality is easy, and has no loss", () => {
  const state = microscopeState({
    points: [[0, 0], [3, 0], [5, 0]],
    labels: [0, 0, 1],
    margin: 2,
  });
  const { chosen, counts } = microscopeNumbers(state);
  assertEquals([chosen.category, chosen.loss], ["easy", 0]);
  assertEquals(counts, { valid: 2, positive: 1, easy: 1, semiHard: 0, hard: 1 });
});

Deno.test("orderOf() reads what JSON can hold", () => {
  assertEquals(["1", "2", "infinity"].map((p) => orderOf(p as "1")), [1, 2, Infinity]);
});

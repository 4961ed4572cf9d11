import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as losses from "#lib/losses/mod.ts";
import {
  batchAllTripletLoss,
  lpDistance,
  naiveTripletLoss,
  tripletCategory,
  tripletMarginLoss,
} from "#lib/reference/mod.ts";
import { tripletMicroscope } from "#lib/live/mod.ts";
import {
  microscopeNumbers,
  type MicroscopeState,
  orderOf,
} from "#lib/live/triplet_microscope/numbers.ts";
import { randomBatch } from "./random_batches.ts";

const SEEDS = [1, 2, 3, 4, 5];
const ORDERS = ["1", "2", "infinity"] as const;

/** Every order of the norm, with and without swap, on some batches. */
function* states(options: { margin: number; squared?: boolean }) {
  for (const seed of SEEDS) {
    for (const p of ORDERS) {
      for (const swap of [false, true]) {
        yield {
          ...{ p: orderOf(p), swap },
          state: { ...tripletMicroscope({ ...randomBatch(seed), swap, ...options }).state, p },
        };
      }
    }
  }
}

Deno.test("the chosen triplet's loss is tripletMarginLoss without eps", () => {
  for (const { p, swap, state } of states({ margin: 0.8 })) {
    const { points, anchor, positive } = state;
    const of = (i: number) => [points[i]];
    const options = { margin: 0.8, p, swap, eps: 0 };
    for (const negative of [1, 2, 4, 5]) {
      const { chosen } = microscopeNumbers({ ...state, negative });
      const expected = tripletMarginLoss(of(anchor), of(positive), of(negative), options);
      assertEquals(chosen.at, negative);
      assertAlmostEquals(chosen.loss, expected, 1e-12);
    }
  }
});

Deno.test("with squared distances it is naiveTripletLoss", () => {
  for (const seed of SEEDS) {
    const state = tripletMicroscope({ ...randomBatch(seed), squared: true, margin: 2 }).state;
    const { points, anchor, positive, negative } = state;
    const expected = naiveTripletLoss([points[anchor]], [points[positive]], [points[negative]], {
      margin: 2,
    });
    assertAlmostEquals(microscopeNumbers(state).chosen.loss, expected, 1e-12);
  }
});

Deno.test("the mean over the pair's negatives is tripletMarginLoss's over those with a loss", () => {
  for (const { p, swap, state } of states({ margin: 1 })) {
    const { points, labels, anchor, positive } = state;
    const rest = points.filter((_, i) => labels[i] !== labels[anchor]);
    const of = (i: number) => rest.map(() => points[i]);
    const options = { margin: 1, p, swap, eps: 0, reduction: "mean-non-zero" } as const;
    const { pairLoss, pairActive, negatives } = microscopeNumbers(state);
    assertAlmostEquals(pairLoss, tripletMarginLoss(of(anchor), of(positive), rest, options), 1e-12);
    assertEquals(pairActive, negatives.filter(({ loss }) => loss > 0).length);
  }
});

Deno.test("the counts of the batch are batchAllTripletLoss's", () => {
  for (const seed of SEEDS) {
    const batch = randomBatch(seed, 12, 4);
    for (const squared of [false, true]) {
      const { counts } = microscopeNumbers(
        tripletMicroscope({ ...batch, squared, margin: 1.5 }).state,
      );
      const expected = batchAllTripletLoss(batch.points, batch.labels, { margin: 1.5, squared });
      assertEquals(counts, expected.counts);
    }
  }
});

Deno.test("the categories of the negatives are tripletCategory's", () => {
  for (const { p, swap, state } of states({ margin: 0.5 })) {
    const { points, anchor, positive, labels } = state;
    const away = (i: number, j: number) => lpDistance(points[i], points[j], { p, eps: 0 });
    const { negatives } = microscopeNumbers(state);
    assertEquals(negatives.length, labels.filter((l) => l !== labels[anchor]).length);
    for (const { at, category } of negatives) {
      const dAn = swap ? Math.min(away(anchor, at), away(positive, at)) : away(anchor, at);
      assertEquals(category, tripletCategory(away(anchor, positive), dAn, 0.5));
    }
  }
});

/** The sum of all arrows at the points of the chosen triplet. */
function moves(state: MicroscopeState): number[][] {
  const { arrows, chosen } = microscopeNumbers(state);
  return [state.anchor, state.positive, chosen.at].map((i) =>
    [0, 1].map((k) => arrows.reduce((sum, { at, step }) => at === i ? sum + step[k] : sum, 0))
  );
}

Deno.test("the arrows are minus TensorFlow's gradient of the library's loss", async () => {
  await tf.setBackend("cpu");
  for (const { p, swap, state } of states({ margin: 1.2 })) {
    for (const negative of [1, 2, 4, 5]) {
      const chosen = { ...state, negative };
      const triplet = [state.anchor, state.positive, negative];
      const rows = triplet.map((i) => tf.tensor2d([[...state.points[i]]]));
      const gradients = tf.grads((a, b, n) =>
        losses.tripletMarginLoss(a as tf.Tensor2D, b as tf.Tensor2D, n as tf.Tensor2D, {
          ...{ margin: 1.2, p, swap },
        })
      )(rows);
      const got = moves(chosen);
      for (const [i, gradient] of gradients.entries()) {
        (await gradient.data()).forEach((value, k) =>
          assertAlmostEquals(got[i][k], -value, 1e-4, `p ${p}, swap ${swap}, ${triplet[i]}`)
        );
      }
      tf.dispose([rows, gradients]);
    }
  }
});

Deno.test("squared, the arrows are twice the differences", () => {
  const points = [[0, 0], [3, 4], [4, 0]];
  const state = tripletMicroscope({ points, labels: [0, 0, 1], margin: 2, squared: true }).state;
  assertEquals(moves(state), [[-2, 8], [-6, -8], [8, 0]]);
});

Deno.test("one triplet's arrows say who pulls and who pushes", () => {
  const state = tripletMicroscope({
    points: [[0, 0], [3, 4], [4, 0]],
    labels: [0, 0, 1],
    margin: 2,
  }).state;
  assertEquals(microscopeNumbers(state).arrows, [
    { at: 0, step: [0.6, 0.8], by: "positive" },
    { at: 1, step: [-0.6, -0.8], by: "positive" },
    { at: 0, step: [-1, 0], by: "negative" },
    { at: 2, step: [1, 0], by: "negative" },
  ]);
  const easy = { ...state, margin: 0, points: [[0, 0], [3, 0], [4, 0]] };
  assertEquals(microscopeNumbers(easy).arrows, []);
});

Deno.test("points in one place: distance 0, no arrow, no number that is none", () => {
  const points = [[1, 1], [1, 1], [1, 1], [1, 1]];
  for (const p of ORDERS) {
    for (const squared of [false, true]) {
      const options = { points, labels: [0, 0, 1, 1], margin: 0.5, squared, swap: true };
      const numbers = microscopeNumbers({ ...tripletMicroscope(options).state, p });
      assertEquals(numbers.chosen.loss, 0.5);
      assertEquals(numbers.arrows, []);
      assertEquals(numbers.counts.hard, 8);
      assert(!/NaN|null/.test(JSON.stringify(numbers)), JSON.stringify(numbers));
    }
  }
});

Deno.test("equality is easy, and has no loss", () => {
  const state = tripletMicroscope({
    points: [[0, 0], [3, 0], [5, 0]],
    labels: [0, 0, 1],
    margin: 2,
  }).state;
  const { chosen, counts } = microscopeNumbers(state);
  assertEquals([chosen.category, chosen.loss], ["easy", 0]);
  assertEquals(counts, { valid: 2, positive: 1, easy: 1, semiHard: 0, hard: 1 });
});

Deno.test("orderOf() reads what JSON can hold", () => {
  assertEquals(["1", "2", "infinity"].map((p) => orderOf(p as "1")), [1, 2, Infinity]);
});

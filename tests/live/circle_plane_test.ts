import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { circlePlane } from "#lib/live/mod.ts";
import { levelLine } from "#lib/live/circle_plane/ground.ts";
import { drawFigure } from "#lib/live/runtime/draw_figure.ts";
import { circlePlaneNumbers, type CirclePlaneState } from "#lib/live/circle_plane/numbers.ts";
import { circlePlaneProgram } from "#lib/live/circle_plane/program.ts";
import * as losses from "#lib/losses/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { circleTerms } from "#lib/reference/circle_terms.ts";
import { circleLoss, logSumExp, marginRankingLoss, softplus } from "#lib/reference/mod.ts";

/** States that are the same each time: 1 to 8 points, any m, gamma and margin. */
const STATES: CirclePlaneState[] = Array.from({ length: 12 }, (_, seed) => {
  const random = seededRandom(seed + 1);
  const between = (from: number, to: number) => from + (to - from) * random.uniform();
  const pairs = Array.from(
    { length: 1 + seed % 8 },
    (_, i) => ({ sn: between(-1, 1), sp: between(-0.7, 1), name: "abcdefgh"[i] }),
  );
  const options = {
    m: between(0, 0.45),
    gamma: [1, 4, 16, 80, 256][seed % 5],
    margin: between(0, 1),
  };
  return { ...circlePlane(options).state, pairs };
});

const listsOf = ({ pairs }: CirclePlaneState) => ({
  sp: pairs.map(({ sp }) => sp),
  sn: pairs.map(({ sn }) => sn),
});

/** The slopes of a function of all similarities, by central differences. */
function slopes(state: CirclePlaneState, f: (sp: number[], sn: number[]) => number) {
  const h = 1e-6;
  const { sp, sn } = listsOf(state);
  const moved = (list: number[], i: number, by: number) =>
    list.map((value, k) => k === i ? value + by : value);
  return state.pairs.map((_, i) => ({
    p: (f(moved(sp, i, h), sn) - f(moved(sp, i, -h), sn)) / (2 * h),
    n: (f(sp, moved(sn, i, h)) - f(sp, moved(sn, i, -h))) / (2 * h),
  }));
}

/** Where a small step goes, of the pulls and shares that the figure shows: up, and to the left. */
function stepsOf(state: CirclePlaneState) {
  const { pairs, softplusSlope, tripletLoss } = circlePlaneNumbers(state);
  const active = pairs.filter(({ pull }) => pull.p > 0).length;
  const height = state.gradient === "triplet"
    ? (tripletLoss > 0 ? active / pairs.length : 0)
    : state.gamma * softplusSlope;
  return pairs.map(({ pull, share }) => ({
    p: height * share.p * pull.p,
    n: -height * share.n * pull.n,
  }));
}

function assertSteps(state: CirclePlaneState, f: (sp: number[], sn: number[]) => number) {
  const steps = stepsOf(state);
  slopes(state, f).forEach((slope, i) => {
    for (const side of ["p", "n"] as const) {
      const close = 1e-5 * Math.max(1, Math.abs(slope[side]), state.gamma);
      assertAlmostEquals(steps[i][side], -slope[side], close, `${i} ${side}`);
    }
  });
}

Deno.test("the plane's losses are circleLoss and marginRankingLoss", () => {
  for (const state of STATES) {
    const { sp, sn } = listsOf(state);
    const { loss, tripletLoss, pairs } = circlePlaneNumbers(state);
    const { m, gamma, margin } = state;
    assertEquals(loss, circleLoss(sp, sn, { m, gamma }));
    assertEquals(tripletLoss, marginRankingLoss(sp, sn, 1, { margin }));
    pairs.forEach((pair, i) => {
      assertEquals(pair.inside, circleLoss([sp[i]], [sn[i]], { m, gamma }) < Math.LN2);
    });
  }
});

Deno.test("with weights not detached the steps are minus circleLoss's slopes", () => {
  for (const state of STATES) {
    const { m, gamma } = state;
    assertSteps(
      { ...state, gradient: "not detached" },
      (sp, sn) => circleLoss(sp, sn, { m, gamma }),
    );
  }
});

Deno.test("detached, they are those of the loss whose weights stay as they are", () => {
  for (const state of STATES) {
    const { m, gamma } = state;
    const { sp, sn } = listsOf(state);
    const [toP, toN] = [circleTerms("p", sp, state).weights, circleTerms("n", sn, state).weights];
    assertSteps(state, (sp, sn) =>
      softplus(
        logSumExp(sp.map((s, i) => -gamma * toP[i] * (s - 1 + m))) +
          logSumExp(sn.map((s, i) => gamma * toN[i] * (s - m))),
      ));
  }
});

Deno.test("... and what TensorFlow's gradient of lib/losses is", async () => {
  await tf.setBackend("cpu");
  for (const state of STATES) {
    const { sp, sn } = listsOf(state);
    const { m, gamma } = state;
    const slope = tf.grads((sp, sn) =>
      losses.circleLoss(sp as tf.Tensor1D, sn as tf.Tensor1D, { m, gamma })
    )([tf.tensor1d(sp), tf.tensor1d(sn)]);
    const [toP, toN] = [await slope[0].data(), await slope[1].data()];
    stepsOf(state).forEach((step, i) => {
      assertAlmostEquals(step.p, -toP[i], 2e-4 * gamma);
      assertAlmostEquals(step.n, -toN[i], 2e-4 * gamma);
    });
  }
});

Deno.test("the triplet loss's steps are minus its slopes", () => {
  for (const state of STATES) {
    assertSteps(
      { ...state, gradient: "triplet" },
      (sp, sn) => marginRankingLoss(sp, sn, 1, { margin: state.margin }),
    );
  }
});

Deno.test("the shares of each side add up to 1", () => {
  for (const state of STATES) {
    const { pairs } = circlePlaneNumbers(state);
    for (const side of ["p", "n"] as const) {
      assertAlmostEquals(pairs.reduce((sum, { share }) => sum + share[side], 0), 1, 1e-12);
    }
  }
});

Deno.test("on a level line CircleLoss of one point has one value; on the boundary log 2", () => {
  const plane = { left: 0, top: 0, width: 1000, height: 1000, x: [-1, 1], y: [0, 2] } as const;
  const back = (px: number, py: number) => ({ sn: px / 500 - 1, sp: 2 - py / 500 });
  for (const m of [0.1, 0.25, 0.4]) {
    for (const radius of [m * Math.SQRT2, 0.6, 0.9]) {
      const path = levelLine(plane, radius, m);
      const value = softplus(4 * (radius ** 2 - 2 * m ** 2));
      const numbers = path.match(/-?[\d.]+/g)!.map(Number);
      // End, above, arc: radius twice, three flags, below, end.
      const [x1, y1, x2, y2, r, , , , , x3, y3, x4, y4] = numbers;
      assertAlmostEquals(r, 500 * radius, 1e-9);
      for (const { sn, sp } of [back(x1, y1), back(x2, y2), back(x3, y3), back(x4, y4)]) {
        // The path is written to tenths of a pixel, 0.0002 of the plane.
        const slack = 4 * 4 * 2e-4;
        if (sp <= 1 + m) {
          assertAlmostEquals(circleLoss([sp], [sn], { m, gamma: 4 }), value, slack);
        }
      }
      for (const angle of [-1.5, -1, -0.3]) {
        const at = [radius * Math.cos(angle), 1 + radius * Math.sin(angle)];
        assertAlmostEquals(circleLoss([at[1]], [at[0]], { m, gamma: 4 }), value, 1e-9);
      }
    }
  }
  assertEquals(levelLine(plane, NaN, 0.25), "M0 0");
});

Deno.test("hollow points are those inside the boundary", () => {
  const pairs = [{ sn: 0.1, sp: 0.9, name: "a" }, { sn: 0.6, sp: 0.6, name: "b" }];
  const state = { ...circlePlane({ m: 0.25 }).state, pairs };
  assertEquals(circlePlaneNumbers(state).pairs.map(({ inside }) => inside), [true, false]);
});

Deno.test("an unusual m has its optimum in the plane, and a slider that reaches it", () => {
  for (const m of [0, 0.25, 0.5, 1]) {
    const state = circlePlane({ m }).state;
    const { left, top } = state.bounds;
    assert(left < -m && top > 1 + m);
    assert(state.mEnd >= m);
  }
});

Deno.test("a point cannot be moved to where no cosine is", () => {
  const state = circlePlane().state;
  const moved = circlePlaneProgram.move!(state, 2, [1.05, 1.3]);
  assertEquals(moved.pairs[2], { sn: 1, sp: 1, name: "c" });
  assertEquals(moved.chosen, 2);
});

Deno.test("every width and state gives a picture whose texts stay inside", () => {
  for (const state of STATES) {
    for (const width of [300, 360, 560, 760]) {
      const frame = { width, live: true, id: "x-" };
      const { svg, places } = drawFigure(circlePlaneProgram, state, frame);
      assert(!/NaN|Infinity|undefined/.test(JSON.stringify(svg)), JSON.stringify(state));
      assert(svg.text.includes(` width="${width}" height=`));
      assertEquals(places.length, state.pairs.length);
    }
  }
});

Deno.test("circlePlane() refuses what it cannot show", () => {
  const wrong = (options: object, type: typeof RangeError | typeof TypeError, message: string) =>
    assertThrows(() => circlePlane(options), type, message);
  wrong({ m: 1.5 }, RangeError, "m");
  wrong({ m: "a" }, TypeError, "m");
  wrong({ gamma: 0 }, RangeError, "gamma");
  wrong({ gamma: 1000 }, RangeError, "gamma");
  wrong({ margin: -1 }, RangeError, "margin");
  wrong({ margin: 2 }, RangeError, "margin");
});

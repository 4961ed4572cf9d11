/** The laws that tie the tensors to the loops, on grids full of ties and duplicates. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import * as losses from "#lib/losses/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import { numberOf, onEachBackend, valueAndGradient } from "../losses/backends.ts";
import { batchAllSubgradient, batchHardSubgradient } from "./subgradients.ts";

const runs = { seed: 20261122, numRuns: 40 };

/** 2 to 8 points with whole coordinates in one or two dimensions, of up to three classes. */
const grid = fc.tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 2 })).chain((
  [rows, columns],
) =>
  fc.record({
    x: fc.array(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns }),
      { minLength: rows, maxLength: rows },
    ),
    y: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: rows, maxLength: rows }),
    margin: fc.constantFrom(0, 0.5, 1, 2),
    squared: fc.boolean(),
  })
);

function close(actual: number[][], wanted: number[][], what: string): void {
  actual.forEach((row, i) =>
    row.forEach((v, k) => assertAlmostEquals(v, wanted[i][k], 1e-5, `${what}, [${i}][${k}]`))
  );
}

Deno.test("batchAllTripletLoss on tensors has the documented subgradient at every tie", async () => {
  await onEachBackend(async (backend) => {
    await fc.assert(
      fc.asyncProperty(grid, async ({ x, y, margin, squared }) => {
        const options = { margin, squared };
        const { value, gradient } = await valueAndGradient(
          (x) => losses.batchAllTripletLoss(x, y, options).loss,
          x,
        );
        const wanted = reference.batchAllTripletLoss(x, y, options);
        assertAlmostEquals(value, wanted.loss, 1e-5 * Math.max(1, wanted.loss));
        close(gradient, batchAllSubgradient(y, x, margin, squared), backend);
        const { counts } = losses.batchAllTripletLoss(tf.tensor2d(x), y, options);
        for (const kind of ["valid", "positive", "easy", "semiHard", "hard"] as const) {
          assertEquals(await numberOf(counts[kind]), wanted.counts[kind], kind);
        }
      }),
      runs,
    );
  });
});

Deno.test("batchHardTripletLoss on tensors has the documented subgradient at every tie", async () => {
  await onEachBackend(async (backend) => {
    await fc.assert(
      fc.asyncProperty(grid, async ({ x, y, margin, squared }) => {
        for (const rule of ["valid", "pytorch"] as const) {
          if (rule === "pytorch" && new Set(y).size < 2) continue;
          const options = { margin, squared, rule };
          const { value, gradient } = await valueAndGradient(
            (x) => losses.batchHardTripletLoss(x, y, options).loss,
            x,
          );
          const wanted = reference.batchHardTripletLoss(x, y, options).loss;
          assertAlmostEquals(value, wanted, 1e-5 * Math.max(1, wanted));
          close(gradient, batchHardSubgradient(y, x, margin, squared, rule), `${rule}, ${backend}`);
        }
      }),
      runs,
    );
  });
});

Deno.test("losses on tensors have the loops' values on any grid, and finite gradients", async () => {
  await onEachBackend(async () => {
    await fc.assert(
      fc.asyncProperty(grid, async ({ x, y, margin, squared }) => {
        const pairs: [(x: tf.Tensor2D) => tf.Scalar, number][] = [
          [
            (x) => losses.batchHardTripletLoss(x, y, { margin, squared, rule: "tensorflow" }).loss,
            reference.batchHardTripletLoss(x, y, { margin, squared, rule: "tensorflow" }).loss,
          ],
          [
            (x) =>
              losses.batchHardTripletLoss(x, y, { margin, squared, soft: true, rule: "tensorflow" })
                .loss,
            reference.batchHardTripletLoss(x, y, {
              margin,
              squared,
              soft: true,
              rule: "tensorflow",
            }).loss,
          ],
          [
            (x) => losses.semiHardTripletLoss(x, y, { margin, squared: true }).loss,
            reference.semiHardTripletLoss(x, y, { margin, squared: true }).loss,
          ],
          [
            (x) => losses.batchCircleLoss(x, y, { gamma: 16 }),
            reference.batchCircleLoss(x, y, { gamma: 16 }),
          ],
          [
            (x) => losses.batchCircleLoss(x, y, { gamma: 16, rule: "per-anchor" }),
            reference.batchCircleLoss(x, y, { gamma: 16, rule: "per-anchor" }),
          ],
        ];
        for (const [loss, wanted] of pairs) {
          const { value, gradient } = await valueAndGradient(loss, x);
          assertAlmostEquals(value, wanted, 1e-4 * Math.max(1, wanted));
          assert(gradient.flat().every(Number.isFinite));
        }
      }),
      runs,
    );
  });
});

Deno.test("losses on tensors pull the batch together or apart, never along: gradients sum to 0", async () => {
  await onEachBackend(async () => {
    await fc.assert(
      fc.asyncProperty(grid, async ({ x, y, margin, squared }) => {
        for (
          const loss of [
            (x: tf.Tensor2D) => losses.batchAllTripletLoss(x, y, { margin, squared }).loss,
            (x: tf.Tensor2D) =>
              losses.batchHardTripletLoss(x, y, { margin, squared, rule: "tensorflow" }).loss,
            (x: tf.Tensor2D) => losses.semiHardTripletLoss(x, y, { margin, squared }).loss,
          ]
        ) {
          const { gradient } = await valueAndGradient(loss, x);
          for (let k = 0; k < x[0].length; k++) {
            assertAlmostEquals(gradient.reduce((sum, row) => sum + row[k], 0), 0, 1e-4);
          }
        }
      }),
      runs,
    );
  });
});

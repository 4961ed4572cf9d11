import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import article1 from "../../data/reference/article1.json" with { type: "json" };
import { toyBatch } from "#lib/datasets/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import { lpDistance, type Reduction, tripletMarginLoss } from "#lib/reference/mod.ts";

interface Case {
  framework: "numpy" | "pytorch";
  margin: number;
  p: number;
  eps: number;
  swap: boolean;
  reduction: Exclude<Reduction, "mean-non-zero">;
  value: number | number[];
  gradients?: number[][][];
}

const { points, triplets } = article1;
const cases = article1.cases as Case[];
const [anchor, positive, negative] = [0, 1, 2].map((k) => triplets.map((t) => points[t[k]]));

Deno.test("article1.json is about the lessons' six points and holds numpy and PyTorch", () => {
  assertEquals(points, toyBatch().points);
  assertEquals(triplets.length, 24);
  assertEquals(new Set(cases.map(({ framework }) => framework)), new Set(["numpy", "pytorch"]));
});

Deno.test("tripletMarginLoss() gives what numpy and PyTorch gave on the six points", () => {
  for (const { value, framework, gradients: _, ...options } of cases) {
    const ours = [tripletMarginLoss(anchor, positive, negative, options)].flat();
    for (const [i, theirs] of [value].flat().entries()) {
      const apart = Math.abs(ours[i] - theirs);
      assert(apart <= 1e-13 * Math.max(1, theirs), `${framework} ${JSON.stringify(options)}`);
    }
  }
});

Deno.test("tripletMarginLoss() on tensors has PyTorch's gradients on the six points", async () => {
  await tf.setBackend("cpu");
  const parts = [anchor, positive, negative].map((rows) => tf.tensor2d(rows));
  const distance = (i: number, j: number, { p, eps }: Case) =>
    lpDistance(points[i], points[j], { p, eps });
  // At a corner (loss 0, or both sides equally near) eps decides, in float64 only.
  const atCorner = ([a, p, n]: number[], options: Case) => {
    const [dAp, dAn, dPn] = [
      distance(a, p, options),
      distance(a, n, options),
      distance(p, n, options),
    ];
    const near = options.swap ? Math.min(dAn, dPn) : dAn;
    return Math.abs(dAp - near + options.margin) < 1e-4 ||
      (options.swap && Math.abs(dAn - dPn) < 1e-4);
  };
  let compared = 0;
  const smooth = cases.filter(({ gradients, reduction }) => gradients && reduction !== "none");
  for (const one of smooth) {
    const { gradients, value: _, framework: __, ...options } = one;
    const lossOf = (...[x, y, z]: tf.Tensor[]) =>
      losses.tripletMarginLoss(x as tf.Tensor2D, y as tf.Tensor2D, z as tf.Tensor2D, options);
    const ours = await Promise.all(tf.grads(lossOf)(parts).map((gradient) => gradient.array()));
    for (const [k, rows] of (ours as number[][][]).entries()) {
      for (const [i, row] of rows.entries()) {
        if (atCorner(triplets[i], one)) continue;
        compared++;
        row.forEach((entry, j) => {
          const theirs = gradients![k][i][j];
          assert(Math.abs(entry - theirs) < 1e-4, `${JSON.stringify(options)} ${triplets[i]}`);
        });
      }
    }
  }
  assert(compared > 700, `only ${compared} gradients were away from a corner`);
});

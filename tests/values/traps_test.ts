/**
 * What a plain port to TensorFlow.js falls into. Each test shows the naive version failing first, so that
 * it fails itself should the trap go away, and then that the library has the documented answer.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  circleLoss,
  lpDistance,
  pairwiseDistances,
  semiHardTripletLoss,
  tripletMarginLoss,
} from "#lib/losses/mod.ts";
import { assertClose, assertMatrixClose } from "./closeness.ts";
import { batches, casesOf } from "../support/recorded_values.ts";

type Loss = (x: tf.Tensor2D) => tf.Tensor;

/** The gradient of the sum of what f gives. */
function slopes(f: Loss, at: number[][]): Promise<number[][]> {
  const x = tf.tensor2d(at);
  const gradient = tf.grad((moved: tf.Tensor) => f(moved as tf.Tensor2D).sum())(x) as tf.Tensor2D;
  return gradient.array();
}

const isFinite = (matrix: number[][]): boolean => matrix.flat().every(Number.isFinite);
const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

for (const backend of ["cpu", "wasm"] as const) {
  const on = (name: string, fn: () => Promise<void>): void =>
    Deno.test(`${name}, on ${backend}`, async () => {
      await useBackend(backend);
      tf.engine().startScope();
      try {
        await fn();
      } finally {
        tf.engine().endScope();
      }
    });

  on("pairwiseDistances has gradient 0 between equal points, where sqrt has none", async () => {
    const naive: Loss = (x) => x.expandDims(1).sub(x.expandDims(0)).square().sum(2).sqrt();
    const twice = [[1, 2], [1, 2], [4, 6]];
    assert(!isFinite(await slopes(naive, twice)), "the naive gradient is finite");
    // Of the sum over ordered pairs: the two points pull on the third with 2 (3, 4) / 5 each.
    assertMatrixClose(
      await slopes((x) => pairwiseDistances(x), twice),
      [[-1.2, -1.6], [-1.2, -1.6], [2.4, 3.2]],
      1e-6,
      "gradient",
    );
    assertEquals(await slopes((x) => pairwiseDistances(x), [[3, 3], [3, 3]]), zeros(2, 2));
  });

  on("lpDistance has gradient 0 between equal points, where norm has NaN", async () => {
    const y = tf.tensor2d([[1, 2]]);
    assert(!isFinite(await slopes((x) => x.sub(y).norm(2, 1), [[1, 2]])), "norm has a gradient");
    for (const p of [1, 1.5, 2, 3, Infinity]) {
      const gradient = await slopes((x) => lpDistance(x, y, { p, eps: 0 }), [[1, 2]]);
      assertEquals(gradient.flat().map(Math.abs), [0, 0], `p = ${p}`);
    }
  });

  on(
    "lpDistance keeps the slope of small differences, which WebAssembly's sign drops",
    async () => {
      if (backend === "wasm") assertEquals(await tf.sign(tf.tensor1d([5e-8])).array(), [0]);
      const y = tf.tensor2d([[0, 0]]);
      const gradient = await slopes((x) => lpDistance(x, y, { eps: 0 }), [[3e-8, -4e-8]]);
      assertMatrixClose(gradient, [[0.6, -0.8]], 1e-6, "gradient");
    },
  );

  on("batchHardTripletLoss shares a tie, where max gives all of it to each", async () => {
    const doubled = await slopes((x) => x.max(1), [[5, 5, 1]]);
    assertEquals(doubled, [[1, 1, 0]]);
    // The anchor at 0 has two farthest positives, at 1 and -1: half of its unit to each.
    const x = [[0], [1], [-1], [9]];
    const loss: Loss = (x) =>
      batchHardTripletLoss(x, [0, 0, 0, 1], { margin: 20, rule: "valid" }).loss;
    // d(0,p) = 1 - 9: positives +-1/2, the anchor 0 - 0 + 1, the negative -1. Anchors 1 and 2 have each
    // other, 2 apart, and the negative at 8 and 10: point 1 gets 1 + 1 + 1, point 2 -1 - 1 + 1.
    const expected = [[1], [0.5 + 3], [-0.5 - 1], [-3]].map(([g]) => [g / 3]);
    assertMatrixClose(await slopes(loss, x), expected, 1e-6, "gradient");
  });

  on("tripletMarginLoss with swap shares a tie between d(a, n) and d(p, n)", async () => {
    // a = 0, p = 2, n = 1: d(a, n) = d(p, n) = 1, and the negative is pulled both ways.
    const [a, p] = [tf.tensor2d([[0]]), tf.tensor2d([[2]])];
    const loss: Loss = (n) => tripletMarginLoss(a, p, n, { swap: true, eps: 0 });
    assertEquals((await slopes(loss, [[1]])).flat().map((g) => g + 0), [0]);
    assertEquals(await slopes(loss, [[0.75]]), [[-1]]);
    assertEquals(await slopes(loss, [[1.25]]), [[1]]);
  });

  on("a triplet at a loss of exactly 0 has gradient 0, where maximum has slope 1", async () => {
    assertEquals(await slopes((x) => tf.maximum(x, 0), [[0]]), [[1]]);
    // d(a, n) = d(a, p) + margin for the anchor 0; the anchor 1 has d = 1, 4, far beyond.
    const x = [[0], [-1], [3]];
    const labels = [0, 0, 1];
    for (
      const loss of [
        (x: tf.Tensor2D) => batchAllTripletLoss(x, labels, { margin: 2 }).loss,
        (x: tf.Tensor2D) => batchAllTripletLoss(x, labels, { margin: 2, reduction: "mean" }).loss,
        (x: tf.Tensor2D) => batchHardTripletLoss(x, labels, { margin: 2, rule: "valid" }).loss,
        (x: tf.Tensor2D) => semiHardTripletLoss(x, labels, { margin: 2 }).loss,
      ]
    ) {
      assertEquals((await slopes(loss, x)).flat().map(Math.abs), [0, 0, 0]);
      // A hair inside the margin, the anchor 0 pushes.
      const [[atAnchor]] = await slopes(loss, [[0], [-1], [2.999]]);
      assert(Math.abs(atAnchor) > 0.5, `slope ${atAnchor}`);
    }
  });

  on(
    "circleLoss without a pair on one side is 0, where logSumExp of nothing is not a number",
    async () => {
      const naive = (sp: tf.Tensor, sn: tf.Tensor) =>
        tf.softplus(tf.logSumExp(sn.mul(64)).add(tf.logSumExp(sp.mul(-64))));
      const none = tf.fill([2], -Infinity); // how a mask leaves nothing
      const [broken] = await naive(tf.tensor1d([0.5]), none).data();
      assert(Number.isNaN(broken), `the naive loss is ${broken}`);
      const some = tf.tensor1d([0.5, -0.25]);
      const empty = tf.tensor1d([], "float32");
      for (const [sp, sn] of [[some, empty], [empty, some], [empty, empty]]) {
        const { value, grads } = tf.valueAndGrads((...s: tf.Tensor[]) =>
          circleLoss(s[0] as tf.Tensor1D, s[1] as tf.Tensor1D)
        )([sp, sn]);
        assertEquals(await value.array() as number, 0);
        for (const gradient of grads) assert((await gradient.data()).every((slope) => slope === 0));
      }
      for (const rule of ["pooled", "per-anchor"] as const) {
        for (const labels of [[1, 1, 1], [1, 2, 3]]) {
          const loss: Loss = (x) => batchCircleLoss(x, labels, { rule });
          const x = [[1, 0], [0, 1], [1, 1]];
          assertEquals(await loss(tf.tensor2d(x)).array() as number, 0);
          assertEquals((await slopes(loss, x)).flat().map(Math.abs), new Array(6).fill(0));
        }
      }
    },
  );

  on("the smooth hinge stays finite far out, where log(1 + e^x) overflows", async () => {
    const [broken] = await tf.tensor1d([1000]).exp().add(1).log().data();
    assertEquals(broken, Infinity);
    // d(a, p) = 1000 and d(a, n) = 1 for the anchor 0; 1000 and 999 for the anchor 1.
    const x = [[0], [1000], [1]];
    const labels = [0, 0, 1];
    const expected = (999 + (1 + Math.log1p(Math.exp(-1)))) / 2;
    for (
      const loss of [
        (x: tf.Tensor2D) => batchAllTripletLoss(x, labels, { margin: 0, soft: true }).loss,
        (x: tf.Tensor2D) =>
          batchHardTripletLoss(x, labels, { margin: 0, soft: true, rule: "valid" }).loss,
      ]
    ) {
      assertClose((await loss(tf.tensor2d(x)).data())[0], expected, 1e-6, "loss");
      assert(isFinite(await slopes(loss, x)));
    }
  });

  on("circleLoss stays finite at gamma 1000, where the sum of exponentials overflows", async () => {
    const [sp, sn] = [tf.tensor1d([-0.9, 0.2]), tf.tensor1d([0.9, 0.5])];
    const naive = sn.mul(1000).exp().sum().mul(sp.mul(-1000).exp().sum()).add(1).log();
    assertEquals((await naive.data())[0], Infinity);
    const [value] = await circleLoss(sp, sn, { gamma: 1000 }).data();
    // Worst pair on both sides: 1000 (1.15 * 0.65 + 2.15 * 1.65), the others are e^-1000 beside it.
    assertClose(value, 1000 * (1.15 * 0.65 + 2.15 * 1.65), 1e-6, "loss");
  });

  on("batchAllTripletLoss of equal points is the margin with gradient exactly 0", async () => {
    const { embeddings, labels } = batches["all points equal"];
    const losses: Loss[] = [
      (x) => batchAllTripletLoss(x, labels, { margin: 0.5 }).loss,
      (x) => batchHardTripletLoss(x, labels, { margin: 0.5, rule: "tensorflow" }).loss,
      (x) => batchHardTripletLoss(x, labels, { margin: 0.5, rule: "valid" }).loss,
      (x) => batchHardTripletLoss(x, labels, { margin: 0.5, rule: "pytorch" }).loss,
    ];
    for (const loss of losses) {
      assertEquals((await loss(tf.tensor2d(embeddings)).data())[0], 0.5);
      assertEquals((await slopes(loss, embeddings)).flat().map(Math.abs), zeros(6, 3).flat());
    }
  });

  on(
    "batchAllTripletLoss far from the origin is right, where a float32 Gram matrix is not",
    async () => {
      for (const batch of ["offset of 1e4", "nearly collapsed"]) {
        const { embeddings, labels } = batches[batch];
        const [exact] = casesOf("batch all", {
          batch,
          dtype: "float64",
          distance: "subtraction",
          squared: false,
        });
        // TensorFlow's own float32 numbers for article 2's distances.
        const [published] = casesOf("batch all", { batch, dtype: "float32", squared: false });
        const [right, wrong] = [exact.value as number, published.value as number];
        assert(Math.abs(wrong - right) > 0.5 * right, `${batch}: TensorFlow gave ${wrong}`);
        const { loss } = batchAllTripletLoss(tf.tensor2d(embeddings), labels, {
          margin: exact.margin,
        });
        assertClose((await loss.data())[0], right, 1e-4, batch);
      }
    },
  );

  on(
    "batchHardTripletLoss of one class is the margin by article 2, and 0 for training",
    async () => {
      const { embeddings, labels } = batches["one class"];
      const x = tf.tensor2d(embeddings);
      const [article] = await batchHardTripletLoss(x, labels, { margin: 0.5, rule: "tensorflow" })
        .loss.data();
      assertClose(article, 0.5, 1e-6, "tensorflow");
      assertEquals(
        (await batchHardTripletLoss(x, labels, { margin: 0.5, rule: "valid" }).loss.data())[0],
        0,
      );
    },
  );

  on(
    "the losses of no points are 0, where WebAssembly's sum gives what stood in memory",
    async () => {
      const x = tf.zeros<tf.Rank.R2>([0, 3]);
      for (
        const loss of [
          batchAllTripletLoss(x, [], { margin: 1 }).loss,
          batchHardTripletLoss(x, [], { margin: 1, rule: "tensorflow" }).loss,
          batchHardTripletLoss(x, [], { margin: 1, rule: "valid" }).loss,
          semiHardTripletLoss(x, [], { margin: 1 }).loss,
          batchCircleLoss(x, []),
          tripletMarginLoss(x, x, x),
          tripletMarginLoss(x, x, x, { reduction: "sum" }),
        ]
      ) assertEquals(Array.from(await loss.data()), [0]);
    },
  );
}

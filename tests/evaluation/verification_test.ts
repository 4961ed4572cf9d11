import { rocCurve, rocFromDistances, verification } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { cases, flat } from "./reference.ts";

Deno.test("rocCurve() gives what scikit-learn gives", async () => {
  for (const { name, embeddings, labels, verification } of cases) {
    const dim = embeddings[0].length;
    if (verification.auc === undefined) {
      await assertRejects(() => rocCurve(flat(embeddings), labels, { dim }), RangeError, "labels");
      continue;
    }
    const fars = [0.01, 0.1, 0.25];
    const roc = await rocCurve(flat(embeddings), labels, { dim, fars });
    assertEquals(roc.pairs.same, verification.samePairs, name);
    assertEquals(roc.pairs.same + roc.pairs.different, verification.pairs, name);
    assertAlmostEquals(roc.auc, verification.auc, 1e-12, name);
    assertAlmostEquals(roc.eer, verification.eer, 1e-12, name);
    for (const far of fars) {
      assertAlmostEquals(
        roc.tarAtFar[far],
        verification.tarAtFar[far].step,
        1e-12,
        `${name} ${far}`,
      );
    }
    const { fpr, tpr, distanceThresholds } = verification.roc;
    assertEquals(roc.curve.threshold.length, fpr.length, name);
    for (let i = 0; i < fpr.length; i++) {
      assertAlmostEquals(roc.curve.falseAccept[i], fpr[i], 1e-12, name);
      assertAlmostEquals(roc.curve.trueAccept[i], tpr[i], 1e-12, name);
      assertAlmostEquals(roc.curve.threshold[i], distanceThresholds[i], 1e-9, name);
    }
  }
});

Deno.test("rocFromDistances() is exact however few points it gives", () => {
  const random = seededRandom(1);
  const same = Array.from({ length: 4000 }, () => Math.abs(random.normal()));
  const different = Array.from({ length: 9000 }, () => 1 + Math.abs(random.normal()));
  const [fine, coarse] = [1e6, 50].map((points) => rocFromDistances(same, different, { points }));
  assertEquals([coarse.auc, coarse.eer, coarse.tarAtFar], [fine.auc, fine.eer, fine.tarAtFar]);
  assertEquals(fine.curve.threshold.length, 13_001);
  const { falseAccept, trueAccept } = coarse.curve;
  assert(falseAccept.length > 30 && falseAccept.length < 60);
  assertEquals([falseAccept[0], trueAccept[0], falseAccept.at(-1), trueAccept.at(-1)], [
    0,
    0,
    1,
    1,
  ]);
  // The area is how often a pair of one class is the nearer one.
  let nearer = 0;
  for (const a of same.slice(0, 500)) {
    for (const b of different.slice(0, 500)) {
      nearer += a < b ? 1 : 0;
    }
  }
  assertAlmostEquals(fine.auc, nearer / 250_000, 0.02);
});

Deno.test("rocCurve() on a sample of pairs comes near to all of them, by its seed", async () => {
  const random = seededRandom(2);
  const labels = Int32Array.from({ length: 300 }, () => random.integer(5));
  const embeddings = Float32Array.from(
    { length: 600 },
    (_, i) => labels[i >> 1] * (1 - i % 2) + 0.4 * random.normal(),
  );
  const all = await rocCurve(embeddings, labels, { dim: 2 });
  const draw = (seed: number) => rocCurve(embeddings, labels, { dim: 2, pairs: 20_000, seed });
  const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
  assertAlmostEquals(one.auc, all.auc, 0.02);
  assertAlmostEquals(one.eer, all.eer, 0.02);
  assertEquals(one.auc, again.auc);
  assert(one.auc !== other.auc);
});

Deno.test("rocCurve() names what it cannot take", async () => {
  const embeddings = Float32Array.of(0, 1, 2);
  const refused = (labels: number[], text: string, options = {}) =>
    assertRejects(() => rocCurve(embeddings, labels, { dim: 1, ...options }), RangeError, text);
  await refused([1, 1, 1], "labels: expected pairs of one class and pairs of two, got 3 and 0");
  await refused([1, 2, 3], "got 0 and 3");
  await refused([1, 1], "labels: expected 3 entries");
  await refused([1, 1, 2], "fars", { fars: [2] });
  await refused([1, 1, 2], "pairs: expected an integer", { pairs: 0 });
  const many = new Float32Array(10_002);
  await assertRejects(
    () => rocCurve(many, new Int32Array(10_002), { dim: 1 }),
    RangeError,
    "draw a sample",
  );
  assertThrows(() => rocFromDistances([], [1]), RangeError, "same: expected one distance or more");
  assertThrows(
    () => rocFromDistances([1], [NaN]),
    RangeError,
    "different[0]: expected a number, got NaN",
  );
});

Deno.test("rocFromDistances() names the threshold that a rate was had at", () => {
  const same = [1, 2, 4], different = [2, 3, 3, 5];
  const fars = [0, 0.25, 0.5, 1];
  const { thresholdAtFar, tarAtFar } = rocFromDistances(same, different, { fars });
  assertEquals(fars.map((far) => thresholdAtFar[far]), [1, 2, 2, 5]);
  for (const [far, threshold] of Object.entries(thresholdAtFar)) {
    const accepted = same.filter((distance) => distance <= threshold).length / same.length;
    assertEquals(tarAtFar[Number(far)], accepted);
  }
  assertEquals(rocFromDistances([2], [1], { fars: [0] }).thresholdAtFar[0], -Infinity);
});

Deno.test("verification() chooses on the dev classes and reports on the test classes", async () => {
  const random = seededRandom(5);
  const draw = (classes: number[], noise: number) => {
    const labels = classes.flatMap((label) => [label, label, label]);
    const centres = new Map(classes.map((label) => [label, [random.normal(), random.normal()]]));
    const embeddings = Float32Array.from(
      labels.flatMap((label) => centres.get(label)!.map((at) => at + noise * random.normal())),
    );
    return { embeddings, labels };
  };
  const dev = draw([0, 1, 2, 3, 4, 5], 0.1), test = draw([6, 7, 8, 9], 0.4);
  for (const far of [0, 0.05, 0.3, "eer"] as const) {
    const found = await verification(dev, test, { dim: 2, far });
    const { threshold } = found;
    for (const [set, rates] of [[dev, found.dev], [test, found.test]] as const) {
      const counts = { same: [0, 0], different: [0, 0] };
      for (let i = 0; i < set.labels.length; i++) {
        for (let j = 0; j < i; j++) {
          const [a, b] = [i, j].map((row) => set.embeddings.subarray(2 * row, 2 * row + 2));
          const kind = set.labels[i] === set.labels[j] ? "same" : "different";
          counts[kind][0] += +(Math.hypot(a[0] - b[0], a[1] - b[1]) <= threshold + 1e-12);
          counts[kind][1]++;
        }
      }
      assertEquals(rates.trueAccept, counts.same[0] / counts.same[1]);
      assertEquals(rates.falseAccept, counts.different[0] / counts.different[1]);
      assertEquals(rates.pairs, { same: counts.same[1], different: counts.different[1] });
    }
    if (far !== "eer") assert(found.dev.falseAccept <= far);
    const alone = await verification(dev, draw([6, 7], 1), { dim: 2, far });
    assertEquals(alone.threshold, threshold, "the test classes have no say");
  }
});

Deno.test("verification() refuses what is no fair judgement", async () => {
  const set = (labels: number[]) => ({ embeddings: Float32Array.from(labels.keys()), labels });
  const refused = (test: number[], message: string, options = {}) =>
    assertRejects(
      () => verification(set([0, 0, 1, 1]), set(test), { dim: 1, ...options }),
      RangeError,
      message,
    );
  await refused([1, 1, 2, 2], "not among the dev classes, got 1");
  await refused([2, 3, 4], "got none of one class");
  await refused([2, 2, 2], "got none of two");
  await refused([2, 2, 3, 3], "far", { far: 2 });
  await refused([2, 2, 3, 3], '"fra"', { fra: 0.1 });
});

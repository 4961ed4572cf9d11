import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { batchHard } from "../../lib/operators/mod.ts";
import { batchHardTripletLoss } from "../../lib/reference/mod.ts";
import {
  allDistances,
  type Batch,
  batchPlans,
  ENGINES,
  gaussianBatch,
  gradientError,
  makeBatch,
  MARGINS,
  random,
} from "./support.ts";

type Rule = "tensorflow" | "pytorch" | "valid";
const RULES: Rule[] = ["tensorflow", "pytorch", "valid"];

/** Batch hard from its definition, on all distances; ties share the gradient. */
function loopBatchHard(
  batch: Batch,
  margin: number,
  squared: boolean,
  rule: Rule,
): { loss: number; gradient: Float64Array } {
  const { embeddings, labels, dim } = batch;
  const size = labels.length;
  const d = allDistances(batch, squared);
  const least = rule === "pytorch" ? (squared ? 1e-12 : 1e-6) : 0;
  const gradient = new Float64Array(size * dim);
  let sum = 0;
  let anchors = 0;
  const terms: (() => void)[] = [];
  for (let a = 0; a < size; a++) {
    const others = [...labels.keys()].filter((j) => j !== a);
    const positives = others.filter((j) => labels[j] === labels[a]);
    const negatives = others.filter((j) => labels[j] !== labels[a]);
    if (rule === "valid" && (positives.length === 0 || negatives.length === 0)) continue;
    anchors++;
    if (negatives.length === 0) {
      sum += margin;
      continue;
    }
    const distance = (j: number): number => Math.max(d[a * size + j], least);
    const far = Math.max(least, ...positives.map(distance));
    const near = Math.min(...negatives.map(distance));
    const loss = far - near + margin;
    if (!(loss > 0)) continue;
    sum += loss;
    const pull = (j: number, share: number) => {
      const distance = d[a * size + j];
      if (distance === 0) return;
      const slope = share * (squared ? 2 : 1 / distance);
      terms.push(() => {
        for (let k = 0; k < dim; k++) {
          const step = slope * (embeddings[a * dim + k] - embeddings[j * dim + k]) / anchors;
          gradient[a * dim + k] += step;
          gradient[j * dim + k] -= step;
        }
      });
    };
    const tied = (value: number, among: number[]) => among.filter((j) => d[a * size + j] === value);
    const farthest = tied(far, positives);
    for (const j of farthest) pull(j, 1 / farthest.length);
    let nearest = tied(near, negatives);
    if (rule === "tensorflow") {
      // To the letter: the row's minimum over entries of which those of the class have the row's
      // maximum added; entries that tie share, and so do those that tie for the maximum.
      const row = [...d.subarray(a * size, (a + 1) * size)];
      const most = Math.max(...row);
      const filled = row.map((value, j) => labels[j] === labels[a] ? value + most : value);
      nearest = [...row.keys()].filter((j) => filled[j] === near);
      const mosts = [...row.keys()].filter((j) => row[j] === most);
      const own = nearest.filter((j) => labels[j] === labels[a]).length;
      for (const k of mosts) pull(k, -own / nearest.length / mosts.length);
    }
    for (const j of nearest) pull(j, -1 / nearest.length);
  }
  for (const term of terms) term();
  return { loss: anchors === 0 ? 0 : sum / anchors, gradient };
}

for (const engine of ENGINES) {
  Deno.test(`batchHard (${engine}) is each rule's loss, and its gradient`, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 40, arbitrary: batchPlans(30, 12) },
          { weight: 1, arbitrary: batchPlans(250, 200) },
        ),
        fc.constantFrom(...MARGINS),
        fc.boolean(),
        fc.constantFrom(...RULES),
        (plan, margin, squared, rule) => {
          const batch = makeBatch(plan);
          const { embeddings, labels, dim } = batch;
          fc.pre(rule !== "pytorch" || new Set(labels).size > 1);
          const want = loopBatchHard(batch, margin, squared, rule);
          const options = { dim, margin, squared, rule, gradient: true, engine };
          const got = batchHard(embeddings, labels, options);
          assertLess(Math.abs(got.loss - want.loss), 1e-12 * Math.max(want.loss, 1), "loss");
          assertLess(gradientError(got.gradient!, want.gradient), 1e-6, "gradient");
        },
      ),
      { seed: 61, numRuns: 1500 },
    );
  });

  Deno.test(`batchHard (${engine}) shares among rows whose distances, not squares, tie`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const batch = makeBatch({ size: 100, dim: 32, classes: 3, kind: "tenths", seed });
      const { embeddings, labels, dim } = batch;
      for (const squared of [false, true]) {
        const want = loopBatchHard(batch, 0.5, squared, "valid");
        const options = { dim, margin: 0.5, squared, rule: "valid", gradient: true } as const;
        const got = batchHard(embeddings, labels, { ...options, engine });
        assertLess(gradientError(got.gradient!, want.gradient), 1e-6);
      }
    }
  });

  Deno.test(`batchHard (${engine}) agrees with the reference layer`, () => {
    fc.assert(
      fc.property(
        batchPlans(20, 4),
        fc.constantFrom(...MARGINS),
        fc.constantFrom(...RULES),
        fc.boolean(),
        (plan, margin, rule, sq) => {
          const { embeddings, labels, dim } = makeBatch(plan);
          fc.pre(rule !== "pytorch" || new Set(labels).size > 1);
          const rows = Array.from(
            labels,
            (_, i) => Array.from(embeddings.subarray(i * dim, i * dim + dim)),
          );
          const options = { margin, rule, squared: sq };
          const want = batchHardTripletLoss(rows, labels, options);
          const got = batchHard(embeddings, labels, { ...options, dim, engine });
          assertLess(Math.abs(got.loss - want.loss), 1e-12 * Math.max(want.loss, 1));
          assertEquals(got.counts, want.counts);
          assertEquals(got.fractionPositive, want.fractionPositive);
        },
      ),
      { seed: 62, numRuns: 300 },
    );
  });

  Deno.test(`batchHard (${engine}) gives the margin and no pull for one class, as article 2`, () => {
    const { embeddings, dim } = gaussianBatch(40, 8, 4, 1);
    const labels = new Int32Array(40);
    const one = { dim, margin: 0.25, engine };
    const got = batchHard(embeddings, labels, { ...one, rule: "tensorflow", gradient: true });
    assertEquals(got.loss, 0.25);
    assert(got.gradient!.every((value) => value === 0));
    const { loss, counts } = batchHard(embeddings, labels, one);
    assertEquals([loss, counts.valid], [0, 0]);
  });

  Deno.test(`batchHard (${engine}) lets rows share whose distance is lost in the row's largest`, () => {
    // Of one class, article 2's "no negative" is the row's largest distance on top of each: where a
    // distance is half of its last bit, whether it is lost hangs on whether that bit is even.
    for (let seed = 0; seed < 40; seed++) {
      const { embeddings, labels, dim } = gaussianBatch(12, 14, 1, seed);
      embeddings.copyWithin(dim, 0, dim);
      embeddings[dim + 3] += 2 ** -23 * Math.abs(embeddings[dim + 3]);
      const options = {
        dim,
        margin: 0.5,
        squared: true,
        rule: "tensorflow",
        gradient: true,
      } as const;
      const want = batchHard(embeddings, labels, { ...options, engine: "plain" });
      const got = batchHard(embeddings, labels, { ...options, engine });
      assertLess(gradientError(got.gradient!, want.gradient!), 1e-6, `seed ${seed}`);
    }
  });

  Deno.test(`batchHard (${engine}) with one class takes a margin near half a last digit as loops do`, () => {
    // far + margin is far again, or the next number, by the last bit of far.
    let positive = 0;
    for (let seed = 0; seed < 30; seed++) {
      const next = random(seed);
      const [size, dim] = [40, 617];
      const embeddings = Float32Array.from(
        { length: size * dim },
        (_, e) => Math.floor(e / dim) * (1 + Math.floor(4 * next()) * 2 ** -23),
      );
      const options = { dim, margin: 2 ** -36, squared: true, rule: "tensorflow" } as const;
      const want = batchHard(embeddings, new Int32Array(size), { ...options, engine: "plain" });
      const got = batchHard(embeddings, new Int32Array(size), { ...options, engine });
      assertEquals(got.counts, want.counts, `seed ${seed}`);
      positive += want.counts.positive;
    }
    assert(positive > 0);
  });

  Deno.test(`batchHard (${engine}) gives zeros for an empty batch`, () => {
    const got = batchHard(new Float32Array(0), new Int32Array(0), {
      dim: 3,
      margin: 1,
      gradient: true,
      engine,
    });
    assertEquals([got.loss, got.counts.valid, got.gradient!.length], [0, 0, 0]);
  });
}

Deno.test("batchHard gives equal losses on all engines, at sizes beyond the loop", () => {
  for (const [size, classes] of [[700, 175], [600, 10], [500, 2]]) {
    const { embeddings, labels, dim } = gaussianBatch(size, 64, classes, size);
    const options = { dim, margin: 0.2, gradient: true };
    const want = batchHard(embeddings, labels, { ...options, engine: "plain" });
    for (const engine of ENGINES) {
      const got = batchHard(embeddings, labels, { ...options, engine });
      assertLess(Math.abs(got.loss - want.loss), 1e-12);
      assertEquals(got.counts, want.counts);
      assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
    }
  }
});

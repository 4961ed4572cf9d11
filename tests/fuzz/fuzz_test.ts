import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { type FuzzBatch, fuzzBatch } from "./batches.ts";
import { compare, type Operators, questionsOf } from "./compare.ts";
import { distance, squaredDistances } from "./distances.ts";
import { expectedBatchAll, expectedBatchHard, expectedCircle, expectedSemiHard } from "./oracle.ts";
import * as operators from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";

const SEED = 20260101;
const batches = Array.from({ length: 200 }, (_, index) => fuzzBatch(SEED, index));
const HARD = ["tensorflow", "pytorch", "valid"] as const;
const CIRCLE = ["pooled", "per-anchor"] as const;
const SEMI_HARD = ["all", "nearest", "random"] as const;

/** A batch as `lib/reference` takes it. */
const rows = (x: Float32Array, dim: number) =>
  Array.from({ length: x.length / dim }, (_, i) => [...x.subarray(i * dim, (i + 1) * dim)]);

/** The faults that are found in batches of the plain engine, some of its answers changed. */
function faultsWith(change: Partial<Operators>, of = batches): string[] {
  return of.flatMap((batch) =>
    questionsOf(batch, { ...operators, ...change }).flatMap((question) =>
      compare(question, "plain").faults
    )
  );
}

/** An ordinary batch, whose answers the plain engine has right. */
const { normal } = seededRandom(SEED);
const ordinary: FuzzBatch = batchOf(Float32Array.from({ length: 13 * 5 }, () => normal() / 2));

function batchOf(embeddings: Float32Array): FuzzBatch {
  return {
    kind: "normal",
    embeddings,
    labels: Int32Array.from({ length: 13 }, (_, i) => i % 3),
    dim: 5,
    squared: false,
    margin: 0.5,
    draw: 7,
    circle: { features: embeddings.map((value) => value / 4), normalize: false, m: 0.25, gamma: 4 },
    squares: squaredDistances(embeddings, 13, 5),
  };
}

Deno.test("fuzz: a seed and an index stand for the same batch on every runtime", () => {
  const sum = createHash("sha256");
  for (const { kind, embeddings, labels, squared, margin, draw, circle } of batches) {
    sum.update(kind).update(embeddings).update(labels).update(circle.features);
    sum.update(JSON.stringify([squared, margin, draw, circle.m, circle.gamma]));
  }
  assertEquals(sum.digest("hex").slice(0, 16), "bd7455d9873259fb");
  assertEquals(fuzzBatch(SEED, 3), batches[3]);
});

Deno.test("fuzz: batches differ in structure, size, dimension and margin", () => {
  const plain = new Set(batches.map(({ kind }) => kind.split(",")[0]));
  assert(plain.size >= 15, [...plain].join("; "));
  const many = Array.from({ length: 1000 }, (_, index) => fuzzBatch(1, index));
  const sizes = many.map(({ labels }) => labels.length);
  assert(sizes.includes(0) && sizes.some((size) => size > 100));
  assert(many.some(({ dim }) => dim > 1000) && many.some(({ dim }) => dim === 1));
  assert(many.some(({ margin }) => margin === 0));
  assert(
    many.some(({ margin, squares, squared }) =>
      distance(squares, squared).every((d) => d < margin)
    ),
  );
});

Deno.test("fuzz: the loops give the values of lib/reference", () => {
  for (const batch of batches.slice(0, 100).filter(({ labels }) => labels.length > 0)) {
    const { embeddings, dim, margin, squared, circle } = batch;
    const labels = [...batch.labels];
    const points = rows(embeddings, dim);
    const all = reference.batchAllTripletLoss(points, labels, { margin, squared });
    const { loss, counts } = expectedBatchAll(batch);
    assertAlmostEquals(loss, all.loss, 1e-12 * all.loss);
    assertEquals(counts, { ...all.counts, fraction: all.fractionPositive });
    for (const rule of HARD) {
      if (rule === "pytorch" && new Set(labels).size < 2) continue;
      assertAlmostEquals(
        expectedBatchHard(batch, rule).loss,
        reference.batchHardTripletLoss(points, labels, { margin, squared, rule }).loss,
        1e-12 * (margin + Math.max(...batch.squares, 1)),
      );
    }
    for (const rule of SEMI_HARD) {
      const options = { margin, squared, rule, seed: batch.draw };
      const { loss, counts } = expectedSemiHard(batch, rule);
      const semi = reference.semiHardTripletLoss(points, labels, options);
      assertAlmostEquals(loss, semi.loss, 1e-12 * semi.loss);
      assertEquals(counts, { ...semi.counts, fraction: semi.fractionPositive });
    }
    const { sp, sn } = reference.similarityPairs(rows(circle.features, dim), labels);
    const { m, gamma, features } = circle;
    const pooled = reference.circleLoss(sp, sn, { m, gamma });
    const given = { ...batch, circle: { ...circle, normalize: false } };
    assertAlmostEquals(expectedCircle(given).loss, pooled, 1e-9 * pooled);
    const normalizing = { ...batch, circle: { ...circle, normalize: true } };
    for (const rule of CIRCLE) {
      const loss = reference.batchCircleLoss(rows(features, dim), labels, { m, gamma, rule });
      assertAlmostEquals(expectedCircle(normalizing, rule).loss, loss, 1e-9 * loss);
    }
  }
});

Deno.test("fuzz: the loops' gradients are those of central differences", () => {
  // Coordinates of few bits, so that a step can be taken in float32.
  const x = ordinary.embeddings.map((value) => Math.round(value * 2 ** 10) / 2 ** 10);
  const losses = [
    expectedBatchAll,
    ...HARD.map((rule) => (batch: FuzzBatch) => expectedBatchHard(batch, rule)),
    ...SEMI_HARD.map((rule) => (batch: FuzzBatch) => expectedSemiHard(batch, rule)),
  ];
  for (const loss of losses) {
    const { gradient } = loss(batchOf(x));
    const largest = Math.max(...gradient.map(Math.abs));
    for (let e = 0; e < x.length; e += 7) {
      const [up, down] = [x.slice(), x.slice()];
      up[e] += 2 ** -18;
      down[e] -= 2 ** -18;
      const slope = (loss(batchOf(up)).loss - loss(batchOf(down)).loss) * 2 ** 17;
      assertAlmostEquals(gradient[e], slope, 1e-3 * largest);
    }
  }
});

Deno.test("fuzz: circle's gradient, by hand", () => {
  const batch = {
    ...ordinary,
    dim: 2,
    labels: Int32Array.of(1, 1, 2),
    circle: {
      features: Float32Array.of(1, 0, 0, 1, 1, 0),
      normalize: false,
      m: 0.25,
      gamma: 1,
    },
  };
  // a_p = 1.25 pulls rows 0 and 1 together; a_n = 1.25 and 0.25 push (0, 2) and (1, 2) apart.
  const z = [-1.25 * (0 - 0.75), 1.25 * 0.75, 0.25 * -0.25];
  const share = Math.exp(z[1]) / (Math.exp(z[1]) + Math.exp(z[2]));
  const total = z[0] + Math.log(Math.exp(z[1]) + Math.exp(z[2]));
  const slope = 1 / (1 + Math.exp(-total));
  const { gradient, loss } = expectedCircle(batch);
  assertAlmostEquals(loss, Math.log1p(Math.exp(total)));
  const [p, n, o] = [-1.25 * slope, 1.25 * slope * share, 0.25 * slope * (1 - share)];
  [n, p, p + o, 0, n, o].forEach((entry, e) => assertAlmostEquals(gradient[e], entry, 1e-12));
});

Deno.test("fuzz: circle's gradient to rows that are brought to length 1 turns them", () => {
  const at = (scale: number, rule: typeof CIRCLE[number]) => {
    const features = ordinary.embeddings.map((value) => scale * value);
    return expectedCircle({
      ...ordinary,
      circle: { ...ordinary.circle, features, normalize: true },
    }, rule);
  };
  for (const rule of CIRCLE) {
    const [one, two] = [at(1, rule), at(2, rule)];
    assertAlmostEquals(one.loss, two.loss, 1e-12);
    one.gradient.forEach((entry, e) => assertAlmostEquals(entry, 2 * two.gradient[e], 1e-12));
    const along = rows(ordinary.embeddings, 5).map((row, i) =>
      row.reduce((sum, value, k) => sum + value * one.gradient[i * 5 + k], 0)
    );
    along.forEach((sum) => assertAlmostEquals(sum, 0, 1e-12));
    assert(one.gradient.some((entry) => Math.abs(entry) > 0.01));
  }
});

Deno.test("fuzz: under tensorflow's rule what stands for no negative takes its part of a tie", () => {
  // Anchor 4's one negative is as far as its row's largest distance, which stands for itself too: its
  // half of the minimum goes to the four largest of the row, a fourth of it to the negative again.
  const embeddings = Float32Array.of(0, 0, 0, 0, 1);
  const batch = { ...ordinary, embeddings, labels: Int32Array.of(0, 0, 1, 0, 0), dim: 1 };
  const squares = squaredDistances(embeddings, 5, 1);
  const { gradient } = expectedBatchHard(
    { ...batch, squares, squared: false, margin: 2 },
    "tensorflow",
  );
  // Of the anchors 0, 1, 3 each positive is 4; of 2 there is none, and its nearest lie on it.
  const anchor4 = [1 / 3 - 1 / 8, 1 / 3 - 1 / 8, -1 / 2 - 1 / 8, 1 / 3 - 1 / 8];
  const onto4 = 3 + anchor4.reduce((sum, weight) => sum + weight);
  const expected = [0, 1, 2, 3].map((i) => -((i === 2 ? 0 : 1) + anchor4[i]) / 5);
  [...expected, onto4 / 5].forEach((entry, e) => assertAlmostEquals(gradient[e], entry, 1e-12));
});

Deno.test("fuzz: a wrong engine is found", () => {
  assertEquals(faultsWith({}, [ordinary]), []);
  const wrong: Record<string, (given: { loss: number; gradient?: Float32Array }) => object> = {
    "loss": ({ loss }) => ({ loss: loss * (1 + 1e-4) }),
    "loss NaN": () => ({ loss: NaN }),
    "gradient": ({ gradient }) => ({
      gradient: gradient!.map((entry, e) => entry * (e === 3 ? 1.001 : 1)),
    }),
    "gradient[0] NaN": ({ gradient }) => ({ gradient: gradient!.with(0, NaN) }),
    "gradient[0] undefined": () => ({ gradient: new Float32Array() }),
  };
  for (const [words, change] of Object.entries(wrong)) {
    for (const name of ["batchAll", "batchHard", "semiHard", "circle"] as const) {
      // deno-lint-ignore no-explicit-any
      const operator = operators[name] as any;
      const lying = (...given: unknown[]) => {
        const right = operator(...given);
        return { ...right, ...change(right) };
      };
      const faults = faultsWith({ [name]: lying }, [ordinary]);
      assert(faults.some((fault) => fault.startsWith(words)), `${name}: ${words}`);
    }
  }
  const throwing = () => {
    throw new RangeError("no");
  };
  assertEquals(
    faultsWith({ circle: throwing }, [ordinary]),
    CIRCLE.map(() => "threw RangeError: no"),
  );
  const miscounted: Operators["batchAll"] = (...given) => {
    const right = operators.batchAll(...given);
    return { ...right, counts: { ...right.counts, hard: right.counts.hard + 1 } };
  };
  const { hard } = expectedBatchAll(ordinary).counts;
  assertEquals(faultsWith({ batchAll: miscounted }, [ordinary]), [
    `hard ${hard + 1}, not ${hard}`,
  ]);
});

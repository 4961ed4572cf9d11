import { assert, assertEquals, assertLess } from "@std/assert";
import { batchAll, batchHard, circle, semiHard } from "../../lib/operators/mod.ts";
import { ENGINES, gradientError, loopBatchAll, random } from "./support.ts";

/** Rows of +-1 / sqrt(dim), the same sign all along a row: every rounding goes one way. */
function signCodes(dim: number, size: number, each: number): [Float32Array, Int32Array] {
  const labels = Int32Array.from({ length: size }, (_, i) => Math.floor(i / each));
  const embeddings = Float32Array.from(
    { length: size * dim },
    (_, at) => (labels[Math.floor(at / dim)] % 2 ? -1 : 1) / Math.sqrt(dim),
  );
  return [embeddings, labels];
}

/** One-hot rows of some length, so that all of them are equally far apart. */
function oneHot(dim: number, columns: number[], length = 1): Float32Array {
  const rows = new Float32Array(columns.length * dim);
  columns.forEach((column, i) => rows[i * dim + column] = length);
  return rows;
}

for (const engine of ENGINES) {
  Deno.test(`batchAll (${engine}) counts right where all roundings go one way`, () => {
    const [embeddings, labels] = signCodes(320, 24, 4);
    const { counts, loss } = batchAll(embeddings, labels, { dim: 320, margin: 2, engine });
    assertEquals([counts.valid, counts.positive, counts.easy], [1440, 1440, 0]);
    assertLess(Math.abs(loss - 0.8), 1e-6);
    for (let dim = 256; dim <= 4096; dim += 192) {
      const [embeddings, labels] = signCodes(dim, 16, 2);
      for (const margin of [1.999, 2, 2.001]) {
        const want = loopBatchAll({ embeddings, labels, dim, kind: "uniform" }, margin, false);
        const got = batchAll(embeddings, labels, { dim, margin, gradient: true, engine });
        assertEquals(got.counts, want.counts, `dim ${dim}, margin ${margin}`);
        assertLess(gradientError(got.gradient!, want.gradient), 1e-5);
      }
    }
  });

  Deno.test(`batchAll (${engine}) counts right where rows lie on many scales`, () => {
    for (let seed = 0; seed < 60; seed++) {
      const next = random(seed);
      const [size, dim] = [24, 1 + Math.floor(next() * 6)];
      const labels = Int32Array.from({ length: size }, () => Math.floor(next() * 4));
      const scales = Float64Array.from({ length: size }, () => 10 ** -Math.floor(next() * 22));
      const embeddings = Float32Array.from(
        { length: size * dim },
        (_, at) => (next() - 0.5) * scales[Math.floor(at / dim)],
      );
      for (const margin of [0, 1e-17, 1e-9, 0.1]) {
        const want = loopBatchAll({ embeddings, labels, dim, kind: "uniform" }, margin, false);
        const got = batchAll(embeddings, labels, { dim, margin, engine });
        assertEquals(got.counts, want.counts, `seed ${seed}, margin ${margin}`);
      }
    }
  });

  Deno.test(`operators (${engine}) take no longer than plain by far where large classes tie`, () => {
    const [dim, size] = [168, 417], labels = Int32Array.from({ length: size }, (_, i) => i % 3);
    const embeddings = oneHot(dim, Array.from(labels, (_, i) => i * i % dim));
    const drawn = (...[x, y, options]: Parameters<typeof batchAll>) =>
      semiHard(x, y, { ...options, rule: "random" });
    for (const operator of [batchAll, drawn]) {
      const [plain, own] = (["plain", engine] as const).map((engine) => {
        const options = { dim, margin: 1e-3, engine };
        const { counts } = operator(embeddings, labels, options); // It is compiled well on the way.
        const times = Array.from({ length: 3 }, () => { // What else the machine does may hit one.
          const before = performance.now();
          operator(embeddings, labels, options);
          return performance.now() - before;
        });
        return { counts, taken: Math.min(...times) };
      });
      assertEquals(own.counts, plain.counts);
      assertLess(own.taken, 25 * plain.taken);
    }
  });

  Deno.test(`batchAll (${engine}) has the loss right where it is small beside the distances`, () => {
    const labels = Int32Array.from({ length: 90 }, (_, i) => i % 6);
    const embeddings = oneHot(932, Array.from(labels, (_, i) => i * 7), 2);
    const { loss } = batchAll(embeddings, labels, { dim: 932, margin: 1e-3, engine });
    assertLess(Math.abs(loss - 1e-3), 1e-8);
  });

  Deno.test(`batchHard (${engine}) shares with article 2's filled entries as TensorFlow does`, () => {
    // Four points in one place, a fifth in another: for anchors 0, 1 and 3 the lone negative (2) is
    // not the farthest; for 4, of their class, it ties with the maximum that fills the row, as does
    // every point beside it.
    const embeddings = Float32Array.of(0, 0, 0, 0, 2);
    const labels = Int32Array.of(0, 0, 1, 0, 0);
    const options = { dim: 1, margin: 0.2, rule: "tensorflow", gradient: true, engine } as const;
    const { loss, gradient } = batchHard(embeddings, labels, options);
    assertLess(Math.abs(loss - (3 * 2.2 + 0.2 + 0.2) / 5), 1e-12);
    // Anchor 4: its three positives share the pull. Its minimum is shared by the negative and its own
    // entry, whose half of it goes on to all four points: -1/2 - 1/8 for the negative, -1/8 for each
    // positive. Anchors 0, 1, 3 pull point 4 (d = 2), and nothing else moves (d = 0). Anchor 2 has no
    // positive, and its minimum, 0, is tied by what has no slope.
    const positive = -1 / 3 + 1 / 8;
    const want = [-1 + positive, -1 + positive, 5 / 8, -1 + positive, 3 - 3 * positive - 5 / 8];
    want.forEach((entry, i) => assertLess(Math.abs(gradient![i] - entry / 5), 1e-7, `point ${i}`));
  });

  Deno.test(`circle (${engine}) forgets what a risen peak has made nothing of`, () => {
    // Rows of length 2 at a gamma of 80: the first products are 0, later ones 4 and -4.
    const features = oneHot(15, [5, 0, 13, 9, 9, 7], 2);
    const labels = Int32Array.of(2, 2, 0, 3, 2, 1);
    const options = { dim: 15, m: 0.4, gamma: 80, gradient: true };
    const want = circle(features, labels, { ...options, engine: "plain" });
    const got = circle(features, labels, { ...options, engine });
    assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
    assertLess(Math.abs(got.loss - want.loss), 1e-9 * want.loss);
    for (const gamma of [700, 1024, 5000]) {
      const rows = oneHot(8, Array.from({ length: 200 }, (_, i) => i * i % 8));
      const classes = Int32Array.from({ length: 200 }, (_, i) => i % 50);
      const want = circle(rows, classes, { dim: 8, gamma, gradient: true, engine: "plain" });
      const got = circle(rows, classes, { dim: 8, gamma, gradient: true, engine });
      assertLess(gradientError(got.gradient!, want.gradient!), 1e-6);
    }
  });

  Deno.test(`circle (${engine}) never gives a number that is none`, () => {
    const features = Float32Array.of(1, 0, 0, 1, 1, 0, 0, -1);
    const labels = Int32Array.of(1, 1, 2, 2);
    for (const m of [0, 1e6]) {
      for (const gamma of [1e-300, 1e9]) {
        const options = { dim: 2, m, gamma, gradient: true, engine };
        const { loss, gradient } = circle(features, labels, options);
        assert(Number.isFinite(loss) && gradient!.every(Number.isFinite));
      }
    }
  });
}

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { diagnose, type DiagnoseOptions, explainValue, type Sample } from "#lib/clinic/mod.ts";
import { DISEASES } from "#lib/clinic/diseases.ts";
import { seededRandom } from "#lib/random.ts";

const ids = (sample: Sample, options: DiagnoseOptions = {}) =>
  diagnose(sample, options).findings.map(({ id }) => id);

/** Classes around their means: rows of `dim` numbers, each class scattered by `radius`. */
export function blobs(
  { classes = 10, each = 20, dim = 16, radius = 0.3, unit = true, seed = 1 } = {},
) {
  const random = seededRandom(seed);
  const normals = (length: number) => Array.from({ length }, () => random.normal());
  const means = Array.from({ length: classes }, () => normals(dim));
  const labels = Array.from({ length: classes * each }, (_, i) => i % classes);
  const embeddings = labels.map((label) => {
    const row = normals(dim).map((x, c) => means[label][c] + radius * x);
    const length = unit ? Math.hypot(...row) : 1;
    return row.map((x) => x / length);
  });
  return { embeddings, labels };
}
type Blobs = ReturnType<typeof blobs>;
const changed = (of: Blobs, change: (row: number[], i: number) => number[]): Blobs => ({
  ...of,
  embeddings: of.embeddings.map(change),
});
const log = (length: number, loss: (i: number) => number) =>
  Array.from({ length }, (_, i) => loss(i));

Deno.test("diagnose() finds nothing in embeddings that part their classes and a loss that falls", () => {
  for (const unit of [true, false]) {
    const snapshots = [blobs({ unit })];
    const loss = log(200, (i) => 0.3 * Math.exp(-i / 50) + 0.01 * Math.sin(i) ** 2);
    const { verdict, findings } = diagnose({ snapshots, log: { loss } }, { margin: 0.2 });
    assertEquals([verdict, findings], ["nothing found", []]);
  }
});

Deno.test("diagnose() does not call a log healthy that is too short to tell", () => {
  const of = (length: number) => diagnose({ log: { loss: log(length, (i) => 1 / (1 + i)) } });
  assertEquals([of(4), of(5)].map(({ verdict }) => verdict), ["not decided", "nothing found"]);
  assertEquals(of(4).notes, ["The log's losses are 4, too few to tell."]);
  const beside = diagnose({ log: { loss: [0.2] }, snapshots: [blobs()] }, { margin: 0.2 });
  assertEquals(beside.verdict, "nothing found");
});

const sick: Record<string, () => string[]> = {
  "collapse-to-a-point": () =>
    ids({ snapshots: [changed(blobs(), (row) => row.map((x) => 1 + 1e-3 * x))] }, { margin: 0.2 }),
  "collapse-to-a-line": () =>
    ids({
      snapshots: [
        changed(
          blobs({ unit: false }),
          (row, i) => row.map((x, c) => 0.05 * x + (c + 1) * (i % 10)),
        ),
      ],
    }),
  "collapse-near-the-margin": () =>
    ids({ snapshots: [changed(blobs(), (row) => row.map((x) => 0.05 * x + 0.1))] }, {
      margin: 0.3,
    }),
  "classes-collapsed-together": () => {
    const of = blobs({ each: 30 });
    return ids({
      snapshots: [{
        ...of,
        labels: of.labels.map((label, i) => label === 3 && i % 20 > 9 ? 77 : label),
      }],
    });
  },
  "loss-at-the-margin": () =>
    ids({ log: { loss: log(100, (i) => 0.3 + 0.3 * Math.exp(-i / 5)) } }, { margin: 0.3 }),
  "mean-over-active-mistaken": () =>
    ids({
      log: {
        loss: log(100, (i) => 0.15 + 0.02 * Math.sin(i)),
        frac_pos: log(100, (i) => 0.6 * Math.exp(-i / 30)),
      },
    }, { margin: 0.2 }),
  "no-valid-triplets": () =>
    ids({ log: { loss: log(100, (i) => i % 5 ? 0.3 + 0.01 * Math.sin(i) : 0) } }),
  "one-class-batches": () =>
    ids({ log: { loss: log(100, (i) => i % 7 ? 0.05 + 0.01 * Math.sin(i) : 0.2) } }, {
      margin: 0.2,
    }),
  "labels-all-distinct": () => {
    const of = blobs();
    return ids({ snapshots: [{ ...of, labels: of.labels.map((_, i) => i) }] });
  },
  "duplicate-rows": () => {
    const of = blobs();
    return ids({ snapshots: [changed(of, (row, i) => i % 20 > 9 ? of.embeddings[i - 10] : row)] });
  },
  "squared-or-plain": () =>
    ids({ snapshots: [blobs({ unit: false })], log: { loss: [1, 0.5], d_an: [30, 33] } }),
  "margin-beyond-sphere": () => ids({ snapshots: [blobs()] }, { margin: 1.6 }),
  "not-normalised": () => ids({ snapshots: [blobs({ unit: false })] }, { gamma: 64 }),
  "normalised-twice": () => {
    const of = blobs({ unit: false });
    const lengths = of.embeddings[0].map((_, c) =>
      Math.hypot(...of.embeddings.map((row) => row[c]))
    );
    return ids({ snapshots: [changed(of, (row) => row.map((x, c) => x / lengths[c]))] });
  },
  "dead-dimensions": () =>
    ids({ snapshots: [changed(blobs(), (row) => row.map((x, c) => c < 5 ? 0 : x))] }),
  "gamma-overflow": () => ids({ log: { loss: [60, 50, 40, NaN, NaN] } }, { gamma: 256 }),
  "gamma-starvation": () => ids({ snapshots: [blobs({ each: 30, radius: 0.8 })] }, { gamma: 2048 }),
  "learning-rate-too-high": () =>
    ids({ log: { loss: log(100, (i) => i < 30 ? 0.3 : 0.3 * 1.2 ** (i - 30)) } }),
  "not-finite": () => ids({ log: { loss: [0.3, 0.2, NaN, NaN] } }),
  "classes-overlap": () =>
    ids({ snapshots: [{ ...blobs(), part: "train" }, { ...blobs({ seed: 2 }), part: "test" }] }),
  "query-in-gallery": () =>
    ids({ snapshots: [{ ...blobs(), part: "gallery" }, { ...blobs(), part: "query" }] }),
  "lone-queries": () => {
    const of = blobs();
    return ids({
      snapshots: [{
        ...of,
        labels: of.labels.map((label, i) => i < 20 ? 100 + i : label),
        part: "test",
      }],
    });
  },
  "float16-saturation": () =>
    ids({
      snapshots: [
        changed(blobs({ radius: 0.01 }), (row) => row.map((x) => Math.f16round(100 * x))),
      ],
    }),
  "near-duplicate-labels": () =>
    ids({ snapshots: [{ ...blobs(), names: ["Cat", "cat ", ..."bcdefghi"] }] }),
};

for (const [id, find] of Object.entries(sick)) {
  Deno.test(`diagnose() finds ${id}`, () => assert(find().includes(id), find().join()));
}

Deno.test("diagnose() takes equal classes on both sides for what may be a closed set", () => {
  const sample = (classes: number) => ({
    snapshots: [
      { ...blobs(), part: "train" as const },
      { ...blobs({ seed: 2, classes }), part: "test" as const },
    ],
  });
  assertEquals([diagnose(sample(10)).verdict, diagnose(sample(6)).verdict], ["not decided", "ill"]);
});

Deno.test("every disease has a sick sample here", () => {
  assertEquals(Object.keys(sick).sort(), Object.keys(DISEASES).sort());
});

Deno.test("diagnose() says what it can of a log without a loss", () => {
  const { verdict, notes } = diagnose({ log: { accuracy: [0.1, 0.2], note: ["a", "b"] } });
  assertEquals(verdict, "not decided");
  assertStringIncludes(notes.join(), "note");
  assertStringIncludes(notes.join(), "no finite loss among accuracy");
});

Deno.test("diagnose() refuses what is no sample, with what was expected", () => {
  assertThrows(() => diagnose({}), TypeError, "sample: expected a log, snapshots or a value");
  assertThrows(() => diagnose({ snapshots: 5 as never }), TypeError, "snapshots: expected a list");
  for (
    const [log, told] of [[5, "sample.log: expected an object"], [
      { loss: 5 },
      "table.loss: expected",
    ]]
  ) {
    assertThrows(() => diagnose({ log: log as never }), TypeError, told as string);
  }
  const named = { log: { loss: [1, 2] } };
  assertThrows(
    () => diagnose(named, { columns: null as never }),
    TypeError,
    "columns: expected an",
  );
  assertThrows(
    () => diagnose({ snapshots: [{ embeddings: [[1], [2]], labels: [1] }] }),
    RangeError,
    "snapshots[0].labels: expected 2 entries",
  );
  assertThrows(
    () => diagnose({ snapshots: [{ embeddings: [[1], [2, 3]], labels: [1, 1] }] }),
    RangeError,
    "2 numbers in row 1, 1 in row 0",
  );
  const value = { loss: 1, batch: { embeddings: [[0], [1], [2]], labels: [7, 7, 8] }, margin: 1 };
  const library = "constructor" as "keras";
  assertThrows(() => explainValue(value, { library }), RangeError, "library: expected");
  assertThrows(() => explainValue(value, null as never), TypeError, "options: expected an object");
});

Deno.test("diagnose() refuses scales of CircleLoss that are none, whatever it is told of", () => {
  const log = { loss: [1, 2, 3, 4, 5] };
  for (
    const [option, value] of [["gamma", 0], ["gamma", -3], ["gamma", NaN], ["m", -1], [
      "margin",
      -1,
    ]]
  ) {
    assertThrows(() => diagnose({ log }, { [option]: value }), RangeError, `${option}: expected`);
  }
});

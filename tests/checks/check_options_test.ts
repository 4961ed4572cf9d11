import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { checkOptions } from "#lib/checks/mod.ts";
import * as charts from "#lib/charts/mod.ts";
import * as clinic from "#lib/clinic/mod.ts";
import * as library from "#lib/mod.ts";
import * as evaluation from "#lib/evaluation/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import * as mining from "#lib/mining/mod.ts";
import * as operators from "#lib/operators/mod.ts";
import * as reference from "#lib/reference/mod.ts";
import * as training from "#lib/training/mod.ts";

Deno.test("checkOptions() takes known names, and nothing for no names", () => {
  const options = { margin: 0.2 };
  assertEquals(checkOptions(options, "margin"), options);
  assertEquals(
    checkOptions(undefined as typeof options | undefined, "margin"),
    {} as typeof options,
  );
});

Deno.test("checkOptions() refuses what is no object, and says what one looks like", () => {
  for (const [given, got] of [[0.2, "0.2"], [null, "null"], [[1], "an array of length 1"]]) {
    assertThrows(
      () => checkOptions(given as { margin?: number }, "margin"),
      TypeError,
      `options: expected an object such as { margin: ... }, got ${got}`,
    );
  }
});

Deno.test("checkOptions() refuses what is to be called and is no function", () => {
  type Told = { progress?: () => void; onStep?: () => void; margin?: number };
  for (const name of ["progress", "onStep"]) {
    for (const given of [3, "bar", true, {}]) {
      assertThrows(
        () => checkOptions({ [name]: given } as unknown as Told, "progress onStep margin"),
        TypeError,
        `${name}: expected a function, got `,
      );
    }
    const left = { [name]: undefined, margin: 1 } as Told;
    assertEquals(checkOptions(left, "progress onStep margin"), left);
  }
});

Deno.test("checkOptions() refuses what holds options in another way, and tells a promise by its name", () => {
  for (const given of [new Map([["margin", 1]]), new Set(), new Float32Array(2)]) {
    assertThrows(() => checkOptions(given as { margin?: 1 }, "margin"), TypeError, "options: exp");
  }
  const promised = Promise.resolve({ margin: 1 }) as { margin?: 1 };
  assertThrows(
    () => checkOptions(promised, "margin", "saved"),
    TypeError,
    "saved: expected an object such as { margin: ... }, got a promise, which is to be awaited",
  );
});

Deno.test("a long text that came is not told whole", () => {
  const long = "x".repeat(10_000);
  const error = assertThrows(() => checkOptions({ [long]: 1 } as { margin?: 1 }, "margin"));
  assertEquals((error as Error).message.length < 200, true);
});

/** Every function of the library that takes a batch and options, with options that make it answer. */
const x = [[0, 0], [1, 0], [0, 2], [3, 1]];
const y = [0, 0, 1, 1];
const flat = Float32Array.from(x.flat());
const labels = Int32Array.from(y);
const HEALTH = clinic.diagnose({ log: { loss: [0.3, 0.2] } });
const SHARES = { step: 1, loss: 1, easy: 0.5, semiHard: 0.25, hard: 0.25 };
type Call = (options: Record<string, unknown>) => unknown;
// deno-lint-ignore no-explicit-any
const any = (value: unknown) => value as any;
const saved = async (save: (path: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), "saved-"));
  await save(join(folder, "e.parquet")).finally(() => rm(folder, { recursive: true }));
};
const CALLS: [name: string, options: Record<string, unknown>, call: Call][] = [
  ...[reference, losses].flatMap((layer): [string, Record<string, unknown>, Call][] => {
    const at = any(layer);
    const points = () => layer === losses ? tf.tensor2d(x) : x;
    const kind = layer === losses ? "losses" : "reference";
    return [
      ...["batchAllTripletLoss", "batchHardTripletLoss", "semiHardTripletLoss"].map((
        name,
      ): [string, Record<string, unknown>, Call] => [
        `${kind}.${name}`,
        { margin: 1 },
        (options) => at[name](points(), y, options),
      ]),
      [`${kind}.batchCircleLoss`, {}, (options) => at.batchCircleLoss(points(), y, options)],
      [`${kind}.pairwiseDistances`, {}, (options) => at.pairwiseDistances(points(), options)],
      [
        `${kind}.tripletMarginLoss`,
        {},
        (options) => at.tripletMarginLoss(points(), points(), points(), options),
      ],
      [
        `${kind}.naiveTripletLoss`,
        { margin: 1 },
        (options) => at.naiveTripletLoss(points(), points(), points(), options),
      ],
    ];
  }),
  ["conform", { margin: 1 }, (options) => reference.conform(x, y, any(options))],
  ...["batchAll", "batchHard", "semiHard", "circle"].map((
    name,
  ): [string, Record<string, unknown>, Call] => [
    name,
    name === "circle" ? { dim: 2 } : { dim: 2, margin: 1 },
    (options) => any(operators)[name](flat, labels, options),
  ]),
  [
    "tripletStatistics",
    { dim: 2, margin: 1 },
    (options) => mining.tripletStatistics(flat, y, any(options)),
  ],
  [
    "mineTriplets",
    { dim: 2, margin: 1, seed: 1 },
    (options) => mining.mineTriplets(flat, y, any(options)),
  ],
  [
    "recallAtK",
    { dim: 2, k: 1 },
    (options) => evaluation.recallAtK(flat, labels, any(options)),
  ],
  ...["mapAtR", "retrievalMetrics", "rocCurve"].map((
    name,
  ): [string, Record<string, unknown>, Call] => [
    name,
    { dim: 2 },
    (options) => any(evaluation)[name](flat, labels, options),
  ]),
  [
    "pkBatches",
    { classes: 2, samples: 2, seed: 1 },
    (options) => training.pkBatches(y, any(options))[Symbol.iterator]().next(),
  ],
  [
    "stepMeans",
    { over: 2 },
    (options) => training.stepMeans([{ step: 1 }], ({ step }) => step, any(options)),
  ],
  [
    "saveEmbeddings",
    { embeddings: flat, labels, dim: 2 },
    (options) => saved((path) => evaluation.saveEmbeddings(path, any(options))),
  ],
  [
    "explainValue",
    { loss: 1, batch: { embeddings: x, labels: y }, margin: 1 },
    (options) => clinic.explainValue(any(options)),
  ],
  ["readSample", { labels: "label" }, (options) => clinic.readSample([], any(options))],
  ["diagnosisText", { read: ["a"] }, (options) => clinic.diagnosisText(HEALTH, any(options))],
  ["diagnosisBody", { read: ["a"] }, (options) => clinic.diagnosisBody(HEALTH, any(options))],
  [
    "embeddingPlane",
    { title: "Four" },
    (options) => charts.embeddingPlane(x, y, any(options)).spec.alt,
  ],
  ["categoryShares", {}, (options) => charts.categoryShares([SHARES], any(options)).spec.alt],
  [
    "judgePanels",
    { title: "One" },
    (options) =>
      charts.judgePanels([{ name: "a", rows: [{ name: "b", values: [1, 2] }] }], any(options)).spec,
  ],
  ["tripletArrows", { margin: 1 }, (options) => charts.tripletArrows(x, any(options))],
  ["toSvg", {}, (options) => charts.categoryShares([SHARES]).toSvg(any(options))],
  ["embeddingNetwork", { seed: 1 }, (options) => training.embeddingNetwork(any(options)).dispose()],
];

for (const [name, options, call] of CALLS) {
  Deno.test(`${name} refuses an option that does not exist, and options that are a number`, async () => {
    await tf.setBackend("cpu");
    await call(options);
    const misspelled = async () => void await call({ ...options, sqared: true });
    await assertRejects(misspelled, RangeError, 'got "sqared"');
    await assertRejects(
      async () => void await call(any(0.2)),
      TypeError,
      ": expected an object such as {",
    );
  });
}

/** Settings as a class: its getters stand on the prototype, where a spread does not find them. */
function settings(options: Record<string, unknown>): Record<string, unknown> {
  const getters = Object.entries(options).map(([name, value]) => [name, { get: () => value }]);
  return Object.create(Object.defineProperties({}, Object.fromEntries(getters)));
}

for (const [name, options, call] of CALLS) {
  Deno.test(`${name} takes settings of a class as it takes an object`, async () => {
    await tf.setBackend("cpu");
    const told = async (answer: unknown) =>
      JSON.stringify(
        await answer,
        (_, value) => value instanceof tf.Tensor ? value.arraySync() : value,
      );
    const more = /circle/i.test(name) ? { m: 0.4, gamma: 8 } : {};
    const given = { ...options, ...more };
    assertEquals(await told(call(settings(given))), await told(call(given)));
  });
}

Deno.test("no public function takes its options apart unseen", () => {
  const asked = CALLS.map(([name]) => name.split(".").at(-1)!);
  // The settings of `train` go through checkTraining, and a record with names of its own through none.
  const unseen: string[] = [],
    made = ["diagnosis", "network", "set"],
    others = ["train", "columnsOf", "diagnosisFigures"];
  for (const [name, one] of Object.entries({ ...reference, ...library, ...charts, ...clinic })) {
    if (typeof one !== "function" || /^class\b/.test(String(one))) continue;
    const [head] = String(one).split(/\)\s*\{/),
      checked = /\b(checkOptions|titled|\w+Options)\(options/;
    for (const [, taken] of String(one).matchAll(/\}\s*=\s*(\w+)\s*[;,]/g)) {
      const given = new RegExp(`[(,]\\s*${taken}\\s*[,=)]`).test(`${head})`);
      if (given && ![...made, "options"].includes(taken)) unseen.push(`${name}: ${taken}`);
    }
    if (!/options|\{/.test(head) || [...asked, ...others].includes(name)) continue;
    if (!checked.test(String(one))) unseen.push(name);
  }
  assertEquals(unseen, []);
});

Deno.test("a chart refuses a title that is no text, and a missing one", () => {
  for (const title of [3, undefined, null]) {
    const wanted = "title: expected a string, the words above the figure, got ";
    assertThrows(() => charts.embeddingPlane(x, y, any({ title })), TypeError, wanted);
    assertThrows(
      () => charts.sharePanels([{ name: "a", steps: [SHARES] }], any({ title })),
      TypeError,
      wanted,
    );
  }
});

Deno.test("a margin left out is missed by name, options and all", () => {
  const missing = "margin: expected";
  assertThrows(() => any(reference.batchAllTripletLoss)(x, y), TypeError, missing);
  assertThrows(() => any(losses.batchHardTripletLoss)(tf.tensor2d(x), y), TypeError, missing);
});

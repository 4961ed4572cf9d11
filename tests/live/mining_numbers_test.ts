import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { toyBatch } from "#lib/datasets/mod.ts";
import { miningStrategies } from "#lib/live/mod.ts";
import { miningNumbers, STRATEGIES } from "#lib/live/mining_strategies/numbers.ts";
import { conform, pairwiseDistances } from "#lib/reference/mod.ts";
import { randomBatch } from "./random_batches.ts";

/** Batches with several classes, one of them of a single point, and points in one place. */
function batches() {
  const lone = randomBatch(3, 10, 3);
  lone.labels[9] = 8;
  const twins = randomBatch(4, 8, 2);
  twins.points[2] = [...twins.points[0]];
  twins.points[5] = [...twins.points[0]];
  const none = { points: [[0, 0], [1, 0], [0, 2]], labels: [0, 1, 2] };
  return [randomBatch(1), randomBatch(2, 16, 2), lone, twins, none, toyBatch()];
}

/** The numbers of a batch under each strategy. */
function* underAll(options: Parameters<typeof miningStrategies>[0]) {
  for (const strategy of STRATEGIES) {
    yield { strategy, ...miningNumbers(miningStrategies({ ...options, strategy }).state) };
  }
}

Deno.test("each strategy's choices make its loss and count, which are conform's", () => {
  for (const { points, labels } of batches()) {
    for (const squared of [false, true]) {
      for (const margin of [0, 0.7, 3]) {
        const rows = conform(points, labels, { margin, squared });
        for (const { strategy, all, choices } of underAll({ points, labels, margin, squared })) {
          assertEquals(all.map(({ name }) => name), [...STRATEGIES]);
          const { loss, terms } = all.find(({ name }) => name === strategy)!;
          const of = strategy.split(", ")[0];
          const row = rows.find((row) =>
            row.loss === of && row.value === loss && row.denominator === terms
          );
          assert(row, strategy);
          const total = choices.reduce((sum, choice) => sum + choice.terms, 0);
          const sum = choices.reduce((sum, choice) => sum + choice.terms * choice.loss, 0);
          assertEquals(total, terms, strategy);
          // PyTorch's rule has no distance below 1e-6.
          assertAlmostEquals(total === 0 ? 0 : sum / total, loss, 1.1e-6, strategy);
        }
      }
    }
  }
});

Deno.test("batch hard's choices are the farthest positive and the nearest negative", () => {
  for (const { points, labels } of batches()) {
    const d = pairwiseDistances(points);
    const { choices } = miningNumbers(miningStrategies({ points, labels }).state);
    choices.forEach(({ positives, negatives }, a) => {
      const own = labels.flatMap((label, i) => i !== a && label === labels[a] ? [i] : []);
      if (own.length === 0) return assertEquals([positives, negatives], [[], []]);
      const rest = labels.flatMap((label, i) => label !== labels[a] ? [i] : []);
      assertEquals(d[a][positives[0]], Math.max(...own.map((i) => d[a][i])));
      assertEquals(d[a][negatives[0]], Math.min(...rest.map((i) => d[a][i])));
    });
  }
});

Deno.test("only PyTorch's rule lets an anchor without a positive choose itself", () => {
  const batch = { points: [[0, 0], [1, 0], [0, 2]], labels: [0, 1, 2] };
  for (const { strategy, choices } of underAll(batch)) {
    const itself = strategy === "batch hard, pytorch" ? [[0], [1], [2]] : [[], [], []];
    assertEquals(choices.map(({ positives }) => positives), itself, strategy);
  }
});

Deno.test("the choices in use are points of the right class, each once", () => {
  for (const { points, labels } of batches()) {
    for (const { strategy: name, choices } of underAll({ points, labels })) {
      choices.forEach(({ positives, negatives, terms }, a) => {
        assert(positives.every((p) => labels[p] === labels[a]), name);
        assert(negatives.every((n) => labels[n] !== labels[a]), name);
        assertEquals(
          new Set([...positives, ...negatives]).size,
          positives.length + negatives.length,
        );
        assertEquals(negatives.length > 0, terms > 0, name);
      });
    }
  }
});

Deno.test("the mining picture draws the choices it tells", async () => {
  const figure = miningStrategies({ ...toyBatch(), margin: 2, strategy: "batch hard" });
  const { data } = (await figure.toMimeBundle())["application/vnd.triplet-lab.figure+json"] as {
    data: { choices: { positives: number[]; negatives: number[] }[]; all: unknown[] };
  };
  assertEquals(data.choices.map(({ positives }) => positives), [[1], [0], [3], [2], [5], [4]]);
  assertEquals(data.choices.map(({ negatives }) => negatives), [[2], [3], [0], [1], [2], [1]]);
  assertEquals(data.all.length, STRATEGIES.length);
  const svg = figure.toSvg();
  assert(!/NaN|undefined|Infinity|\sstyle=|tabindex/.test(svg), svg);
  // Six anchors with two arrows each, and the two of the key: each has a tip.
  const tips = [...svg.matchAll(/<path d="([^"]*)" fill="#/g)].map(([, d]) =>
    d.split("Z").length - 1
  );
  assertEquals(tips.reduce((sum, count) => sum + count), 14);
});

Deno.test("miningStrategies() refuses what it cannot show", () => {
  const { points, labels } = toyBatch();
  const wrong = (changed: object, type: typeof RangeError | typeof TypeError, message: string) =>
    assertThrows(() => miningStrategies({ points, labels, ...changed }), type, message);
  wrong({ labels: labels.map(() => 1) }, RangeError, "labels: expected two classes or more");
  wrong({ labels: [0] }, RangeError, "labels: expected 6 entries");
  wrong({ points: points.map(([x]) => [x]) }, RangeError, "points: expected 3 to 24 rows");
  wrong({ names: [] }, RangeError, "names: expected 6 entries");
  wrong({ anchor: -1 }, RangeError, "anchor");
  wrong({ margin: NaN }, RangeError, "margin");
  wrong({ squared: "no" }, TypeError, "squared");
  wrong({ strategy: "offline" }, RangeError, "strategy");
});

Deno.test("under batch all the figure has the anchor's slice of the cube: its valid triplets' losses", () => {
  const { points, labels, names } = toyBatch();
  const d = pairwiseDistances(points);
  for (const [anchor, name] of names.entries()) {
    const svg = miningStrategies({
      points,
      labels,
      names,
      margin: 2,
      anchor,
      strategy: "batch all",
    })
      .toSvg();
    const [, slice] = svg.split(`Slice of ${name}: positive down, negative across</tspan></text>`);
    const words = [...slice.matchAll(/<text[^>]*text-anchor="middle"[^>]*>([^<]*)<\/text>/g)]
      .map(([, text]) => text);
    const rows = names.flatMap((row, p) => [
      row,
      ...names.map((_, n) => {
        const valid = p !== anchor && labels[p] === labels[anchor] && labels[n] !== labels[anchor];
        return valid ? Math.max(d[anchor][p] - d[anchor][n] + 2, 0).toFixed(2) : "·";
      }),
    ]);
    assertEquals(words, [...names, ...rows]);
  }
  const hard = miningStrategies({ points, labels, names, margin: 2 }).toSvg();
  assert(!hard.includes("Slice of a"));
});

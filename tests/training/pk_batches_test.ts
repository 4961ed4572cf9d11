import { pkBatches } from "#lib/training/mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";

/** Labels of classes with the given sizes, mixed. */
const labelsOf = (sizes: number[]) =>
  Int32Array.from(
    sizes.flatMap((size, label) => new Array(size).fill(label * 7 - 3)).sort((a, b) =>
      (a * 31) % 17 - (b * 31) % 17
    ),
  );

Deno.test("pkBatches() without options says what it needs first", () => {
  // deno-lint-ignore no-explicit-any
  assertThrows(() => (pkBatches as any)([0, 1]), TypeError, "classes: expected an integer");
});

Deno.test("pkBatches() shows every class and every sample in each epoch, in P different classes of K different samples", () => {
  const sizes = fc.array(fc.integer({ min: 4, max: 40 }), { minLength: 3, maxLength: 12 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(1000),
      (sizes, classes, samples, seed) => {
        const labels = labelsOf(sizes);
        const groups = sizes.map((size) => Math.ceil(size / samples));
        const length = Math.max(
          Math.max(...groups),
          Math.ceil(groups.reduce((a, b) => a + b) / classes),
        );
        const seen = [new Set<number>(), new Set<number>()];
        let batches = 0;
        for (const batch of pkBatches(labels, { classes, samples, seed, epochs: 2 })) {
          assertEquals(batch.indices.length, classes * samples);
          assertEquals(new Set(batch.indices).size, classes * samples);
          assertEquals(new Set([...batch.indices].map((i) => labels[i])).size, classes);
          for (let p = 0; p < classes; p++) {
            const group = [...batch.indices].slice(p * samples, (p + 1) * samples);
            assertEquals(new Set(group.map((i) => labels[i])).size, 1);
          }
          batch.indices.forEach((i) => seen[batch.epoch].add(i));
          assertEquals(batch.epoch, Math.floor(batches / length));
          batches++;
        }
        assertEquals(batches, 2 * length);
        assertEquals(seen.map((rows) => rows.size), [labels.length, labels.length]);
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

Deno.test("pkBatches() shows no sample twice where groups and batches come out even", () => {
  const labels = labelsOf([8, 8, 8, 8, 8, 8]);
  const rows = [...pkBatches(labels, { classes: 3, samples: 4, seed: 1, epochs: 1 })]
    .flatMap((batch) => [...batch.indices]);
  assertEquals(rows.length, 48);
  assertEquals(new Set(rows).size, 48);
});

Deno.test("pkBatches() puts every two classes together, sooner or later", () => {
  const labels = labelsOf(new Array(6).fill(4));
  const pairs = new Set<string>();
  for (const { indices } of pkBatches(labels, { classes: 2, samples: 2, seed: 1, epochs: 30 })) {
    pairs.add([...new Set([...indices].map((i) => labels[i]))].sort().join());
  }
  assertEquals(pairs.size, 15);
});

Deno.test("pkBatches() depends on the seed and the epoch, and skip leaves the first ones out", () => {
  const labels = labelsOf([9, 12, 7, 30]);
  const take = (seed: number, skip = 0, count = 40) => {
    const taken: number[][] = [];
    for (const batch of pkBatches(labels, { classes: 2, samples: 3, seed, skip })) {
      taken.push([batch.epoch, ...batch.indices]);
      if (taken.length === count) break;
    }
    return taken;
  };
  assertEquals(take(1), take(1));
  assert(JSON.stringify(take(1)) !== JSON.stringify(take(2)));
  const length = 11; // 3 + 4 + 3 + 10 groups in pairs: 10, and class 3 needs 10
  assertEquals(take(1)[length][0] >= 1, true);
  for (const skip of [1, 9, 10, 11, 25]) {
    assertEquals(take(1, skip, 40 - skip), take(1).slice(skip));
  }
});

Deno.test("pkBatches() treats a class with fewer than K samples as told, and warns", () => {
  const labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
  const warnings: string[] = [];
  const options = { classes: 2, samples: 4, seed: 1, epochs: 1 };
  const warn = (message: string) => void warnings.push(message);
  assertThrows(() => pkBatches(labels, options), RangeError, "1 of 3 classes have fewer than 4");
  assertEquals(warnings, []);

  const rows = (small: "repeat" | "skip") =>
    new Set([...pkBatches(labels, { ...options, small, warn })].flatMap((b) => [...b.indices]));
  assertEquals(rows("repeat").size, 10);
  assertEquals(rows("skip").size, 8);
  assertEquals(warnings, [
    "pkBatches: 1 of 3 classes have fewer than 4 samples (2): repeated within a batch",
    "pkBatches: 1 of 3 classes have fewer than 4 samples (2): left out",
  ]);
});

Deno.test("pkBatches() names what it cannot take, before the first batch", () => {
  const labels = [0, 0, 1, 1];
  assertThrows(
    () => pkBatches(labels, { classes: 3, samples: 2, seed: 1 }),
    RangeError,
    "classes: expected at most 2",
  );
  assertThrows(() => pkBatches(labels, { classes: 0, samples: 2, seed: 1 }), RangeError, "classes");
  assertThrows(
    () => pkBatches(labels, { classes: 2, samples: 1.5, seed: 1 }),
    RangeError,
    "samples",
  );
  assertThrows(() => pkBatches(labels, { classes: 2, samples: 2, seed: -1 }), RangeError, "seed");
  assertThrows(
    () => pkBatches([0, 0.5], { classes: 1, samples: 1, seed: 1 }),
    RangeError,
    "labels: expected integers, got 0.5 at entry 1",
  );
  assertThrows(
    () => pkBatches([], { classes: 1, samples: 1, seed: 1 }),
    RangeError,
    "classes: expected at most 0",
  );
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Index, MetricKind, ScalarKind } from "usearch";
import { nearestNeighbours, neighbourIndex, openNeighbourIndex } from "#lib/evaluation/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";

const dim = 24, count = 1200;

/** Rows without heaps: a graph of few links misses some of their neighbours. */
function cloud(seed = 3): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count * dim }, () => random.normal());
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true });
  } catch (error) {
    // On Windows an index that was opened from its file keeps it.
    if (process.platform !== "win32") throw error;
  }
}

async function withFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-index-"));
  try {
    await run(folder);
  } finally {
    remove(folder);
  }
}

for (
  const [distance, spread] of [["euclidean", 1], ["cosine", 1], ["cosine", 1e-3]] as const
) {
  const what = `${distance}, spread ${spread}`;
  Deno.test(`an index tells the recall that counting all its neighbours gives: ${what}`, async () => {
    // Directions close together have cosine distances far below those of a cloud around 0.
    const k = 7, rows = spread === 1 ? cloud() : cloud(4).map((x, i) => 1 + i % dim + spread * x);
    const how = { dim, distance, links: 2, effort: 8, threads: 1 };
    const index = await neighbourIndex(rows, { ...how, questions: count });
    const found = index.search(rows, k + 1);
    const exact = await nearestNeighbours(rows, { dim, distance, k });
    let hits = 0;
    for (let row = 0; row < count; row++) {
      const own = found.indices.subarray(row * (k + 1), (row + 1) * (k + 1));
      const others = [...own].filter((other) => other !== row);
      const truth = exact.indices.subarray(row * k, (row + 1) * k);
      hits += others.filter((other) => truth.includes(other)).length;
    }
    const { mean } = index.search(rows, k).recall;
    assert(mean < 0.98, `nothing is missed: ${mean}`);
    // Rows as far as the last true one, to float32's rounding, may differ.
    assertAlmostEquals(mean, hits / count / k, 2e-4);

    const { recall } = (await neighbourIndex(rows, how)).search(rows.subarray(0, dim), k);
    assert(
      recall.low < mean && mean < recall.high && recall.high - recall.low < 0.2,
      JSON.stringify([mean, recall]),
    );
  });
}

Deno.test("where nothing is missed, the recall's interval is still no point", async () => {
  const rows = new Float32Array(count * dim).fill(1);
  const { recall } = (await neighbourIndex(rows, { dim })).search(rows.subarray(0, dim), 3);
  assertEquals([recall.mean, recall.low, recall.high], [1, 1 - 3 / 200, 1]);
});

Deno.test("an index ties no rows because they are small: it finds the nearest, or refuses", async () => {
  const dim = 4, random = seededRandom(5);
  const rows = Float32Array.from({ length: 200 * dim }, random.normal);
  for (const distance of ["euclidean", "cosine"] as const) {
    for (const scale of [1e-11, 1e-14, 1e-25, 1e-36]) {
      const small = rows.map((x) => x * scale);
      const made = neighbourIndex(small, { dim, distance, threads: 1 });
      if (distance === "euclidean" && scale < 1e-12) {
        await assertRejects(() => made, RangeError, "embeddings: expected a magnitude of 1e-12 or");
        continue;
      }
      const { indices } = (await made).search(small, 2);
      const exact = await nearestNeighbours(small, { dim, distance, k: 1 });
      const same = exact.indices.filter((row, i) => row === indices[2 * i + 1]).length;
      assert(same > 195, `${distance}, ${scale}: ${same} of 200`);
    }
  }
  assertEquals((await neighbourIndex(new Float32Array(6), { dim: 2 })).size, 3);
});

Deno.test("more effort on an index from disk finds more, and says so", () =>
  withFolder(async (folder) => {
    const rows = cloud(), path = join(folder, "index");
    await (await neighbourIndex(rows, { dim, links: 2, threads: 1 })).save(path);
    const [little, much] = await Promise.all(
      [1, 1200].map((effort) => openNeighbourIndex(path, { effort, threads: 1 })),
    );
    const [few, more] = [little, much].map((index) => index.search(rows, 10).recall.mean);
    assert(few + 0.05 < more, `${few} and ${more}`);
  }));

Deno.test("an index comes back from its file with its answers, and usearch alone reads it", () =>
  withFolder(async (folder) => {
    const rows = cloud(), path = join(folder, "index");
    const index = await neighbourIndex(rows, { dim, distance: "cosine" });
    await index.save(path);
    const opened = await openNeighbourIndex(path);
    const { size, distance, source } = opened;
    assertEquals({ size, distance, source }, {
      size: count,
      distance: "cosine",
      source: index.source,
    });
    const some = rows.subarray(0, 20 * dim);
    for (const k of [1, 5, 5000]) assertEquals(opened.search(some, k), index.search(some, k));
    // Written over while it is open (Windows refuses that), it goes on answering, and is whole again.
    if (process.platform !== "win32") await opened.save(path);
    assertEquals(opened.search(some, 5), index.search(some, 5));
    assertEquals((await openNeighbourIndex(path)).search(some, 5), index.search(some, 5));
    assertEquals(readdirSync(folder), ["index"]);

    const alone = new Index({
      ...{ dimensions: dim, metric: MetricKind.Cos, quantization: ScalarKind.F32, multi: false },
      ...{ connectivity: 16, expansion_add: 128, expansion_search: 64 },
    });
    alone.load(path);
    assertEquals(alone.size(), count);
  }));

Deno.test("a file that is damaged, cut short or no such index gets one sentence", () =>
  withFolder(async (folder) => {
    const path = join(folder, "index");
    const again = "delete it and make it again, or name another";
    // It may be anything that was named by mistake, the embeddings too.
    const another = "name another, or delete it if it was one";
    const refused = (words: string, mend = again) =>
      assertRejects(
        () => openNeighbourIndex(path),
        RangeError,
        `path: expected an index that neighbourIndex saved, got ${path}, ${words}; ${mend}`,
      );
    await assertRejects(
      () => openNeighbourIndex(folder),
      RangeError,
      "which is a folder; name another",
    );
    await refused("which does not exist", "make it first, or name another");
    await (await neighbourIndex(cloud().subarray(0, 40 * dim), { dim })).save(path);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 997) {
      const damaged = Uint8Array.from(whole);
      damaged[at] ^= 1 << (at % 8);
      writeFileSync(path, damaged);
      await refused("whose bytes are not those that were written");
      writeFileSync(path, whole.subarray(0, at));
      await refused("which is cut short or another program's", another);
    }
    for (let at = whole.length - 99; at < whole.length; at++) {
      const damaged = Uint8Array.from(whole);
      damaged[at] ^= 1;
      writeFileSync(path, damaged);
      await assertRejects(() => openNeighbourIndex(path), RangeError, "path: expected an index");
    }
    const alone = new Index(dim, MetricKind.L2sq);
    alone.add(0n, cloud().subarray(0, dim));
    alone.save(path);
    await refused("which is cut short or another program's", another);
  }));

Deno.test("an index is not called another's for an option of another kind", () =>
  withFolder(async (folder) => {
    const path = join(folder, "rows.usearch");
    await (await neighbourIndex(Float32Array.of(0, 1, 3, 9), { dim: 1 })).save(path);
    for (
      const [options, message] of [
        [{ dim: "1" }, 'dim: expected a number, got "1"'],
        [{ rows: 4n }, "rows: expected a number, got 4n"],
        [{ source: 3 }, "source: expected a string, got 3"],
        [{ distance: null }, "distance: expected a string, got null"],
      ] as const
    ) {
      await assertRejects(() => openNeighbourIndex(path, options as never), TypeError, message);
    }
    await assertRejects(() => openNeighbourIndex(3 as never), TypeError, "path: expected a path");
    const named = () => neighbourIndex(new Float32Array(4), { dim: 1, source: 3 as never });
    await assertRejects(named, TypeError, "source: expected a string, got 3");
  }));

Deno.test("an index of other embeddings, or of another kind, is not answered from", () =>
  withFolder(async (folder) => {
    const rows = cloud(), path = join(folder, "index");
    const { source } = await neighbourIndex(rows, { dim }).then((made) =>
      made.save(path).then(() => made)
    );
    await openNeighbourIndex(path, { rows: count, dim, distance: "euclidean", source });
    rows[17] += 1e-3;
    const changed = (await neighbourIndex(rows, { dim })).source;
    for (
      const [wanted, words] of [
        [{ rows: 1201 }, "rows is 1201, got 1200"],
        [{ dim: 12 }, "dim is 12, got 24"],
        [{ distance: "cosine" }, "distance is cosine, got euclidean"],
        [{ source: changed }, `source is ${changed}, got ${source}`],
      ] as const
    ) {
      const message = `path: expected an index whose ${words} in ${path}: it was made of other`;
      await assertRejects(() => openNeighbourIndex(path, wanted), RangeError, message);
    }
    const queries = new Float32Array(12);
    const index = await openNeighbourIndex(path);
    await assertRejects(async () => await index.search(queries, 1), RangeError, "queries");
  }));

Deno.test({
  name: "an index is written where the program may write, and nowhere else",
  ignore: "Bun" in globalThis, // permissions are Deno's
  fn: () =>
    withFolder((folder) => {
      const library = import.meta.resolve("../../lib/evaluation/mod.ts");
      const program = join(folder, "program.ts");
      for (const name of ["inside", "outside"]) mkdirSync(join(folder, name));
      writeFileSync(
        program,
        `const { neighbourIndex } = await import(${JSON.stringify(library)});
        const index = await neighbourIndex(Float32Array.of(0, 1, 3, 9), { dim: 1 });
        for (const name of ["inside", "outside"]) {
          await index.save(${JSON.stringify(folder)} + "/" + name + "/index")
            .catch((error) => console.log(name, error.cause?.name));
        }`,
      );
      const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
      const may = ["read", "env", "sys", "ffi", `write=${join(folder, "inside")}`];
      const told = execFileSync(
        process.execPath,
        [
          "run",
          "--no-lock",
          "--no-check",
          "--config",
          config,
          ...may.map((name) => `--allow-${name}`),
          program,
        ],
        { encoding: "utf8" },
      );
      assertEquals(told, "outside NotCapable\n");
      assertEquals(["inside", "outside"].map((name) => readdirSync(join(folder, name))), [
        ["index"],
        [],
      ]);
    }),
});

Deno.test("neighbourIndex() refuses what would fill the memory before it does", async () => {
  const points = Float32Array.of(0, 1, 3, 9);
  for (const [option, most] of [["links", 1024], ["threads", 1024], ["effort", 1e6]] as const) {
    for (const value of [1e9, 2 ** 53]) {
      await assertRejects(
        () => neighbourIndex(points, { dim: 1, [option]: value }),
        RangeError,
        `and of at most ${most < 1e6 ? most : "1e+6"}, got ${value}`,
      );
    }
  }
});

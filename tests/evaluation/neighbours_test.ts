import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import pl from "nodejs-polars";
import {
  loadEmbeddings,
  nearestNeighbours,
  neighbourIndex,
  saveEmbeddings,
} from "#lib/evaluation/mod.ts";
import { writeAtomic } from "#lib/workspace/write_atomic.ts";
import { pairwiseDistances } from "#lib/reference/mod.ts";
import { seededRandom } from "#lib/random.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";

function heaps(count: number, dim: number) {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: count }, () => random.integer(6));
  const embeddings = Float32Array.from(
    { length: count * dim },
    (_, i) => 3 * ((labels[Math.floor(i / dim)] >> i % 3) & 1) + random.normal(),
  );
  return { embeddings, labels, dim };
}

Deno.test("saveEmbeddings() and loadEmbeddings() give the same numbers back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "triplet-lab-embeddings-"));
  const path = join(folder, "e.parquet");
  try {
    const saved = heaps(200, 5);
    await saveEmbeddings(path, saved);
    assertEquals(await loadEmbeddings(path), { ...saved, checked: true });
    const table = pl.readParquet(path);
    assertEquals(table.columns, ["row", "label", "embedding"]);
    assertEquals(table.getColumn("row").toArray()[199], 199);

    const refused = (text: string) => assertRejects(() => loadEmbeddings(path), RangeError, text);
    rmSync(`${path}.sha256`);
    truncateSync(path, 500);
    await refused("which is cut short or no Parquet");
    await writeAtomic(path, pl.DataFrame({ label: [1] }).writeParquet());
    await refused('without a column "embedding"');
    const ragged = pl.Series("embedding", [[1, 2], [3]], pl.List(pl.Float32));
    const table2 = pl.DataFrame([ragged, pl.Series("label", [1, 2], pl.Int32)]);
    await writeAtomic(path, table2.writeParquet());
    await refused('with 1 numbers in column "embedding", row 1: expected 2, as in row 0');
    await assertRejects(
      () => saveEmbeddings(path, { ...saved, labels: [1] }),
      RangeError,
      "labels: expected 200 entries",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

Deno.test("neighbourIndex() finds by the angle, and rows of zeros as the losses have them", async () => {
  const rows = [[0, 0], [3, 0], [1, 1], [-2, 1e-3], [0, 9]];
  const options = { dim: 2, distance: "cosine", threads: 1 } as const;
  const index = await neighbourIndex(Float32Array.from(rows.flat()), options);
  const { indices, distances } = index.search(Float32Array.of(7, 0, 0, 0), 5);
  const [along, none] = [1, 0].map((row) => pairwiseDistances(rows, { distance: "cosine" })[row]);
  assertEquals([...indices.slice(0, 2), indices[4], indices[5]], [1, 2, 3, 0]);
  indices.forEach((row, i) =>
    assertAlmostEquals(distances[i], (i < 5 ? along : none)[row], 1e-6, `${i}`)
  );
});

Deno.test("neighbourIndex() finds nearly all of the true neighbours, with their distances", async () => {
  const { embeddings, dim } = heaps(1500, 6);
  const index = await neighbourIndex(embeddings, { dim, threads: 1 });
  const queries = embeddings.slice(0, 200 * dim), k = 5;
  const [near, exact] = [
    index.search(queries, k),
    await nearestNeighbours(queries, { dim, k, gallery: embeddings }),
  ];
  let hits = 0;
  for (let i = 0; i < near.indices.length; i++) {
    if (near.indices[i] !== exact.indices[i]) continue;
    hits++;
    assert(Math.abs(near.distances[i] - exact.distances[i]) < 1e-3);
  }
  assert(hits > 0.97 * near.indices.length, `${hits} of ${near.indices.length}`);
  assertEquals(index.search(queries, 5000).k, 1500);
  assert(near.recall.low > 0.97 && near.recall.high <= 1);
  await assertRejects(() => neighbourIndex(embeddings, { dim: 7 }), RangeError, "embeddings");
});

Deno.test({
  name: "deno task neighbours searches exported embeddings and tells what it misses",
  ignore: "Bun" in globalThis, // the tasks are Deno's
  fn: async () => {
    const folder = mkdtempSync(join(tmpdir(), "triplet-lab-neighbours-"));
    const path = join(folder, "e.parquet");
    const task = fileURLToPath(new URL("../../lib/tasks/neighbours.ts", import.meta.url));
    const run = (...options: string[]) =>
      execFileSync(process.execPath, ["run", "--no-lock", "--allow-all", task, ...options], {
        encoding: "utf8",
        stdio: "pipe",
      });
    try {
      const saved = heaps(400, 6);
      await saveEmbeddings(path, saved);
      const kept = join(folder, "e.usearch");
      const ask = ["--from", path, "--rows", "3,399", "--k", "2", "--check", "50"];
      const { indices } = await nearestNeighbours(saved.embeddings, { dim: 6, k: 2 });
      // In memory; made and kept; from its file.
      const texts = [ask, [...ask, "--index", kept], [...ask, "--index", kept]]
        .map((options) => run(...options).replace(/; [\d.]+ s\n$/, "\n"));
      assertEquals(texts[2], texts[1]);
      // Two indexes of the same rows: several threads build each, and what they miss may differ.
      const [inMemory, inFile] = texts.map((text) => text.replace(/[^\n]+\n$/, ""));
      assertEquals(inFile, inMemory);
      assertMatch(texts[0], /^400 rows of 6 numbers\n/);
      for (const row of [3, 399]) {
        assertMatch(
          texts[0],
          new RegExp(`row ${row}, label ${saved.labels[row]}:\n  row ${indices[2 * row]}, `),
        );
      }
      assertMatch(texts[0], /\d % \(.* to .*\) of the true 2 nearest are found\n$/);
      // Asked for exact numbers alone, it makes no index.
      const exact = run("--from", path, "--queries", "400");
      assertMatch(exact, /^recall@1 [^\n]+ over 400 rows; [^\n]+ s\n$/);
      assertMatch(run(...ask, "--queries", "400"), /^recall@1 [^]*row 399, label[^]*are found;/);
      // Refused before the work that it would keep: the embeddings are not even asked for.
      const nowhere = ["--from", `${path}.none`, "--index", join(path, "x")];
      assertThrows(() => run(...nowhere), Error, "--index: expected a folder that may be written");
      const other = join(folder, "other.parquet");
      await saveEmbeddings(other, heaps(400, 5));
      for (
        const [options, message] of [
          [["--from", path, "--rows", "400"], "rows: expected numbers from 0 to 399, got 400"],
          [["--from", `${path}.none`], "which does not exist"],
          [["--from", path, "--k", "0"], "--k: expected an integer of at least 1, got 0"],
          [[], "from: expected a Parquet file"],
          [["--from", other, "--index", kept], `whose dim is 5, got 6 in ${kept}`],
          [
            ["--from", path, "--distance", "far"],
            "distance: expected euclidean or cosine, got far",
          ],
        ] as const
      ) {
        try {
          run(...options);
          throw new Error("the task did not refuse");
        } catch (error) {
          const { status, stderr } = error as { status?: number; stderr?: string };
          assertEquals(status, 2, String(error));
          assert(stderr!.includes(message), stderr);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

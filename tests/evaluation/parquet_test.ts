import { assert, assertEquals, assertRejects } from "@std/assert";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadEmbeddings, saveEmbeddings } from "#lib/evaluation/mod.ts";

const foreign = (name: string) =>
  fileURLToPath(new URL(`parquet/${name}.parquet`, import.meta.url));

const embeddings = Float32Array.from({ length: 12 }, (_, i) => i);
const numbered = { embeddings, labels: Int32Array.of(0, 1, 1), dim: 4, checked: false };
const named = { ...numbered, labels: Int32Array.of(0, 1, 0), names: ["cat", "dog"] };

for (
  const [name, wanted] of [
    ...[
      "polars_array",
      "fixed_size",
      "float16",
      "int64",
      "whole_fractions",
      "brotli",
      "lz4",
      "gzip",
      "nested",
      "row_names",
    ]
      .map((name) => [name, numbered] as const),
    ...["names", "dictionary", "polars_category"].map((name) => [name, named] as const),
  ]
) {
  Deno.test(`loadEmbeddings() takes what polars and pyarrow write: ${name}`, async () => {
    assertEquals(await loadEmbeddings(foreign(name)), wanted);
  });
}

for (const name of ["pages", "pages_dictionary", "pages_v2"]) {
  Deno.test(`loadEmbeddings() takes rows that end on another page of the file: ${name}`, async () => {
    const values = Float32Array.from({ length: 700 }, (_, i) => i % 97);
    const shares: number[] = [];
    const all = await loadEmbeddings(foreign(name), { progress: (share) => shares.push(share) });
    assertEquals([all.embeddings, all.dim, all.labels.length], [values, 7, 100]);
    assertEquals(shares, shares.toSorted((a, b) => a - b));
    assertEquals([shares.length > 20, shares.at(-1)], [true, 1]);
    const some = await loadEmbeddings(foreign(name), { rows: [99, 3, 60, 3] });
    const wanted = [99, 3, 60, 3].flatMap((row) => [...values.subarray(7 * row, 7 * row + 7)]);
    assertEquals(some.embeddings, Float32Array.from(wanted));
  });
}

const label = (got: string, row: number) => `with ${got} in column "label", row ${row}: expected`;
const embedding = (got: string, row: number) =>
  `with ${got} in column "embedding", row ${row}: expected`;

for (
  const [name, wanted] of [
    ["large_label", label("1099511627776", 2)],
    ["fraction", label("1.5", 1)],
    ["missing_label", label("nothing", 1)],
    ["flags", label("true", 0)],
    ["missing_number", embedding("nothing at place 0", 1)],
    ["missing_row", embedding("nothing", 1)],
    ["nan", embedding("NaN at place 0", 1)],
    ["beyond_float32", embedding("1e+300 at place 0", 1)],
    ["empty_list", embedding("0 numbers", 1)],
    ["words", embedding('"a"', 0)],
    ["no_rows", "without rows"],
    ["nested_label", 'without a column "label"'],
    ["nested_half", label("5000", 0) + " integers below 2^11"],
  ]
) {
  Deno.test(`loadEmbeddings() refuses, by column and row: ${name}`, async () => {
    await assertRejects(() => loadEmbeddings(foreign(name)), RangeError, wanted);
  });
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "embeddings-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("embeddings come back as they were saved, names and all", () =>
  withFolder(async (folder) => {
    const path = join(folder, "saved.parquet");
    const saved = {
      embeddings: Float32Array.of(-0, 1.5, 1e12, 1e-45),
      labels: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
      dim: 2,
    };
    await saveEmbeddings(path, saved);
    assertEquals(await loadEmbeddings(path), { ...saved, checked: true });
    const withNames = {
      embeddings,
      labels: Int32Array.of(2, 0, 2),
      dim: 4,
      names: ["b", "c", "a"],
    };
    await saveEmbeddings(path, withNames);
    const { names, labels } = await loadEmbeddings(path);
    assertEquals([labels, names?.[2], names?.[0]], [withNames.labels, "a", "b"]);
  }));

Deno.test("embeddings that a training writes anew while they are read are not mixed of both", () =>
  withFolder(async (folder) => {
    const path = join(folder, "epoch.parquet"), next = join(folder, "next.parquet");
    const save = (path: string, offset: number) =>
      saveEmbeddings(path, {
        embeddings: Float32Array.from({ length: 400_000 }, (_, i) => (i ^ offset) * 0.37),
        labels: new Int32Array(200_000),
        dim: 2,
      });
    for (const offset of [0, 1, 12345]) {
      await save(path, 0);
      await save(next, offset);
      let share = 0;
      const progress = (now: number) => {
        if (share === 0) renameSync(next, path);
        share = now;
      };
      // Of a file of another size the reading itself may end.
      await assertRejects(
        () => loadEmbeddings(path, { progress }),
        RangeError,
        `got ${path}, which`,
      );
    }
  }));

Deno.test("embeddings that are read in several blocks come back in their order", () =>
  withFolder(async (folder) => {
    const path = join(folder, "long.parquet");
    const saved = {
      embeddings: Float32Array.from({ length: 2 * 25_003 }, (_, i) => i / 8),
      labels: Int32Array.from({ length: 25_003 }, (_, i) => i % 1009),
      dim: 2,
    };
    await saveEmbeddings(path, saved);
    assertEquals(await loadEmbeddings(path), { ...saved, checked: true });
  }));

Deno.test("saveEmbeddings() refuses labels that would be others afterwards", () =>
  withFolder(async (folder) => {
    const path = join(folder, "saved.parquet");
    const save = (labels: number[], names?: string[]) => () =>
      saveEmbeddings(path, { embeddings, labels, dim: 4, names });
    await assertRejects(
      () => saveEmbeddings(path, { embeddings: new Float32Array(), labels: [], dim: 4 }),
      RangeError,
      "embeddings: expected one row or more, got none",
    );
    await assertRejects(save([0, 1, 2 ** 31]), RangeError, "got 2147483648 at entry 2");
    await assertRejects(save([0, 1, 2], "abc" as never), RangeError, "names: expected a name of");
    await assertRejects(
      save([0, 1, 2], ["a", "b"]),
      RangeError,
      "names: expected a name of class 2",
    );
  }));

Deno.test("a file without a sum is read or refused to its end, whichever byte of its facts is damaged", () =>
  withFolder(async (folder) => {
    const path = join(folder, "e.parquet");
    await saveEmbeddings(path, { ...named, checked: true });
    await rm(`${path}.sha256`);
    const whole = new Uint8Array(await readFile(path)), end = whole.length - 8;
    const length = new DataView(whole.buffer, whole.byteOffset).getUint32(end, true);
    let refused = 0;
    for (let at = end - length; at < end; at++) {
      for (const [mask, rows] of [[1, undefined], [1, [0, 2]], [128, undefined]] as const) {
        const damaged = whole.slice();
        damaged[at] ^= mask;
        await writeFile(path, damaged);
        await loadEmbeddings(path, rows && { rows }).catch((error) => {
          assert(
            error instanceof RangeError && /^path: expected/.test(error.message),
            String(error),
          );
          refused++;
        });
      }
    }
    assert(refused > 50, `${refused}`);
  }));

Deno.test("no flipped bit of saved embeddings is read as another number", () =>
  withFolder(async (folder) => {
    const path = join(folder, "saved.parquet");
    await saveEmbeddings(path, { embeddings, labels: [0, 1, 1], dim: 4 });
    const whole = await readFile(path);
    for (let bit = 0; bit < 8 * whole.length; bit += 37) {
      const damaged = Uint8Array.from(whole);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      await writeFile(path, damaged);
      await assertRejects(
        () => loadEmbeddings(path),
        RangeError,
        "path: expected the bytes whose sum",
      );
    }
    await writeFile(path, whole.subarray(0, 100));
    await rm(`${path}.sha256`);
    await assertRejects(() => loadEmbeddings(path), RangeError, "cut short or no Parquet");
    await writeFile(path, whole);
    assert(!(await loadEmbeddings(path)).checked);
  }));

import { assertEquals, assertRejects } from "@std/assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadIdx } from "#lib/datasets/mod.ts";

/** A file of the format: sizes as words of 32 bits, then bytes. */
function idx(sizes: number[], values: number[]): Uint8Array {
  const words = [0x0800 + sizes.length, ...sizes];
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >> shift) & 255));
  return Uint8Array.from([...bytes, ...values]);
}

/** Four images of 2 x 3 of the labels 5, 7, 5, 12. */
const IMAGES = idx([4, 2, 3], Array.from({ length: 24 }, (_, i) => 10 * i));
const LABELS = idx([4], [5, 7, 5, 12]);

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "idx-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("loadIdx() reads files as they are, and packed", () =>
  inFolder(async (folder) => {
    const plain = join(folder, "train-images-idx3-ubyte");
    await writeFile(plain, IMAGES);
    await writeFile(join(folder, "train-labels-idx1-ubyte"), LABELS);
    const all = await loadIdx(plain);
    assertEquals([all.count, all.height, all.width, all.channels], [4, 2, 3, 1]);
    assertEquals([...all.labels], [5, 7, 5, 12]);
    assertEquals(all.names[12], "12");
    assertEquals(all.images, Float32Array.from({ length: 24 }, (_, i) => 10 * i / 255));
    await writeFile(`${plain}.gz`, gzipSync(IMAGES));
    await writeFile(join(folder, "train-labels-idx1-ubyte.gz"), gzipSync(LABELS));
    assertEquals(await loadIdx(`${plain}.gz`), all);
    const last = await loadIdx(plain, { classes: [5], start: 1 });
    assertEquals([[...last.labels], last.images], [[5], all.images.slice(12, 18)]);
  }));

Deno.test("loadIdx() refuses what is no such file, before any work", () =>
  inFolder(async (folder) => {
    const path = join(folder, "x-images-idx3-ubyte"), labels = join(folder, "x-labels-idx1-ubyte");
    const refused = (message: string, options = {}) =>
      assertRejects(() => loadIdx(path, options), RangeError, message);
    await refused("which does not exist");
    await writeFile(path, IMAGES);
    await refused("x-labels-idx1-ubyte, which does not exist");
    await writeFile(labels, idx([3], [5, 7, 5]));
    await refused("as many labels in x-labels-idx1-ubyte as images, got 3 and 4");
    await writeFile(labels, LABELS);
    await writeFile(path, IMAGES.subarray(0, 30));
    await refused("which has 30 bytes instead of 40");
    await writeFile(path, IMAGES.with(3, 9));
    await refused("which begins otherwise");
    await writeFile(path, gzipSync(IMAGES).subarray(0, 30));
    await refused("which does not unpack");
    await writeFile(path, IMAGES);
    await refused("labels of the file, 5 to 12, got 6", { classes: [5, 6] });
    await refused("at most 2 (the images chosen), got 1 + 2", { classes: [5], start: 1, count: 2 });
    await refused("start: expected an integer of at least 0", { start: -1 });
    await refused('got "clases"', { clases: [5] });
    await assertRejects(() => loadIdx(join(folder, "digits")), RangeError, "a file named such as");
  }));

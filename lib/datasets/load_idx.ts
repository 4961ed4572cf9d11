import { checkList, checkNumber, checkOptions, checkPath } from "../checks/mod.ts";
import { expected, refuseValue } from "../checks/mod.ts";
import { basename, dirname, gunzipSync, join, readFile } from "../host/node.ts";
import { reasonOf } from "../workspace/system_error.ts";
import type { ImageSet } from "./image_set.ts";

/** Which images of a file to load. */
export interface LoadIdxOptions {
  /** How many of the chosen images to pass over. Default 0. */
  start?: number;
  /** How many to load. Default: all that are left. */
  count?: number;
  /** Only the images with these labels, counted after the choice. Default: all. */
  classes?: readonly number[];
}

/**
 * Loads images from a file in MNIST's format (IDX, unsigned bytes), packed by gzip or not, as
 * Fashion-MNIST, KMNIST and EMNIST come; their labels lie beside it, in the file named `labels-idx1`
 * instead of `images-idx3`. Nothing is known of these files' sums: what is checked is their form.
 *
 * @returns Images from 0 to 1, in the order of the file, and labels; the names are the labels' digits.
 * @throws {RangeError} When a file is missing, cut short or in another format, the two do not hold as
 * many, or what is asked for is not to be had.
 *
 * @example What is missing is said
 * ```ts
 * import { loadIdx } from "@triplet-lab/triplet-lab/datasets";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => loadIdx("/tmp/none-images-idx3-ubyte"), RangeError, "path: expected");
 * ```
 */
export async function loadIdx(path: string, options: LoadIdxOptions = {}): Promise<ImageSet> {
  checkPath(path);
  const { start = 0, count, classes } = checkOptions(options, "start count classes");
  checkNumber(start, "start", { min: 0, integer: true });
  checkList(classes ?? [], "classes");
  checkNumber(count ?? 0, "count", { min: 0, integer: true });
  const beside = basename(path).replace("images", "labels").replace("idx3", "idx1");
  if (beside === basename(path)) {
    refuseValue(path, "path", "a file named such as train-images-idx3-ubyte");
  }
  const [images, labels] = [await read(path, 3), await read(join(dirname(path), beside), 1)];
  const [held, height, width] = images.sizes;
  if (held !== labels.sizes[0]) {
    refuseValue(`${labels.sizes[0]} and ${held}`, "path", `as many labels in ${beside} as images`);
  }
  const known = new Set(labels.values);
  const missing = classes?.find((label) => !known.has(label));
  if (classes?.length === 0 || missing !== undefined) {
    const wanted = `labels of the file, ${Math.min(...known)} to ${Math.max(...known)}`;
    refuseValue(missing ?? "none", "classes", wanted);
  }
  const chosen = [...labels.values.keys()].filter((i) =>
    classes?.includes(labels.values[i]) ?? true
  );
  const taken = count ?? Math.max(0, chosen.length - start);
  if (start + taken > chosen.length) {
    const wanted = `start + count of at most ${chosen.length} (the images chosen)`;
    refuseValue(`${start} + ${taken}`, "count", wanted);
  }
  const rows = chosen.slice(start, start + taken), pixels = height * width;
  const levels = new Float32Array(taken * pixels);
  rows.forEach((row, to) => {
    const from = images.values.subarray(row * pixels, (row + 1) * pixels);
    for (let i = 0; i < pixels; i++) levels[to * pixels + i] = from[i] / 255;
  });
  return {
    images: levels,
    labels: Int32Array.from(rows, (row) => labels.values[row]),
    ...{ count: taken, height, width, channels: 1 },
    names: Array.from({ length: Math.max(...known) + 1 }, (_, label) => `${label}`),
  };
}

/** A file's sizes, big-endian numbers of 32 bits behind a word that says how many, and its bytes. */
async function read(path: string, dimensions: number) {
  const kind = `a file of unsigned bytes in ${dimensions} dimensions (IDX)`;
  const refused = (got: string, cause?: unknown) =>
    new RangeError(expected("path", kind, `${path}, ${got}`), { cause });
  const packed = await readFile(path).catch((error) => {
    throw refused(error.code === "ENOENT" ? "which does not exist" : reasonOf(error));
  });
  let bytes: Uint8Array = packed;
  try {
    if (packed[0] === 0x1f && packed[1] === 0x8b) bytes = gunzipSync(packed);
  } catch (error) {
    throw refused(`which does not unpack (${(error as Error).message})`, error);
  }
  const header = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < header || view.getUint32(0) !== 0x0800 + dimensions) {
    throw refused("which begins otherwise");
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const whole = header + sizes.reduce((product, size) => product * size);
  if (bytes.length !== whole) throw refused(`which has ${bytes.length} bytes instead of ${whole}`);
  return { sizes, values: bytes.subarray(header) };
}

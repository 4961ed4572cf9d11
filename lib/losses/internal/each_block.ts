import * as tf from "@tensorflow/tfjs";

/** The numbers of one intermediate tensor: 16 MiB of float32, a dozen of which may live at once. */
const LARGEST_TENSOR = 2 ** 22;

/** Runs `make(start, count)` over blocks of rows, so that rows of `rowSize` numbers fit the memory. */
export function eachBlock<T extends tf.TensorContainer>(
  rows: number,
  rowSize: number,
  make: (start: number, count: number) => T,
): T[] {
  const step = Math.max(1, Math.floor(LARGEST_TENSOR / Math.max(rowSize, 1)));
  const blocks: T[] = [];
  for (let start = 0; start < rows; start += step) {
    blocks.push(tf.tidy(() => make(start, Math.min(step, rows - start))));
  }
  return blocks;
}

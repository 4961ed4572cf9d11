/**
 * Data sets, checked by sum before a byte of them is used.
 *
 * @module
 */
export { type Digits, loadMnist, type LoadMnistOptions } from "./load_mnist.ts";
export type { MnistSplit } from "./mnist_files.ts";
export { type ToyBatch, toyBatch } from "./toy_batch.ts";

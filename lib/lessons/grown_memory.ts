import process from "node:process";
import { checkNumber } from "../checks/mod.ts";
import { article3Batch } from "./article3/batch.ts";
import { batchAll } from "../operators/batch_all.ts";

/**
 * By how much the process has grown after `batchAll` (loss, counts and gradient) of a batch of 64
 * numbers a row and 8 classes, inputs included. Rough: a process grows in steps and cleans up when it
 * likes. Growth of less than a megabyte is told as one, so that it can be drawn over powers of ten.
 *
 * @throws {RangeError} When a size is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { grownMemory } from "#lib/lessons/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const [[batch, megabytes]] = grownMemory([64]);
 * assert(batch === 64 && megabytes >= 1);
 * ```
 */
export function grownMemory(sizes: readonly number[]): [batch: number, megabytes: number][] {
  for (const size of sizes) checkNumber(size, "sizes", { min: 1, integer: true });
  const before = process.memoryUsage().rss;
  return sizes.map((batch) => {
    const { embeddings, labels } = article3Batch({ batch, dim: 64, classes: 8 });
    batchAll(Float32Array.from(embeddings), labels, { dim: 64, margin: 0.2, gradient: true });
    return [batch, Math.max((process.memoryUsage().rss - before) / 1e6, 1)];
  });
}

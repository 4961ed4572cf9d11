import { process } from "../host/node.ts";
import { checkNumber } from "../checks/mod.ts";
import { article3Batch } from "./article3/batch.ts";
import { batchAll } from "../operators/batch_all.ts";

/** How much the process has grown after `batchAll` with gradient: 1 at least, for axes in powers. */
export function grownMemory(sizes: readonly number[]): [batch: number, megabytes: number][] {
  for (const size of sizes) checkNumber(size, "sizes", { min: 1, integer: true });
  const before = process.memoryUsage().rss;
  return sizes.map((batch) => {
    const { embeddings, labels } = article3Batch({ batch, dim: 64, classes: 8 });
    batchAll(Float32Array.from(embeddings), labels, { dim: 64, margin: 0.2, gradient: true });
    return [batch, Math.max((process.memoryUsage().rss - before) / 1e6, 1)];
  });
}

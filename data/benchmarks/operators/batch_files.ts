import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { seededRandom } from "#lib/random.ts";
import type { Classes } from "./implementations.ts";

/** A batch on disk, for every process to read. */
export interface BatchFiles {
  /** Float32, row after row. */
  embeddings: string;
  /** Int32. */
  labels: string;
  /** The most positives that an anchor has. */
  mostPositives: number;
}

/**
 * Writes a batch: random rows of length 1, as a network's output is before it has learned anything,
 * and shuffled labels. The same batch gives the same bytes everywhere.
 *
 * @param folder where the files go
 * @param batch how many rows
 * @param dim how many numbers a row
 * @param classes four rows of each class, or every row of one of ten classes at random
 */
export function writeBatch(
  folder: string,
  batch: number,
  dim: number,
  classes: Classes,
): BatchFiles {
  const random = seededRandom(batch);
  const x = new Float32Array(batch * dim);
  for (let i = 0; i < batch; i++) {
    const row = Float64Array.from({ length: dim }, random.normal);
    const length = Math.sqrt(row.reduce((sum, one) => sum + one * one, 0));
    x.set(row.map((one) => one / length), i * dim);
  }
  const labels = classes === "4 a class"
    ? random.shuffle(Int32Array.from({ length: batch }, (_, i) => i >> 2))
    : Int32Array.from({ length: batch }, () => random.integer(10));
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  mkdirSync(folder, { recursive: true });
  const name = `${batch}-${classes.replaceAll(" ", "-")}`;
  const files = {
    embeddings: path.join(folder, `${name}.x`),
    labels: path.join(folder, `${name}.y`),
    mostPositives: Math.max(...sizes.values()) - 1,
  };
  writeFileSync(files.embeddings, new Uint8Array(x.buffer));
  writeFileSync(files.labels, new Uint8Array(labels.buffer));
  return files;
}

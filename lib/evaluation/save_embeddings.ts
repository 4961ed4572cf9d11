import { polars } from "../host/polars.ts";
import { checkFlatMatrix, checkLabels } from "../checks/mod.ts";
import { writeAtomic } from "../workspace/write_atomic.ts";

/** Embeddings that {@linkcode saveEmbeddings} takes. */
export interface SavedEmbeddings {
  /** Row after row: count x dim numbers. */
  embeddings: Float32Array;
  /** One integer for each row. */
  labels: ArrayLike<number>;
  /** Length of an embedding. */
  dim: number;
}

/**
 * Exports embeddings to a Parquet file, for vector engines and for other languages: the columns `row`
 * (int32), `label` (int32) and `embedding` (list of float32).
 *
 * @param path Where to; an old file is replaced in one stroke.
 * @param saved Embeddings, labels and `dim`.
 * @throws {RangeError} When a shape does not fit or a coordinate is not finite.
 * @throws {Error} When the file cannot be written; what it held before is kept.
 *
 * @example There and back
 * ```ts
 * import { loadEmbeddings, saveEmbeddings } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `/tmp/triplet-lab-embeddings-${Deno.pid}.parquet`;
 * const saved = { embeddings: Float32Array.of(0, 1, 2, 3), labels: Int32Array.of(7, 8), dim: 2 };
 * await saveEmbeddings(path, saved);
 * assertEquals(await loadEmbeddings(path), saved);
 * await Deno.remove(path);
 * ```
 */
export async function saveEmbeddings(path: string, saved: SavedEmbeddings): Promise<void> {
  const { embeddings, labels, dim } = saved;
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkLabels(labels, rows, "labels");
  const lists = Array.from(
    { length: rows },
    (_, i) => embeddings.subarray(i * dim, (i + 1) * dim),
  );
  const pl = await polars();
  const table = pl.DataFrame([
    pl.Series("row", Int32Array.from({ length: rows }, (_, i) => i)),
    pl.Series("label", Int32Array.from(labels)),
    // Typed arrays in a list column: polars takes them as they are, though its types do not say so.
    pl.Series("embedding", lists as unknown as number[][], pl.List(pl.Float32)),
  ]);
  await writeAtomic(path, table.writeParquet({ compression: "zstd" }));
}

import { nodeModule } from "../host/node_module.ts";
import { polars } from "../host/polars.ts";

const { readFile } = nodeModule("node:fs/promises");

/** Embeddings that {@linkcode loadEmbeddings} gives. */
export interface LoadedEmbeddings {
  /** Row after row: count x dim numbers. */
  embeddings: Float32Array;
  /** One integer for each row. */
  labels: Int32Array;
  /** Length of an embedding. */
  dim: number;
}

/**
 * Reads embeddings from a Parquet file with a column `embedding` (lists of numbers, all of one length)
 * and a column `label` (integers), as `saveEmbeddings` writes it.
 *
 * @param path The file.
 * @returns Embeddings, labels and `dim`.
 * @throws {RangeError} When the file is missing, cut short, without these columns, or its lists differ
 * in length.
 *
 * @example What is missing is said
 * ```ts
 * import { loadEmbeddings } from "#lib/evaluation/mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadEmbeddings("/tmp/none.parquet"), RangeError, "path: expected");
 * ```
 */
export async function loadEmbeddings(path: string): Promise<LoadedEmbeddings> {
  const refused = (what: string, cause?: unknown) =>
    new RangeError(`path: expected a Parquet file of embeddings, got ${path}, ${what}`, { cause });
  const pl = await polars();
  let table: ReturnType<typeof pl.readParquet>;
  try {
    table = pl.readParquet(await readFile(path));
  } catch (error) {
    const missing = (error as { code?: string }).code === "ENOENT";
    throw refused(missing ? "which does not exist" : "which is cut short or no Parquet", error);
  }
  for (const column of ["embedding", "label"]) {
    if (!table.columns.includes(column)) {
      throw refused(`without a column "${column}" (${table.columns.join(", ")})`);
    }
  }
  const flat = table.getColumn("embedding").explode().toTypedArray();
  const dim = flat.length / Math.max(table.height, 1);
  const lengths = table.getColumn("embedding").list.lengths();
  if (table.height === 0 || lengths.min() !== dim || lengths.max() !== dim) {
    throw refused(`whose lists are of ${lengths.min()} to ${lengths.max()} numbers`);
  }
  return {
    embeddings: Float32Array.from(flat),
    labels: Int32Array.from(table.getColumn("label").toArray() as number[]),
    dim,
  };
}

import { polars } from "../host/polars.ts";
import { checkLabelled, checkOptions, checkPath, refuseValue } from "../checks/mod.ts";
import type { LabelledEmbeddings } from "./search_space.ts";
import { writeWithSum } from "../workspace/sum_beside.ts";

/** Embeddings that {@linkcode saveEmbeddings} takes. */
export interface SavedEmbeddings extends LabelledEmbeddings {
  /** Length of an embedding. */
  dim: number;
  /** The classes' names by their numbers. */
  names?: readonly string[];
  /** What `loadEmbeddings` told of a file's sum; it is not written. */
  checked?: boolean;
}

/**
 * Exports embeddings to a Parquet file, for vector engines and for other languages: the columns `row`
 * (int32), `label` (int32) and `embedding` (list of float32), and `name` where the classes have one.
 * Its SHA-256 stands beside it, in `PATH.sha256`.
 *
 * @param path Where to; an old file is replaced in one stroke.
 * @throws {RangeError} When there is no row, a shape does not fit, a coordinate is not finite, a label is no integer of
 * 32 bits, or a class has no name among `names`.
 * @throws {Error} When the file cannot be written; what it held before is kept.
 *
 * @example There and back
 * ```ts
 * import { loadEmbeddings, saveEmbeddings } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const path = `/tmp/triplet-lab-embeddings-${Deno.pid}.parquet`;
 * const saved = { embeddings: Float32Array.of(0, 1, 2, 3), labels: Int32Array.of(7, 8), dim: 2 };
 * await saveEmbeddings(path, saved);
 * assertEquals(await loadEmbeddings(path), { ...saved, checked: true });
 * for (const file of [path, `${path}.sha256`]) await Deno.remove(file);
 * ```
 */
export async function saveEmbeddings(path: string, saved: SavedEmbeddings): Promise<void> {
  checkPath(path);
  const known = "embeddings labels dim names checked";
  const { embeddings, labels, dim, names } = checkOptions(saved, known, "saved");
  const rows = checkLabelled(embeddings, labels, { dim });
  if (rows === 0) refuseValue("none", "embeddings", "one row or more");
  for (let i = 0; i < rows; i++) {
    if ((labels[i] | 0) !== labels[i]) {
      refuseValue(`${labels[i]} at entry ${i}`, "labels", "integers of 32 bits");
    }
    if (names && !(Array.isArray(names) && typeof names[labels[i]] === "string")) {
      refuseValue("none", "names", `a name of class ${labels[i]}`);
    }
  }
  const each = Int32Array.from({ length: rows }, (_, row) => row);
  const lists = Array.from(each, (row) => embeddings.subarray(row * dim, (row + 1) * dim));
  const pl = await polars();
  const table = pl.DataFrame([
    pl.Series("row", each),
    pl.Series("label", Int32Array.from(labels)),
    // Typed arrays in a list column: polars takes them as they are, though its types do not say so.
    pl.Series("embedding", lists as unknown as number[][], pl.List(pl.Float32)),
    ...(names ? [pl.Series("name", Array.from(labels, (label) => names[label]))] : []),
  ]);
  await writeWithSum(path, table.writeParquet({ compression: "zstd" }));
}

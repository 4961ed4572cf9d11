import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { exactDigits } from "../checks/mod.ts";
import { readFile } from "../host/node.ts";
import { agreesWithSum } from "../workspace/sum_beside.ts";

/** Embeddings that {@linkcode loadEmbeddings} gives. */
export interface LoadedEmbeddings {
  /** Row after row: count x dim numbers. */
  embeddings: Float32Array;
  /** One integer for each row. */
  labels: Int32Array;
  /** Length of an embedding. */
  dim: number;
  /**
   * The classes' names by their numbers, where the file's column `name` has one name for each: names of
   * rows are none.
   */
  names?: string[];
  /** Whether a sum beside the file (`PATH.sha256`) vouches for its bytes. */
  checked: boolean;
}

/**
 * Reads embeddings from a Parquet file with a column `embedding` (lists or arrays of numbers, all of
 * one length) and a column `label`: integers, or names, which are then numbered in the order of the
 * alphabet. `saveEmbeddings` writes such files, and so do polars, pyarrow and pandas.
 *
 * Nothing is read as another number in silence: a missing value, a fraction or an integer beyond int32
 * among the labels, a coordinate that is not finite or beyond float32, each is refused with its column
 * and row. Where a sum lies beside the file, the bytes must be those.
 *
 * @param path The file.
 * @returns Embeddings, labels and `dim`; names where there are any, and whether a sum was there.
 * @throws {RangeError} When the file is missing, damaged, or no Parquet, lacks a column, or holds what
 * is no label or no coordinate.
 *
 * @example What is missing is said
 * ```ts
 * import { loadEmbeddings } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => loadEmbeddings("/tmp/none.parquet"), RangeError, "path: expected");
 * ```
 */
export async function loadEmbeddings(path: string): Promise<LoadedEmbeddings> {
  const bytes = await readFile(path).catch((error: { code?: string }) => {
    throw refused(path, error.code === "ENOENT" ? "which does not exist" : String(error), error);
  });
  const checked = await agreesWithSum(path, bytes);
  const { count, digits, blocks } = await blocksOf(path, bytes);
  const labels: unknown[] = [], given: unknown[] = [];
  let embeddings = new Float32Array(), dim = 0;
  for await (const rows of blocks) {
    if (labels.length === 0) {
      dim = (rows[0].embedding as ArrayLike<unknown> | null)?.length ?? 0;
      embeddings = new Float32Array(count * dim);
    }
    for (const { embedding, label, name } of rows) {
      fillRow(embeddings, embedding, labels.length, dim, path);
      labels.push(label);
      given.push(name);
    }
  }
  return { embeddings, dim, ...labelsOf(labels, given, digits, path), checked };
}

function refused(path: string, what: string, cause?: unknown): RangeError {
  return new RangeError(`path: expected a Parquet file of embeddings, got ${path}, ${what}`, {
    cause,
  });
}

/** Rows that are read together: as JavaScript's lists they take ten times the room of the file. */
const ROWS_AT_ONCE = 10_000;

/**
 * How many rows there are, the binary digits that a label has, and the rows block by block; where the
 * file has no index of its pages, a block is a whole row group.
 */
async function blocksOf(path: string, bytes: Uint8Array) {
  // A view of its own: the bytes may lie inside a larger buffer.
  const file = (bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice())
    .buffer as ArrayBuffer;
  const orRefused = <T>(read: Promise<T>): Promise<T> =>
    read.catch((error: Error) => {
      throw refused(path, `which is cut short or no Parquet (${error.message})`, error);
    });
  const metadata = await orRefused(parquetMetadataAsync(file));
  // The table's own columns: a struct among them may have fields of these names.
  const schema = parquetSchema(metadata).children.map(({ element }) => element);
  const columns = schema.map(({ name }) => name)
    .filter((name) => ["label", "embedding", "name"].includes(name));
  for (const column of ["embedding", "label"]) {
    if (!columns.includes(column)) throw refused(path, `without a column "${column}"`);
  }
  const count = Number(metadata.num_rows);
  if (count === 0) throw refused(path, "without rows");
  const label = schema.find(({ name }) => name === "label");
  async function* blocks(): AsyncGenerator<Record<string, unknown>[]> {
    let rowStart = 0;
    for (const { num_rows, columns: parts } of metadata.row_groups) {
      const end = rowStart + Number(num_rows);
      const step = parts.every((part) => part.offset_index_offset) ? ROWS_AT_ONCE : end - rowStart;
      for (; rowStart < end; rowStart += step) {
        const rowEnd = Math.min(rowStart + step, end);
        const asked = { file, metadata, columns, compressors, rowStart, rowEnd };
        yield await orRefused(parquetReadObjects({ ...asked, useOffsetIndex: true }));
      }
      rowStart = end;
    }
  }
  const digits = exactDigits(label?.logical_type?.type ?? label?.type ?? "");
  return { count, digits, blocks: blocks() };
}

/** Integers as they are, names by their numbers. */
function labelsOf(
  all: readonly unknown[],
  given: readonly unknown[],
  digits: number,
  path: string,
): { labels: Int32Array; names?: string[] } {
  const wrong = (row: number, wanted: string) =>
    refused(path, `with ${show(all[row])} in column "label", row ${row}: expected ${wanted}`);
  if (typeof all[0] === "string") {
    const at = all.findIndex((label) => typeof label !== "string");
    if (at >= 0) throw wrong(at, "a name as in the rows before");
    const names = [...new Set(all as string[])].sort();
    const numbers = new Map(names.map((name, i) => [name, i]));
    return { labels: Int32Array.from(all, (label) => numbers.get(label as string)!), names };
  }
  const names: string[] = [];
  let ofClasses = true;
  const labels = Int32Array.from(all, (label, row) => {
    const value = typeof label === "bigint" ? Number(label) : label;
    if (typeof value !== "number" || (value | 0) !== value) {
      throw wrong(row, "an integer of 32 bits, or a name");
    }
    if (Math.abs(value) >= 2 ** digits) {
      throw wrong(row, `integers below 2^${digits}, which alone the column's type holds exactly`);
    }
    const name = given[row];
    if (typeof name === "string") ofClasses &&= (names[value] ??= name) === name;
    return value;
  });
  return names.length > 0 && ofClasses ? { labels, names } : { labels };
}

function fillRow(
  embeddings: Float32Array,
  embedding: unknown,
  row: number,
  dim: number,
  path: string,
): void {
  const wrong = (got: string, wanted: string) =>
    refused(path, `with ${got} in column "embedding", row ${row}: expected ${wanted}`);
  if (!Array.isArray(embedding) && !ArrayBuffer.isView(embedding)) {
    throw wrong(show(embedding), "a list of numbers");
  }
  const numbers = embedding as ArrayLike<unknown>;
  if (numbers.length !== dim || dim === 0) {
    throw wrong(`${numbers.length} numbers`, dim === 0 ? "one or more" : `${dim}, as in row 0`);
  }
  for (let i = 0; i < dim; i++) {
    const value = typeof numbers[i] === "bigint" ? Number(numbers[i]) : numbers[i];
    if (typeof value !== "number" || !Number.isFinite(Math.fround(value))) {
      throw wrong(`${show(numbers[i])} at place ${i}`, "a finite number of 32 bits");
    }
    embeddings[row * dim + i] = value;
  }
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

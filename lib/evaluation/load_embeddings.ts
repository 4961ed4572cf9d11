import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import type { AsyncBuffer } from "hyparquet";
import { checkList, checkOptions, checkPath } from "../checks/mod.ts";
import { exactDigits, expected, refuseValue } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { stat } from "../host/node.ts";
import { PARQUET } from "../host/parquet.ts";
import { agreesWithSum } from "../workspace/sum_beside.ts";
import { reasonOf } from "../workspace/system_error.ts";
import { listPages } from "./list_pages.ts";
import type { SavedEmbeddings } from "./save_embeddings.ts";

/** Options of {@linkcode loadEmbeddings}. */
export interface LoadEmbeddingsOptions {
  /** The rows whose embeddings to read, one or more, in this order; by default all are read. */
  rows?: readonly number[];
  /** Is told the share that is read, from 0 to 1. */
  progress?: (share: number) => void;
}

/** Embeddings that {@linkcode loadEmbeddings} gives: of each row of the file, or each of `rows`. */
export interface LoadedEmbeddings extends SavedEmbeddings {
  /** One integer for each row of the file. */
  labels: Int32Array;
  /** Whether a sum beside the file (`PATH.sha256`) vouches for its bytes. */
  checked: boolean;
}

/**
 * Reads embeddings from a Parquet file with a column `embedding` (lists or arrays of numbers, all of
 * one length) and a column `label`: integers, whose names may stand in a column `name`, or names, which
 * are then numbered in the order of the alphabet. `saveEmbeddings` writes such files, and so do polars,
 * pyarrow and pandas.
 *
 * Nothing is read as another number in silence: a missing value, a fraction or an integer beyond int32
 * among the labels, a coordinate that is not finite or beyond float32, each is refused with its column
 * and row. The file is read a page at a time: its numbers have to fit into memory, with `rows` its labels.
 *
 * @throws {RangeError} When the file is missing, damaged (a sum beside it tells), or no Parquet, lacks a
 * column or one of the rows, or holds what is no label or no coordinate.
 *
 * @example What is missing is said
 * ```ts
 * import { loadEmbeddings } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => loadEmbeddings("/tmp/none.parquet"), RangeError, "path: expected");
 * ```
 */
export async function loadEmbeddings(
  path: string,
  options: LoadEmbeddingsOptions = {},
): Promise<LoadedEmbeddings> {
  checkPath(path);
  const { rows, progress } = checkOptions(options, "rows progress");
  checkList(rows ?? [], "rows");
  const before = await stat(path).catch((error: { code?: string }) => {
    throw refused(path, error.code === "ENOENT" ? "which does not exist" : reasonOf(error), error);
  });
  const { asyncBufferFromFile } = await import("hyparquet"); // which a browser's build lacks
  const file = await asyncBufferFromFile(path);
  const checked = await agreesWithSum(path);
  const { count, digits, indexed, read, nextPage } = await tableOf(path, file);
  const first = rows?.find((row) => !(Number.isInteger(row) && row >= 0 && row < count));
  if (first !== undefined || rows?.length === 0) {
    refuseValue(first ?? "none", "rows", `one or more numbers from 0 to ${count - 1}`);
  }
  const table = await read(["label", "name"], 0, count);
  const [labels, given] = ["label", "name"].map((name) => table.map((row) => row[name]));
  let dim = 0, embeddings = new Float32Array(), row = 0;
  const fill = (embedding: unknown, place: number, row: number) => {
    dim ||= (embedding as ArrayLike<unknown> | null)?.length ?? 0;
    if (embeddings.length === 0) embeddings = new Float32Array((rows?.length ?? count) * dim);
    fillRow(embeddings, embedding, place, { row, dim, path });
  };
  if (rows && indexed) {
    for (const [i, r] of rows.entries()) fill((await read(["embedding"], r))[0]?.embedding, i, r);
  } else {
    const places = groupBy(rows?.keys() ?? [], (i) => rows![i]);
    for (let page; !(page = await nextPage()).done;) {
      for (const embedding of page.value) {
        for (const place of rows ? places.get(row) ?? [] : [row]) fill(embedding, place, row);
        row++;
      }
      progress?.(row / count);
    }
    row = Math.min(row, labels.length);
    if (row !== count) throw refused(path, `which is cut short: ${row} of ${count} rows`);
  }
  const after = await stat(path);
  if ((["ino", "mtimeMs", "size"] as const).some((fact) => before[fact] !== after[fact])) {
    throw refused(path, "which was replaced while it was read");
  }
  return { embeddings, dim, ...labelsOf(labels, given, digits, path), checked };
}

const refused = (path: string, what: string, cause?: unknown) =>
  new RangeError(expected("path", "a Parquet file of embeddings", `${path}, ${what}`), { cause });

/** What a file has, with its embeddings page by page. */
async function tableOf(path: string, file: AsyncBuffer) {
  const orRefused = <T>(read: Promise<T>): Promise<T> =>
    read.catch((error: Error) => {
      throw refused(path, `which is cut short or no Parquet (${reasonOf(error)})`, error);
    });
  const facts = parquetMetadataAsync(file, PARQUET);
  const [metadata, { children }] = await orRefused(
    facts.then((metadata) => [metadata, parquetSchema(metadata)] as const),
  );
  // The table's own columns: a struct among them may have fields of these names.
  const schema = children.map(({ element }) => element);
  const there = schema.map(({ name }) => name);
  for (const column of ["embedding", "label"]) {
    if (!there.includes(column)) throw refused(path, `without a column "${column}" among ${there}`);
  }
  const count = Number(metadata.num_rows);
  if (!(count > 0)) throw refused(path, "without rows");
  const label = schema.find(({ name }) => name === "label");
  const digits = exactDigits(label?.logical_type?.type ?? label?.type ?? "");
  const read = (wanted: readonly string[], rowStart: number, rowEnd = rowStart + 1) => {
    const columns = wanted.filter((name) => there.includes(name));
    const asked = { file, metadata, columns, ...PARQUET, rowStart, rowEnd };
    return orRefused(parquetReadObjects({ ...asked, useOffsetIndex: true }));
  };
  const parts = metadata.row_groups.flatMap(({ columns }) => columns);
  const indexed = parts.every((part) => part.offset_index_offset);
  const pages = listPages(file, metadata, "embedding");
  return { count, digits, indexed, read, nextPage: () => orRefused(pages.next()) };
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
  place: number,
  { row, dim, path }: { row: number; dim: number; path: string },
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
    embeddings[place * dim + i] = value;
  }
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}

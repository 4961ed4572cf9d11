import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
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
  /** The classes' names by their numbers, where the file names them. */
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
  const { rows, digits } = await rowsOf(path, bytes);
  const { labels, names } = labelsOf(rows, digits, path);
  const dim = (rows[0].embedding as ArrayLike<unknown> | null)?.length ?? 0;
  const embeddings = new Float32Array(rows.length * dim);
  rows.forEach(({ embedding }, row) => fillRow(embeddings, embedding, row, dim, path));
  return { embeddings, labels, dim, ...(names && { names }), checked };
}

/** A row as the file has it. */
interface Row {
  readonly label: unknown;
  readonly embedding: unknown;
  readonly name?: unknown;
}

function refused(path: string, what: string, cause?: unknown): RangeError {
  return new RangeError(`path: expected a Parquet file of embeddings, got ${path}, ${what}`, {
    cause,
  });
}

/** The rows, and the binary digits that a label has. */
async function rowsOf(
  path: string,
  bytes: Uint8Array,
): Promise<{ rows: Row[]; digits: number }> {
  // A view of its own: the bytes may lie inside a larger buffer.
  const file = bytes.slice().buffer as ArrayBuffer;
  let columns: string[], rows: Row[], digits = 53;
  try {
    const { schema } = await parquetMetadataAsync(file);
    columns = schema.filter(({ name }, i) => i > 0 && ["label", "embedding", "name"].includes(name))
      .map(({ name }) => name);
    const label = schema.find(({ name }) => name === "label");
    digits = exactDigits(label?.logical_type?.type ?? label?.type ?? "");
    rows = columns.includes("embedding") && columns.includes("label")
      ? await parquetReadObjects({ file, columns, compressors }) as unknown as Row[]
      : [];
  } catch (error) {
    throw refused(path, `which is cut short or no Parquet (${(error as Error).message})`, error);
  }
  for (const column of ["embedding", "label"]) {
    if (!columns.includes(column)) throw refused(path, `without a column "${column}"`);
  }
  if (rows.length === 0) throw refused(path, "without rows");
  return { rows, digits };
}

/** Integers as they are, names by their numbers. */
function labelsOf(
  rows: readonly Row[],
  digits: number,
  path: string,
): { labels: Int32Array; names?: string[] } {
  const wrong = (row: number, got: unknown, wanted: string) =>
    refused(path, `with ${show(got)} in column "label", row ${row}: expected ${wanted}`);
  if (typeof rows[0].label === "string") {
    const at = rows.findIndex(({ label }) => typeof label !== "string");
    if (at >= 0) throw wrong(at, rows[at].label, "a name as in the rows before");
    const names = [...new Set(rows.map(({ label }) => label as string))].sort();
    const numbers = new Map(names.map((name, i) => [name, i]));
    return { labels: Int32Array.from(rows, ({ label }) => numbers.get(label as string)!), names };
  }
  const names: string[] = [];
  const labels = Int32Array.from(rows, ({ label, name }, row) => {
    const value = typeof label === "bigint" ? Number(label) : label;
    if (typeof value !== "number" || (value | 0) !== value) {
      throw wrong(row, label, "an integer of 32 bits, or a name");
    }
    if (Math.abs(value) >= 2 ** digits) {
      throw wrong(
        row,
        label,
        `integers below 2^${digits}, which alone the column's type holds exactly`,
      );
    }
    if (typeof name === "string") names[value] = name;
    return value;
  });
  return names.length > 0 ? { labels, names } : { labels };
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

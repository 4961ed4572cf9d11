import { describe, expected, refuseKind, refuseValue } from "./message.ts";

/** Rows of equal length: `number[][]`, or a list of typed arrays. */
export type Matrix = ReadonlyArray<ArrayLike<number>>;

/** How many rows and columns a matrix has. */
export interface MatrixShape {
  /** Rows: the points of a batch. */
  readonly rows: number;
  /** Columns: the coordinates of a point; 0 when there is no row. */
  readonly columns: number;
}

/** The largest magnitude of a coordinate in float64: sums of its squares stay inside the range. */
export const LARGEST_COORDINATE = 1e100;

/** Refuses what is no matrix of finite numbers with rows of equal length, and tells its shape. */
export function checkMatrix(matrix: unknown, name = "embeddings"): MatrixShape {
  const wanted = "rows of numbers, one row a point";
  if (!Array.isArray(matrix)) refuseKind(matrix, name, wanted);
  const columns: unknown = matrix[0]?.length ?? 0;
  for (const [i, row] of matrix.entries()) {
    if (!isList(row)) throw new TypeError(expected(name, wanted, `${describe(row)} as row ${i}`));
    if (row.length === 0) refuseValue(`an empty row ${i}`, name, "rows with at least one number");
    if (row.length !== columns) {
      const wanted = `rows of equal length, ${columns} as in row 0`;
      refuseValue(`${row.length} in row ${i}`, name, wanted);
    }
    for (let j = 0; j < row.length; j++) checkCoordinate(row[j], i, j, name, LARGEST_COORDINATE);
  }
  return { rows: matrix.length, columns: columns as number };
}

/** True for arrays and typed arrays, whose entries `[i]` and `length` tell all. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Refuses one entry of a matrix that is no finite number of a magnitude up to `largest`. */
export function checkCoordinate(
  value: unknown,
  row: number,
  column: number,
  name: string,
  largest: number,
): asserts value is number {
  const place = `at row ${row}, column ${column}`;
  if (typeof value !== "number") {
    throw new TypeError(expected(name, "finite numbers", `${describe(value)} ${place}`));
  }
  if (!Number.isFinite(value)) refuseValue(`${value} ${place}`, name, "finite numbers");
  if (Math.abs(value) > largest) {
    const wanted = `magnitudes up to ${largest.toExponential()}, whose squares cannot overflow`;
    refuseValue(`${value} ${place}`, name, wanted);
  }
}

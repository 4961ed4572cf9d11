import { checkCoordinate, isList, type MatrixShape } from "./check_matrix.ts";
import { checkNumber } from "./check_number.ts";
import { refuseKind, refuseValue } from "./message.ts";

/**
 * The largest magnitude a coordinate may have in float32: squared distances of 1,000 dimensions,
 * and their sum over 10^10 triplets, stay inside float32's range of 3.4e38.
 */
export const LARGEST_FLOAT32_COORDINATE = 1e12;

/** Refuses what is no row-major matrix of finite numbers in float32, and tells its shape. */
export function checkFlatMatrix(data: unknown, dim: unknown, name = "embeddings"): MatrixShape {
  if (!(data instanceof Float32Array)) refuseKind(data, name, "a Float32Array, row after row");
  return checkFlatList(data, dim, LARGEST_FLOAT32_COORDINATE, name);
}

/** The same of any list, whose numbers have a magnitude up to `largest`. */
export function checkFlatList(
  data: unknown,
  dim: unknown,
  largest: number,
  name = "embeddings",
): MatrixShape {
  checkNumber(dim, "dim", { min: 1, integer: true });
  if (!isList(data)) refuseKind(data, name, "a list of numbers, row after row");
  if (data.length % dim !== 0) {
    refuseValue(`${data.length} numbers`, name, `whole rows of dim = ${dim} numbers`);
  }
  // One comparison an entry: NaN fails it too. Only a refused entry is looked at again.
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!(typeof value === "number" && Math.abs(value) <= largest)) {
      checkCoordinate(value, Math.floor(i / dim), i % dim, name, largest);
    }
  }
  return { rows: data.length / dim, columns: dim };
}

import { checkCoordinate, type MatrixShape } from "./check_matrix.ts";
import { checkNumber } from "./check_number.ts";
import { describe, expected } from "./message.ts";

/**
 * The largest magnitude a coordinate may have in float32: squared distances of 1,000 dimensions,
 * and their sum over 10^10 triplets, stay inside float32's range of 3.4e38.
 */
export const LARGEST_FLOAT32_COORDINATE = 1e12;

/**
 * Refuses what is not a row-major matrix in one `Float32Array` of finite numbers, and tells its
 * shape.
 *
 * @param data `rows x dim` numbers, row after row
 * @param dim how many numbers make a row
 * @param name the argument, as the caller knows it
 * @throws {TypeError} when `data` is no Float32Array, or `dim` no number
 * @throws {RangeError} when `dim` is no integer of at least 1, the length is no multiple of it, or
 *   an entry is NaN, infinite or above 1e12 in magnitude; the message gives row and column
 *
 * @example
 * ```ts
 * import { checkFlatMatrix } from "#lib/checks/mod.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(checkFlatMatrix(new Float32Array(6), 2), { rows: 3, columns: 2 });
 * ```
 */
export function checkFlatMatrix(data: unknown, dim: unknown, name = "embeddings"): MatrixShape {
  checkNumber(dim, "dim", { min: 1, integer: true });
  if (!(data instanceof Float32Array)) {
    throw new TypeError(expected(name, "a Float32Array, row after row", describe(data)));
  }
  if (data.length % dim !== 0) {
    throw new RangeError(
      expected(name, `whole rows of dim = ${dim} numbers`, `${data.length} numbers`),
    );
  }
  // One comparison an entry: NaN fails it too. Only a refused entry is looked at again.
  for (let i = 0; i < data.length; i++) {
    if (!(Math.abs(data[i]) <= LARGEST_FLOAT32_COORDINATE)) {
      checkCoordinate(data[i], Math.floor(i / dim), i % dim, name, LARGEST_FLOAT32_COORDINATE);
    }
  }
  return { rows: data.length / dim, columns: dim };
}

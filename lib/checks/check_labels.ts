import { isList } from "./check_matrix.ts";
import { describe, expected } from "./message.ts";

/** One integer a point, equal for points of the same class: `number[]` or a typed array. */
export type Labels = ArrayLike<number>;

/**
 * Refuses labels that are not one integer for each row. Any safe integer is a label, negative ones
 * too: only equality counts.
 *
 * @param labels what came
 * @param rows how many points there are; left out, any number of labels will do
 * @param name the argument, as the caller knows it
 * @throws {TypeError} when it is no list of numbers (labels of shape [B, 1] are lists in a list)
 * @throws {RangeError} when there are too few or too many, or one is not an integer
 *
 * @example
 * ```ts
 * import { checkLabels } from "#lib/checks/mod.ts";
 * checkLabels([7, 7, -1], 3);
 * ```
 */
export function checkLabels(
  labels: unknown,
  rows?: number,
  name = "labels",
): asserts labels is Labels {
  if (!isList(labels)) throw new TypeError(expected(name, "a list of integers", describe(labels)));
  if (rows !== undefined && labels.length !== rows) {
    throw new RangeError(
      expected(name, `${rows} entries, one a row of embeddings`, String(labels.length)),
    );
  }
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (typeof label !== "number") {
      const hint = isList(label) ? "flatten labels of shape [B, 1] to [B]" : "";
      throw new TypeError(expected(name, "integers", `${describe(label)} at entry ${i}`, hint));
    }
    if (!Number.isSafeInteger(label)) {
      throw new RangeError(expected(name, "integers", `${label} at entry ${i}`));
    }
  }
}

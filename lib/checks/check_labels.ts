import { exactDigits } from "./exact_digits.ts";
import { isList } from "./check_matrix.ts";
import { describe, expected, refuseKind, refuseValue } from "./message.ts";

/** One integer a point, equal for points of the same class: `number[]` or a typed array. */
export type Labels = ArrayLike<number>;

/** Refuses labels that are not one safe integer for each row, or that float32 may have rounded. */
export function checkLabels(
  labels: unknown,
  rows?: number,
  name = "labels",
): asserts labels is Labels {
  if (!isList(labels)) refuseKind(labels, name, "a list of integers");
  if (rows !== undefined && labels.length !== rows) {
    refuseValue(labels.length, name, `${rows} entries, one a row of embeddings`);
  }
  const digits = exactDigits(labels.constructor.name);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (typeof label !== "number") {
      const hint = isList(label) ? "flatten labels of shape [B, 1] to [B]" : "";
      throw new TypeError(expected(name, "integers", `${describe(label)} at entry ${i}`, hint));
    }
    if (!Number.isInteger(label) || (digits === 53 && !Number.isSafeInteger(label))) {
      refuseValue(`${label} at entry ${i}`, name, "integers");
    }
    if (Math.abs(label) >= 2 ** digits) {
      const kind = labels.constructor.name.replace("Array", "").toLowerCase();
      const wanted = `integers below 2^${digits} in magnitude, which alone ${kind} holds exactly`;
      const hint = "give them as a list of numbers, or as int32";
      refuseValue(`${label} at entry ${i}`, name, wanted, hint);
    }
  }
}

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
      const big = typeof label === "bigint" ? "Number() makes one of a BigInt" : "";
      const hint = isList(label) ? "flatten labels of shape [B, 1] to [B]" : big;
      throw new TypeError(expected(name, "integers", `${describe(label)} at entry ${i}`, hint));
    }
    if (!Number.isInteger(label)) refuseValue(`${label} at entry ${i}`, name, "integers");
    if (Math.abs(label) >= 2 ** digits) {
      const kind = labels.constructor.name.replace("Array", "").toLowerCase() || "a number";
      const wanted = `integers below 2^${digits} in magnitude, which alone ${kind} holds exactly`;
      const hint = digits < 53 ? "give them as a list, or as int32" : "number the classes from 0";
      refuseValue(`${label} at entry ${i}`, name, wanted, hint);
    }
  }
}

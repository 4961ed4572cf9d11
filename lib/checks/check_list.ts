import { isList, LARGEST_COORDINATE } from "./check_matrix.ts";
import { checkNumber, isWithin, type NumberLimits } from "./check_number.ts";
import { refuseKind } from "./message.ts";

/** Refuses what is not a list of finite numbers within limits. */
export function checkList(
  list: unknown,
  name: string,
  limits: NumberLimits = {},
): asserts list is ArrayLike<number> {
  if (!isList(list)) refuseKind(list, name, "a list of numbers");
  for (let i = 0; i < list.length; i++) {
    if (!isWithin(list[i], limits)) checkNumber(list[i], `${name}[${i}]`, limits);
  }
}

/** Refuses what is not a list of numbers of which squares, and sums, stay within float64. */
export function checkSquarable(list: unknown, name: string): asserts list is ArrayLike<number> {
  checkList(list, name, { min: -LARGEST_COORDINATE, max: LARGEST_COORDINATE });
}

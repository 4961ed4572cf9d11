import { isList } from "./check_matrix.ts";
import { checkNumber, type NumberLimits } from "./check_number.ts";
import { describe, expected } from "./message.ts";

/** Refuses what is not a list of finite numbers within limits. */
export function checkList(
  list: unknown,
  name: string,
  limits: NumberLimits = {},
): asserts list is ArrayLike<number> {
  if (!isList(list)) throw new TypeError(expected(name, "a list of numbers", describe(list)));
  Array.from(list).forEach((x, i) => checkNumber(x, `${name}[${i}]`, limits));
}

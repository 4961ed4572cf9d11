import { isList } from "./check_matrix.ts";
import { checkNumber, isWithin } from "./check_number.ts";
import { refuseKind, refuseValue } from "./message.ts";

/**
 * An example of what is wanted: 0 a finite number, `NaN` any, `""` a text, `true` a number or truth
 * value, a function one, `[x]` one or more like x, `[x, 0]` none or more, an object such parts, `name?`
 * one that may be left out.
 */
export type Like =
  | ((...args: never[]) => unknown)
  | number
  | string
  | true
  | readonly Like[]
  | { readonly [name: string]: Like };

/** Refuses what is not like the example, part by part; names the part. */
export function checkLike(value: unknown, name: string, like: Like): void {
  if (typeof like !== "object") {
    if (isLike(value, like)) return;
    if (like === 0) checkNumber(value, name);
    const kinds = {
      number: "a number",
      string: "a text",
      boolean: "a finite number, true or false",
    };
    refuseKind(value, name, kinds[typeof like as "number"] ?? "a function");
  } else if (Array.isArray(like)) {
    if (!isList(value)) refuseKind(value, name, "a list");
    const [each, least = 1] = like;
    if (value.length < Number(least)) refuseValue("none", name, "at least one");
    for (let i = 0; i < value.length; i++) {
      if (typeof each === "object" || !isLike(value[i], each)) {
        checkLike(value[i], `${name}[${i}]`, each);
      }
    }
  } else {
    const parts = Object.entries(like);
    const names = parts.map(([part]) => part).join(", ") || "named parts";
    if (typeof value !== "object" || !value) refuseKind(value, name, `an object of ${names}`);
    for (const [named, part] of parts) {
      const key = named.replace("?", ""), given = (value as Record<string, unknown>)[key];
      if (key === named || given !== undefined) checkLike(given, `${name}.${key}`, part);
    }
  }
}

function isLike(value: unknown, like: Like): boolean {
  if (like === 0) return isWithin(value, {});
  return typeof value === typeof like || like === true && isWithin(value, {});
}

import { describe, expected } from "./message.ts";

/** Refuses what is not `true` or `false`. */
export function checkFlag(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== "boolean") {
    throw new TypeError(expected(name, "true or false", describe(value)));
  }
}

import { refuseKind } from "./message.ts";

/** Refuses what is not `true` or `false`. */
export function checkFlag(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== "boolean") refuseKind(value, name, "true or false");
}

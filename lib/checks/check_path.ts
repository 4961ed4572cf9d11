import { refuseKind } from "./message.ts";

/** Refuses what is no path of a file or folder: no text, an empty one, or one with a byte 0. */
export function checkPath(path: unknown, name = "path"): asserts path is string {
  const whole = typeof path === "string" && path !== "" && !path.includes("\0");
  if (!whole) refuseKind(path, name, "a path");
}

import { refuseKind } from "./message.ts";

/** Refuses what is no path of a file or folder. */
export function checkPath(path: unknown, name = "path"): asserts path is string {
  if (typeof path !== "string" || path === "") refuseKind(path, name, "a path");
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../tasks/paths.ts";

/**
 * The project's notebooks in reading order.
 *
 * @param only Keeps those whose number or name begins so: `2`, `02`, `02_online`.
 * @returns Their paths.
 * @throws {RangeError} When nothing is left.
 */
export async function listNotebooks(only?: string): Promise<string[]> {
  const folder = join(ROOT, "notebooks");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  const kept = names.filter((name) =>
    only === undefined || name.startsWith(only) || name.startsWith(only.padStart(2, "0") + "_")
  );
  if (kept.length === 0) {
    throw new RangeError(`only: expected one of ${names.join(", ")}, got ${only}`);
  }
  return kept.map((name) => join(folder, name));
}

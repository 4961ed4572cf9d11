import { join, readdir } from "../host/node.ts";
import { NOTEBOOKS } from "../workspace/paths.ts";

/** The notebooks of a folder in reading order. */
export async function listNotebooks(
  { folder = NOTEBOOKS, only }: { folder?: string; only?: string } = {},
): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ipynb")).sort();
  const kept = names.filter((name) =>
    only === undefined ||
    name.startsWith(/^\d+$/.test(only) ? `${only.padStart(2, "0")}_` : only)
  );
  if (kept.length === 0) {
    throw new RangeError(
      names.length === 0
        ? `folder: expected notebooks in ${folder}, found none`
        : `only: expected one of ${names.join(", ")}, got ${only}`,
    );
  }
  return kept.map((name) => join(folder, name));
}

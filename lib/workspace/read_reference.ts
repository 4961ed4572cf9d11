import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { numberOfName } from "./number_of_name.ts";

const FOLDER = new URL("../../data/reference/", import.meta.url);

/**
 * What is wrong with a file of reference values.
 *
 * @param name The file's name without `.json`.
 * @returns A sentence with its cure; nothing where the file has the sum that `make.py` wrote down.
 */
export function referenceProblem(name: string): string | undefined {
  const sum = createHash("sha256").update(readFileSync(new URL(`${name}.json`, FOLDER)));
  const line = `${sum.digest("hex")}  ${name}.json`;
  if (readFileSync(new URL("SHA256SUMS", FOLDER), "utf8").split("\n").includes(line)) return;
  return `data/reference/${name}.json: expected the file whose sum stands in SHA256SUMS, got ` +
    "another; `git checkout data/reference` brings it back, make.py makes it anew";
}

/**
 * Reads a file of reference values, once its sum has been checked.
 *
 * @param name The file's name without `.json`.
 * @param options `evenIf: "damaged"` for who judges what stands in it, and says that it is damaged.
 * @returns The document, its names of numbers turned back into numbers.
 * @throws {Error} When its sum is another than the recorded one, or it is no JSON.
 *
 * @example
 * ```ts
 * import { readReference } from "#lib/workspace/read_reference.ts";
 * import { assert } from "@std/assert";
 *
 * const { made } = readReference<{ made: { packages: Record<string, string> } }>("losses");
 * assert("numpy" in made.packages);
 * ```
 */
export function readReference<T>(name: string, { evenIf }: { evenIf?: "damaged" } = {}): T {
  const problem = evenIf === "damaged" ? undefined : referenceProblem(name);
  if (problem) throw new Error(problem);
  const text = readFileSync(new URL(`${name}.json`, FOLDER), "utf8");
  try {
    return JSON.parse(text, numberOfName);
  } catch (error) {
    throw new Error(referenceProblem(name), { cause: error });
  }
}

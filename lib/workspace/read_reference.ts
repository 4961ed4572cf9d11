import { readFileSync } from "../host/node.ts";
import { sumOf } from "./sum_beside.ts";

const FOLDER = new URL("../../data/reference/", import.meta.url);

/** What is wrong with a file of reference values; nothing where it has `make.py`'s sum. */
export function referenceProblem(name: string): string | undefined {
  const line = `${sumOf(readFileSync(new URL(`${name}.json`, FOLDER)))}  ${name}.json`;
  if (readFileSync(new URL("SHA256SUMS", FOLDER), "utf8").split("\n").includes(line)) return;
  return `data/reference/${name}.json: expected the file whose sum stands in SHA256SUMS, got ` +
    "another; `git checkout data/reference` brings it back, make.py makes it anew";
}

/** Reads a file of reference values, its sum checked unless somebody judges what it holds. */
export function readReference<T>(name: string, { evenIf }: { evenIf?: "damaged" } = {}): T {
  const problem = evenIf === "damaged" ? undefined : referenceProblem(name);
  if (problem) throw new Error(problem);
  const text = readFileSync(new URL(`${name}.json`, FOLDER), "utf8");
  try {
    // The numbers that JSON has not stand there by their names.
    return JSON.parse(text, (_, it) => /^(NaN|-?Infinity)$/.test(it) ? Number(it) : it);
  } catch (error) {
    throw new Error(referenceProblem(name), { cause: error });
  }
}

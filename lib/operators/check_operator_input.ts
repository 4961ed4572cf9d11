import { checkLabels, checkNumber, isList } from "../checks/mod.ts";
import { expected, refuseKind, refuseValue } from "../checks/mod.ts";
import type { OperatorInput } from "./types.ts";

/** The most rows, and numbers in one: pairs are numbered in 32 bits. */
const LARGEST = 1 << 20;

/** Refuses what no engine can compute from, but for entries that are not finite: engines find these. */
export function checkOperatorInput(
  embeddings: unknown,
  labels: unknown,
  dim: unknown,
  gradient: unknown,
  name = "embeddings",
): OperatorInput {
  checkNumber(dim, "dim", { min: 1, max: LARGEST, integer: true });
  if (!(embeddings instanceof Float32Array)) {
    refuseKind(embeddings, name, "a Float32Array, row after row");
  }
  refuseDetached(embeddings, name);
  if (embeddings.length % dim !== 0) {
    refuseValue(`${embeddings.length} numbers`, name, `whole rows of dim = ${dim} numbers`);
  }
  const rows = embeddings.length / dim;
  if (!(labels instanceof Int32Array)) {
    refuseKind(labels, "labels", "an Int32Array", labelsHint(labels));
  }
  refuseDetached(labels, "labels");
  if (labels.length !== rows) {
    refuseValue(labels.length, "labels", `${rows} entries, one a row of ${name}`);
  }
  if (rows > LARGEST) refuseValue(rows, name, `at most ${LARGEST} rows`);
  if (gradient instanceof Float32Array) {
    refuseDetached(gradient, "gradient");
    if (gradient.length !== embeddings.length) {
      refuseValue(gradient.length, "gradient", `${embeddings.length} entries, as many as ${name}`);
    }
    return { embeddings, labels, dim, gradient: true, into: gradient };
  }
  if (typeof gradient !== "boolean") {
    refuseKind(gradient, "gradient", "true, false or a Float32Array");
  }
  return { embeddings, labels, dim, gradient };
}

/** What makes an Int32Array of the labels, and none another than it was. */
function labelsHint(labels: unknown): string {
  if (!isList(labels)) return "";
  try {
    checkLabels(labels);
    if (Array.from(labels).every((label) => label === (label | 0))) {
      return "wrap them in Int32Array.from(...)";
    }
  } catch {
    // No integers.
  }
  return "number the classes 0, 1, 2, ... in an Int32Array";
}

/** Refuses an array that is empty because its buffer was handed to a worker, or made shorter. */
function refuseDetached(array: Float32Array | Int32Array, name: string): void {
  if (array.length > 0) return;
  try {
    array.indexOf(0); // The standard has every method of a typed array look whether it still has one.
  } catch {
    const got = "an array whose buffer is detached or has become too short";
    throw new TypeError(expected(name, "an array with a buffer", got, "pass a copy"));
  }
}

/**
 * The circle loss's gradient grows with the cube of the rows' length; brought to length 1, any with its
 * inverse. Refused where float32 cannot hold it.
 */
export function refuseEndless(
  gradient: Float32Array | undefined,
  name: string,
  unit: boolean,
): void {
  let sum = 0;
  // 0, or NaN where one is not finite: `every` takes as long as the operator itself.
  for (let i = 0; gradient && i < gradient.length; i++) sum += 0 * gradient[i];
  if (sum === 0) return;
  const [got, mend] = unit ? ["shorter", "scale them up"] : ["longer", "pass normalize: true"];
  const wanted = "rows of a length for which float32 holds the gradient (up to 3.4e38)";
  refuseValue(`${got} ones`, name, wanted, mend);
}

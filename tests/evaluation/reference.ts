/** The recorded values of pytorch-metric-learning and scikit-learn, and how to read them. */
import evaluation from "../../data/reference/evaluation.json" with { type: "json" };

// deno-lint-ignore no-explicit-any
type Json = any;

/** JSON has no NaN and no infinity; the file writes them as strings. */
const revive = (_: string, value: unknown) =>
  value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;

export const cases: Json[] = JSON.parse(JSON.stringify(evaluation), revive).cases;

/** Rows as one Float32Array; the recorded coordinates are exact in float32. */
export const flat = (rows: number[][]): Float32Array => Float32Array.from(rows.flat());

/**
 * A clinic for triplet trainings: a log, embeddings or one value in, findings with their evidence
 * out.
 *
 * @module
 */
export { columnsOf, type GuessedColumns, MEANINGS } from "./columns_of.ts";
export { diagnose } from "./diagnose.ts";
export { explainValue, LIBRARIES } from "./explain_value.ts";
export { THRESHOLDS } from "./thresholds.ts";
export type * from "./types.ts";
export type { Matrix } from "../checks/mod.ts";
export type { ConformRow } from "../reference/conform.ts";

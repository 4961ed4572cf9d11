/**
 * A clinic for triplet trainings: a log, embeddings or one value in, findings with their evidence
 * out.
 *
 * @module
 */
export { columnsOf, type GuessedColumns, MEANINGS } from "./columns_of.ts";
export { diagnose } from "./diagnose.ts";
export { diagnosisBody, type LessonLink } from "./diagnosis_body.ts";
export { diagnosisFigures } from "./diagnosis_figures.ts";
export { diagnosisText } from "./diagnosis_text.ts";
export { explainValue } from "./explain_value.ts";
export { LIBRARIES } from "./libraries.ts";
export { type GivenFile, type ReadSample, readSample } from "./read_sample.ts";
export { THRESHOLDS } from "./thresholds.ts";
export type * from "./types.ts";
export type { Matrix } from "../checks/mod.ts";
export type { ConformRow } from "../reference/conform.ts";

/**
 * What the lessons' cells say: claims that are checked, and exercises that look at their answers.
 *
 * @module
 */
export { check, Remark } from "./check.ts";
export { exercise } from "./exercise.ts";
export { provenance, type ProvenanceFacts } from "./provenance.ts";
export { type Table, table, type TableOptions, type TableValue } from "./table.ts";
export { type Article1Case, type Article1Values, article1Values } from "./article1_values.ts";

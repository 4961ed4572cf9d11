/**
 * What the lessons' cells say: claims that are checked, and exercises that look at their answers.
 *
 * @module
 */
export { type ArticleClaim, articleClaims } from "./article_claims.ts";
export { type ArticleValue, articleValues } from "./article_values.ts";
export { check, checks, Remark } from "./check.ts";
export { exercise } from "./exercise.ts";
export { parameters, type ParameterValue, type Widened } from "./parameters.ts";
export { provenance, type ProvenanceFacts } from "./provenance.ts";
export { type RecordedTripletLoss, recordedTripletLosses } from "./recorded_triplet_losses.ts";
export { type Table, table, type TableOptions, type TableValue } from "./table.ts";
export { type Article1Case, type Article1Values, article1Values } from "./article1_values.ts";

/**
 * What the lessons' cells say: claims that are checked, and exercises that look at their answers.
 *
 * @module
 */
export { type ArticleClaim, articleClaims, type Recording } from "./article_claims.ts";
export { type ArticleValue, articleValues, type JudgedValue } from "./article_values.ts";
export { bestTime } from "./best_time.ts";
export { claimOfAnswer } from "./claim_of_answer.ts";
export { check, checks, Remark } from "./check.ts";
export { exercise } from "./exercise.ts";
export type { ParameterValue } from "./parameter_value.ts";
export { parameters, type Widened } from "./parameters.ts";
export { provenance } from "./provenance.ts";
export { type RecordedTripletLoss, recordedTripletLosses } from "./recorded_triplet_losses.ts";
export { shrinkingClasses } from "./shrinking_classes.ts";
export { type Table, table, type TableValue } from "./table.ts";
export { article1Case } from "./article1_case.ts";
export { type Article1Case, type Article1Values, article1Values } from "./article1_values.ts";
export { followTraining } from "./follow_training.ts";
export { grownMemory } from "./grown_memory.ts";
export { raceOperators } from "./race_operators.ts";
export { rowsOf } from "./rows_of.ts";

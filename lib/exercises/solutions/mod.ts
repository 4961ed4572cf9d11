import { SOLUTIONS as batchAllOperator } from "./batch_all_operator.ts";
import { SOLUTIONS as batchHard } from "./batch_hard.ts";
import { SOLUTIONS as circleLoss } from "./circle_loss.ts";
import { SOLUTIONS as comparison } from "./comparison.ts";
import { SOLUTIONS as onlineMining } from "./online_mining.ts";
import { SOLUTIONS as start } from "./start.ts";
import { SOLUTIONS as tripletMarginLoss } from "./triplet_margin_loss.ts";

/**
 * An answer to each exercise, by its id, as an expression of TypeScript. The tests hold each against
 * its check; the teacher's edition shows them; nothing that a student's page carries imports this.
 *
 * @module
 */
export const SOLUTIONS: Readonly<Record<string, string>> = {
  ...start,
  ...tripletMarginLoss,
  ...onlineMining,
  ...batchAllOperator,
  ...batchHard,
  ...circleLoss,
  ...comparison,
};

import * as batch_all_operator from "./batch_all_operator.ts";
import * as batch_hard from "./batch_hard.ts";
import * as circle_loss from "./circle_loss.ts";
import * as clinic from "./clinic.ts";
import * as comparison from "./comparison.ts";
import * as online_mining from "./online_mining.ts";
import * as start from "./start.ts";
import * as triplet_margin_loss from "./triplet_margin_loss.ts";

/** The lessons' modules of exercises, by the name that a lesson imports, as it is in `lib/exercises`. */
export const LESSON_MODULES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  batch_all_operator,
  batch_hard,
  circle_loss,
  clinic,
  comparison,
  online_mining,
  start,
  triplet_margin_loss,
};

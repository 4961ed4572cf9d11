import { plainBatchAll } from "./plain_batch_all.ts";
import { plainBatchHard } from "./plain_batch_hard.ts";
import { plainSemiHard } from "./plain_semi_hard.ts";
import { plainCircle } from "./plain_circle.ts";
import type { OperatorEngine } from "./types.ts";

/** TypeScript in float64: there on every machine, and the judge of the other two. */
export const plainEngine: OperatorEngine = {
  name: "plain",
  batchAll: plainBatchAll,
  batchHard: plainBatchHard,
  semiHard: plainSemiHard,
  circle: plainCircle,
  free() {},
};

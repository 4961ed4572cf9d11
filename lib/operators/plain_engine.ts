import { refuseNotFinite } from "./check_operator_input.ts";
import { plainBatchAll } from "./plain_batch_all.ts";
import { plainBatchHard } from "./plain_batch_hard.ts";
import { plainSemiHard } from "./plain_semi_hard.ts";
import { plainCircle } from "./plain_circle.ts";
import type { OperatorEngine } from "./types.ts";

/** TypeScript in float64: there on every machine, and the judge of the other two. */
export const plainEngine: OperatorEngine = {
  name: "plain",
  batchAll(input, options) {
    refuseNotFinite(input);
    return plainBatchAll(input, options);
  },
  batchHard(input, options) {
    refuseNotFinite(input);
    return plainBatchHard(input, options);
  },
  semiHard(input, options) {
    refuseNotFinite(input);
    return plainSemiHard(input, options);
  },
  circle(input, options) {
    refuseNotFinite(input);
    return plainCircle(input, options);
  },
  free() {},
};

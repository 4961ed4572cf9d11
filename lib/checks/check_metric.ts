import { checkChoice } from "./check_choice.ts";
import { checkFlag } from "./check_flag.ts";
import { refuseValue } from "./message.ts";

/** Which distance separates two points: Euclidean, or `1 - cos` of the angle between them. */
export type Distance = "euclidean" | "cosine";

/** Which distances are meant. */
export interface DistanceOptions {
  /** True for squared Euclidean distances. Default false. */
  readonly squared?: boolean;
  /**
   * `"cosine"` for `1 - cos(x, y)`, from 0 to 2: half the squared Euclidean distance of the rows at
   * length 1. A row of zeros has no direction: it is 1 from every other, 0 from another such row (where
   * sentence-transformers has 1), and has gradient 0. Which of two equal angles counts as the larger
   * is rounding's, except between equal rows. Default `"euclidean"`.
   */
  readonly distance?: Distance;
}

/** Refuses a distance that does not exist. */
export function checkMetric({ squared = false, distance = "euclidean" }: DistanceOptions): void {
  checkFlag(squared, "squared");
  checkChoice(distance, ["euclidean", "cosine"], "distance");
  if (!squared || distance === "euclidean") return;
  refuseValue("true", "squared", `false beside distance: "cosine"`);
}

import { checkNumber } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";

/** A batch whose classes are as wide as one likes. */
export interface ShrinkingClasses {
  /** The points, float32 numbers, one row each. */
  points: number[][];
  /** The class of each point: 0, 1, 2, 3, 0, 1, ... */
  labels: number[];
}

/** Four classes of six points in eight dimensions, around the same centres for every spread. */
export function shrinkingClasses(spread: number): ShrinkingClasses {
  checkNumber(spread, "spread", { min: 0 });
  const { normal } = seededRandom(5);
  const centres = l2Normalize([0, 1, 2, 3].map(() => Array.from({ length: 8 }, normal)));
  const labels = Array.from({ length: 24 }, (_, i) => i % 4);
  const points = labels.map((y) => centres[y].map((v) => Math.fround(v + spread * normal())));
  return { points, labels };
}

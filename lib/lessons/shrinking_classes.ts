import { checkNumber } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";

/** Four classes of six points in eight dimensions, around the same centres for every spread. */
export function shrinkingClasses(spread: number): { points: number[][]; labels: number[] } {
  checkNumber(spread, "spread", { min: 0 });
  const { normal } = seededRandom(5);
  const centres = l2Normalize([0, 1, 2, 3].map(() => Array.from({ length: 8 }, normal)));
  const labels = Array.from({ length: 24 }, (_, i) => i % 4);
  const points = labels.map((y) => centres[y].map((v) => Math.fround(v + spread * normal())));
  return { points, labels };
}

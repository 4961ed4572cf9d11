import { refuseValue } from "../checks/mod.ts";
import type { SimilarityPoint } from "../charts/circle_plane.ts";

/** A training's way through the plane of similarities: means of cosines, `s = 1 - d^2 / 2`. */
export function similarityPath(
  steps: readonly Record<"positive50" | "negative50", number>[],
  { over = 10 }: { over?: number } = {},
): SimilarityPoint[] {
  const places = Math.floor(steps.length / over);
  if (!(places >= 2)) refuseValue(steps.length, "steps", `at least ${2 * over}`);
  return Array.from({ length: places }, (_, i) => {
    const own = steps.slice(i * over, (i + 1) * over);
    const mean = (key: "positive50" | "negative50") =>
      own.reduce((sum, step) => sum + 1 - step[key] ** 2 / 2, 0) / own.length;
    const name = i === 0 ? "first" : i === places - 1 ? "last" : undefined;
    return { sn: mean("negative50"), sp: mean("positive50"), ...(name ? { name } : {}) };
  });
}

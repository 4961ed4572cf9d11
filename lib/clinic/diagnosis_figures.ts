import { categoryShares } from "../charts/category_shares.ts";
import { distanceBands } from "../charts/distance_bands.ts";
import { embeddingPlane } from "../charts/embedding_plane.ts";
import type { Figure } from "../charts/figure.ts";
import { lineChart } from "../charts/line_chart.ts";
import { lossCurve } from "../charts/loss_curve.ts";
import { ROLE_COLOR } from "../charts/palette.ts";
import { checkDiagnosis } from "./check_diagnosis.ts";
import type { Diagnosis, SnapshotMeasures } from "./types.ts";

const [DRAWN, NAMED, BINS] = [2000, 20, 40];

/**
 * What a diagnosis looks at, drawn: the loss, which triplets there are and how far they are over the
 * steps, the last distances, and the classes in their plane; what there is no number for is left out.
 *
 * @example
 * ```ts
 * import { diagnose, diagnosisFigures } from "@triplet-lab/triplet-lab/clinic";
 * import { assertEquals } from "@std/assert";
 * const [curve] = diagnosisFigures(diagnose({ log: { loss: [0.3, 0.2, 0.1] } }));
 * assertEquals(curve.spec.title, "Loss");
 * ```
 */
export function diagnosisFigures(diagnosis: Diagnosis): Figure[] {
  checkDiagnosis(diagnosis);
  const { log, margin, snapshots } = diagnosis.measured;
  const figures: Figure[] = [];
  const thin = <Entry>(all: readonly Entry[]) =>
    all.filter((_, i) => i % Math.ceil(all.length / DRAWN) === 0);
  const loss = log?.steps.flatMap((step, i) =>
    log.loss[i] === null ? [] : [{ step, loss: log.loss[i] }]
  );
  if (loss) figures.push(lossCurve(thin(loss), { title: "Loss", ...margin && { margin } }));
  if (log?.shares) figures.push(categoryShares(thin(log.shares)));
  const timed = snapshots.flatMap(({ step, positives, statistics }) =>
    step !== undefined && positives.length > 0 ? [{ ...statistics, step }] : []
  );
  if (timed.length > 1) {
    if (!log?.shares) figures.push(categoryShares(timed));
    figures.push(distanceBands(timed));
  } else if (log?.distances) {
    const series = log.distances.map(({ role, points }) => ({
      name: role === "positive" ? "d(a,p)" : "d(a,n)",
      points: thin(points),
      color: ROLE_COLOR[role],
    }));
    figures.push(lineChart(series, { title: "Distances as logged", x: "step", y: "distance" }));
  }
  const last = snapshots.at(-1);
  if (!last) return figures;
  if (last.negatives.length > 0) figures.push(histogram(last));
  const { points, labels } = last.plane;
  if (points.length > 1) {
    const named = last.labelled && last.classes <= NAMED;
    figures.push(embeddingPlane(points, last.labelled ? labels : labels.map(() => 0), {
      title: "The plane in which the rows scatter most",
      className: (label) => named ? String(label) : "",
    }));
  }
  return figures;
}

function histogram({ positives, negatives, labelled }: SnapshotMeasures): Figure {
  const top = Math.max(positives.at(-1) ?? 0, negatives.at(-1)!) || 1;
  const shares = (list: Float64Array) => {
    const counts = new Array<number>(BINS).fill(0);
    for (const d of list) counts[Math.min(BINS - 1, Math.floor(BINS * d / top))]++;
    return counts.map((count, i) => [(i + 0.5) * top / BINS, count / list.length] as const);
  };
  const other = labelled ? "d(a,n)" : "any two";
  const kinds = [["positive", "d(a,p)", positives], ["negative", other, negatives]] as const;
  const series = kinds.filter(([, , list]) => list.length > 0)
    .map(([role, name, list]) => ({ name, points: shares(list), color: ROLE_COLOR[role] }));
  return lineChart(series, { title: "Distances at the end", x: "distance", y: "share of pairs" });
}

import { checkFlatMatrix } from "./check_flat_matrix.ts";
import { checkLabels } from "./check_labels.ts";
import { checkMetric, type DistanceOptions } from "./check_metric.ts";

/** Refuses float32 rows, labels and distances that do not belong together; tells how many rows there are. */
export function checkLabelled(
  embeddings: unknown,
  labels: unknown,
  { dim, ...metric }: { dim: unknown } & DistanceOptions,
  of = "",
): number {
  const { rows } = checkFlatMatrix(embeddings, dim, `${of}embeddings`);
  checkLabels(labels, rows, `${of}labels`);
  checkMetric(metric);
  return rows;
}

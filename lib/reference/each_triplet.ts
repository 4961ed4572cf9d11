import { checkLabels, checkMatrix, type Labels, type Matrix } from "../checks/mod.ts";

/** Refuses labels and embeddings that do not belong together, before any work; tells their shape. */
export function checkBatch(embeddings: Matrix, labels: Labels, name?: string) {
  const shape = checkMatrix(embeddings, name);
  checkLabels(labels, shape.rows);
  return shape;
}

/** Calls `visit(a, p, n)` for every valid triplet, in the order of the B x B x B mask. */
export function eachTriplet(labels: Labels, visit: (a: number, p: number, n: number) => void) {
  const count = labels.length;
  for (let a = 0; a < count; a++) {
    for (let p = 0; p < count; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      for (let n = 0; n < count; n++) {
        if (labels[n] !== labels[a]) visit(a, p, n);
      }
    }
  }
}

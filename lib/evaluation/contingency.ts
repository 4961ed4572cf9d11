import { checkLabels } from "../checks/mod.ts";

/** How often each class meets each cluster. */
export interface Contingency {
  /** How many rows. */
  total: number;
  /** Rows of each class. */
  classes: number[];
  /** Rows of each cluster. */
  clusters: number[];
  /** Rows of each pair that occurs: index of the class, index of the cluster, rows. */
  cells: [number, number, number][];
}

/** Counts how often each class meets each cluster. */
export function contingency(labels: ArrayLike<number>, clusters: ArrayLike<number>): Contingency {
  checkLabels(labels, undefined, "labels");
  checkLabels(clusters, undefined, "clusters");
  if (clusters.length !== labels.length) {
    throw new RangeError(
      `clusters: expected ${labels.length} entries, one a label, got ${clusters.length}`,
    );
  }
  const index = (values: ArrayLike<number>) => {
    const places = new Map<number, number>(), counts: number[] = [];
    const of = Array.from(values, (value) => {
      if (!places.has(value)) places.set(value, counts.push(0) - 1);
      counts[places.get(value)!]++;
      return places.get(value)!;
    });
    return { of, counts };
  };
  const a = index(labels), b = index(clusters);
  const cells = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const key = a.of[i] * b.counts.length + b.of[i];
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  return {
    total: labels.length,
    classes: a.counts,
    clusters: b.counts,
    cells: [...cells].map(([key, count]) => [
      Math.floor(key / b.counts.length),
      key % b.counts.length,
      count,
    ]),
  };
}

/** Entropy of some counts, in nats. */
export function entropy(counts: readonly number[], total: number): number {
  return counts.reduce((sum, n) => sum - n / total * Math.log(n / total), 0);
}

/** Mutual information of classes and clusters, in nats. */
export function mutualInformation({ total, classes, clusters, cells }: Contingency): number {
  const sum = cells.reduce(
    (sum, [a, b, n]) => sum + n / total * Math.log(n * total / (classes[a] * clusters[b])),
    0,
  );
  return Math.max(sum, 0); // independent counts can come out as -1e-17
}

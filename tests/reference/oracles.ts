/**
 * What the tests measure against: the losses once more, written from the articles in another way
 * than `lib/` does (whole B x B x B arrays, sorted lists, plain exponentials), and central
 * differences.
 */

/** Numbers between -1 and 1 from a seed, as float32 so that tensors hold the very same. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.fround((((t ^ (t >>> 14)) >>> 0) / 2 ** 31) - 1);
  };
}

/** A batch of random points. */
export function randomBatch(seed: number, rows: number, columns: number): number[][] {
  const next = randomNumbers(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}

/** `count` labels, `perClass` of each class, in a fixed shuffle. */
export function shuffledLabels(seed: number, count: number, perClass: number): number[] {
  const next = randomNumbers(seed);
  return Array.from({ length: count }, (_, i) => ({ label: Math.floor(i / perClass), key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ label }) => label);
}

/** The gradient of `f` by central differences. */
export function centralDifferences(
  f: (x: number[][]) => number,
  x: number[][],
  step = 1e-6,
): number[][] {
  return x.map((row, i) =>
    row.map((_, k) => {
      const moved = (by: number): number =>
        f(x.map((r, j) => j === i ? r.map((v, l) => l === k ? v + by : v) : r));
      return (moved(step) - moved(-step)) / (2 * step);
    })
  );
}

/** The largest difference of two matrices, as a share of the largest entry of the second. */
export function relativeError(actual: number[][], wanted: number[][]): number {
  const size = Math.max(...wanted.flat().map(Math.abs), 1e-30);
  return Math.max(
    0,
    ...actual.flatMap((row, i) => row.map((v, k) => Math.abs(v - wanted[i][k]))),
  ) / size;
}

/** Distances by `Math.hypot`. */
export function hypotDistances(x: number[][], squared: boolean): number[][] {
  return x.map((a) =>
    x.map((b) => {
      const d = Math.hypot(...a.map((ak, k) => ak - b[k]));
      return squared ? d * d : d;
    })
  );
}

/** Article 2 as numpy has it: losses of all B x B x B triplets, masked, clipped, counted. */
export function batchAllOracle(
  labels: number[],
  x: number[][],
  margin: number,
  squared: boolean,
): { loss: number; fraction: number; valid: number; positive: number } {
  const d = hypotDistances(x, squared);
  const index = labels.map((_, i) => i);
  const losses = index.flatMap((a) =>
    index.flatMap((p) =>
      index.map((n) => {
        const mask = a !== p && labels[a] === labels[p] && labels[a] !== labels[n] ? 1 : 0;
        return { mask, loss: Math.max(mask * (d[a][p] - d[a][n] + margin), 0) };
      })
    )
  );
  const valid = losses.reduce((sum, { mask }) => sum + mask, 0);
  const positive = losses.filter(({ loss }) => loss > 1e-16).length;
  const sum = losses.reduce((total, { loss }) => total + loss, 0);
  return {
    loss: sum / (positive + 1e-16),
    fraction: positive / (valid + 1e-16),
    valid,
    positive,
  };
}

/** Article 2's batch hard by sorting: every anchor, lone ones with a distance of 0. */
export function batchHardOracle(
  labels: number[],
  x: number[][],
  margin: number,
  squared: boolean,
  only: "all" | "valid",
): number {
  const d = hypotDistances(x, squared);
  const losses = labels.flatMap((label, a) => {
    const byDistance = labels.map((other, j) => ({ same: other === label, j, d: d[a][j] }))
      .filter(({ j }) => j !== a).sort((u, v) => u.d - v.d);
    const positive = byDistance.findLast(({ same }) => same);
    const negative = byDistance.find(({ same }) => !same);
    if (only === "valid" && (!positive || !negative)) return [];
    const farthest = byDistance.at(-1)?.d ?? 0;
    return [Math.max((positive?.d ?? 0) - (negative?.d ?? farthest) + margin, 0)];
  });
  return losses.length === 0 ? 0 : losses.reduce((a, b) => a + b) / losses.length;
}

/** Eq. 6 of the CircleLoss paper as it stands, for exponents that float64 can hold. */
export function circleOracle(sp: number[], sn: number[], m: number, gamma: number): number {
  let p = 0;
  let n = 0;
  for (const s of sp) p += Math.exp(-gamma * Math.max(1 + m - s, 0) * (s - (1 - m)));
  for (const s of sn) n += Math.exp(gamma * Math.max(s + m, 0) * (s - m));
  return Math.log(1 + n * p);
}

/**
 * The documented subgradients from their definitions: 0 for a distance of 0, 0 at equality, shared
 * equally among ties. Written as weights on pairs of points, without any of `lib/`.
 */

/** How strongly the loss pulls at each distance `d[i][j]`. */
type Weights = number[][];

function distances(x: number[][], squared: boolean): number[][] {
  return x.map((a) =>
    x.map((b) => {
      const sum = a.reduce((s, v, k) => s + (v - b[k]) ** 2, 0);
      return squared ? sum : Math.sqrt(sum);
    })
  );
}

/** From weights on distances to the gradient at the points. */
function pullOn(x: number[][], d: number[][], weights: Weights, squared: boolean): number[][] {
  const gradient = x.map((row) => row.map(() => 0));
  weights.forEach((row, i) =>
    row.forEach((weight, j) => {
      if (d[i][j] === 0 || weight === 0) return;
      const slope = squared ? 2 * weight : weight / d[i][j];
      x[i].forEach((v, k) => {
        gradient[i][k] += slope * (v - x[j][k]);
        gradient[j][k] -= slope * (v - x[j][k]);
      });
    })
  );
  return gradient;
}

/** Batch all, the mean over the triplets with a loss. */
export function batchAllSubgradient(
  y: number[],
  x: number[][],
  margin: number,
  squared: boolean,
): number[][] {
  const d = distances(x, squared);
  const active: [number, number, number][] = [];
  y.forEach((label, a) =>
    y.forEach((labelP, p) =>
      y.forEach((labelN, n) => {
        if (a === p || labelP !== label || labelN === label) return;
        if (d[a][n] < d[a][p] + margin) active.push([a, p, n]);
      })
    )
  );
  const weights = x.map(() => x.map(() => 0));
  for (const [a, p, n] of active) {
    weights[a][p] += 1 / active.length;
    weights[a][n] -= 1 / active.length;
  }
  return pullOn(x, d, weights, squared);
}

/**
 * Batch hard under the rules that choose among points: `"valid"`, and `"pytorch"` with its clamp.
 */
export function batchHardSubgradient(
  y: number[],
  x: number[][],
  margin: number,
  squared: boolean,
  rule: "valid" | "pytorch",
): number[][] {
  const d = distances(x, squared);
  const smallest = rule === "valid" ? 0 : squared ? 1e-12 : 1e-6;
  const clamped = d.map((row) => row.map((v) => Math.max(v, smallest)));
  const weights = x.map(() => x.map(() => 0));
  const index = y.map((_, i) => i);
  const chosen = index.flatMap((a) => {
    const positives = index.filter((p) => y[p] === y[a] && (rule === "pytorch" || p !== a));
    const negatives = index.filter((n) => y[n] !== y[a]);
    if (positives.length === 0 || negatives.length === 0) return [];
    const hp = Math.max(...positives.map((p) => clamped[a][p]));
    const hn = Math.min(...negatives.map((n) => clamped[a][n]));
    return [{
      a,
      active: hp - hn + margin > 0,
      positives: positives.filter((p) => clamped[a][p] === hp),
      negatives: negatives.filter((n) => clamped[a][n] === hn),
    }];
  });
  for (const { a, active, positives, negatives } of chosen) {
    if (!active) continue;
    const share = (j: number, of: number): number =>
      d[a][j] > smallest ? 1 / of / chosen.length : 0;
    for (const p of positives) weights[a][p] += share(p, positives.length);
    for (const n of negatives) weights[a][n] -= share(n, negatives.length);
  }
  return pullOn(x, d, weights, squared);
}

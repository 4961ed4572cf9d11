import type { MicroscopeState } from "./numbers.ts";

/** The points that have another of their class, and one of another class. */
export function possibleAnchors(labels: readonly number[]): number[] {
  const others = new Set(labels).size > 1;
  return labels.flatMap((label, i) =>
    others && labels.some((other, j) => j !== i && other === label) ? [i] : []
  );
}

export function possiblePositives(labels: readonly number[], anchor: number): number[] {
  return labels.flatMap((label, i) => i !== anchor && label === labels[anchor] ? [i] : []);
}

export function nearestNegative(
  points: MicroscopeState["points"],
  labels: readonly number[],
  anchor: number,
): number {
  const away = (i: number) =>
    Math.hypot(points[i][0] - points[anchor][0], points[i][1] - points[anchor][1]);
  const others = labels.flatMap((label, i) => label !== labels[anchor] ? [i] : []);
  return others.reduce((best, i) => away(i) < away(best) ? i : best);
}

export function withAnchor(state: MicroscopeState, anchor: number): MicroscopeState {
  const { labels, points } = state;
  if (anchor === state.anchor || !possibleAnchors(labels).includes(anchor)) return state;
  const positives = possiblePositives(labels, anchor);
  return {
    ...state,
    anchor,
    positive: [state.positive, state.anchor].find((i) => positives.includes(i)) ?? positives[0],
    negative: labels[state.negative] !== labels[anchor]
      ? state.negative
      : nearestNegative(points, labels, anchor),
  };
}

export function withPositive(state: MicroscopeState, positive: number): MicroscopeState {
  const isPossible = possiblePositives(state.labels, state.anchor).includes(positive);
  return isPossible && positive !== state.positive ? { ...state, positive } : state;
}

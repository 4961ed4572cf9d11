import { type MeanInterval, meanInterval } from "./mean_interval.ts";

/** `meanInterval` for numbers from 0 to 1 that are a share `asked` of all there are: 1 leaves no chance. */
export function shareInterval(values: readonly number[], asked = 0): MeanInterval {
  const { mean, low, high, deviation } = meanInterval(values);
  // Where all are alike, chance shows no width: by the rule of three then.
  const half = (deviation === 0 ? 3 / values.length : (high - low) / 2) * Math.sqrt(1 - asked);
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), deviation };
}

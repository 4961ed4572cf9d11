import { type MeanInterval, meanInterval } from "./mean_interval.ts";

/** The same of numbers from 0 to 1, of which `asked` of all that there are were looked at. */
export function shareInterval(values: readonly number[], asked = 0): MeanInterval {
  const { mean, low, high, deviation } = meanInterval(values);
  // Where all are alike, chance shows no width: by the rule of three then.
  const half = (deviation === 0 ? 3 / values.length : (high - low) / 2) * Math.sqrt(1 - asked);
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), deviation };
}

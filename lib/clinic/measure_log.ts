import { finite } from "./columns_of.ts";
import type { Log, LogMeasures } from "./types.ts";

/** The part of a log that is one training, and what was said about the rest. */
export function oneTraining(log: Log): { log: Log; notes: string[] } {
  const steps = Array.from(log.step ?? log.epoch ?? []);
  const starts = [0, ...steps.flatMap((step, i) => i > 0 && step! < steps[i - 1]! ? [i] : [])];
  if (starts.length === 1) return { log, notes: [] };
  const ends = [...starts.slice(1), steps.length];
  const longest = starts.map((from, i) => ({ from, to: ends[i] }))
    .reduce((best, part) => part.to - part.from >= best.to - best.from ? part : best);
  const cut = Object.entries(log).map(([name, column]) =>
    [name, Array.from(column).slice(longest.from, longest.to)] as const
  );
  const note =
    `The steps begin anew ${starts.length - 1} times, so the log holds several trainings: ` +
    `rows ${longest.from + 1} to ${longest.to}, the longest, were looked at.`;
  return { log: Object.fromEntries(cut), notes: [note] };
}

/** The loss over the steps, its beginning and its end; nothing where there is no finite loss. */
export function measureLog(log: Log): LogMeasures | undefined {
  const loss = Array.from(log.loss ?? [], (value) => Number.isFinite(value) ? value : null);
  const values = finite(log.loss);
  if (values.length === 0) return undefined;
  const counted = log.step ?? log.epoch;
  return {
    steps: loss.map((_, i) => counted?.[i] ?? i + 1),
    loss,
    head: median(values.slice(0, Math.min(20, Math.max(3, Math.ceil(values.length / 20))))),
    tail: median(lastFifth(values)),
  };
}

/** The last fifth of a list, five entries or more. */
export function lastFifth(values: readonly number[]): number[] {
  return values.slice(-Math.max(5, Math.ceil(values.length / 5)));
}

/** The share of `part` of the values lies below it. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

/** The middle of a list; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

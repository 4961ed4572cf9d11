import { finite } from "./columns_of.ts";
import type { Log, LogMeasures } from "./types.ts";

/** The part of a log that is one training, and what was said about the rest. */
export function oneTraining(log: Log): { log: Log; notes: string[] } {
  const [step, epoch, loss] = [log.step ?? log.epoch, log.epoch, log.loss].map((column) =>
    Array.from(column ?? [])
  );
  const starts = [0];
  let last = -1;
  step.forEach((count, i) => {
    if (count === null) return;
    // A count of batches begins anew in each epoch; the loss goes on, or it is another training.
    const anew = last >= 0 && count < step[last]!;
    if (anew && !((epoch[i] ?? 0) > (epoch[last] ?? 0)) && !goesOn(loss, i)) starts.push(i);
    last = i;
  });
  if (starts.length === 1) return { log, notes: [] };
  const ends = [...starts.slice(1), step.length];
  const [from, to] = starts.map((from, i) => [from, ends[i]])
    .reduce((best, part) => part[1] - part[0] >= best[1] - best[0] ? part : best);
  const cut = Object.entries(log).map(([name, column]) =>
    [name, Array.from(column).slice(from, to)] as const
  );
  const note = `The log holds ${starts.length} trainings, since its steps begin anew: ` +
    `rows ${from + 1} to ${to}, the longest, were looked at.`;
  return { log: Object.fromEntries(cut), notes: [note] };
}

/** Whether the loss from a row on is nearer to what stood before it than to the first of all. */
function goesOn(loss: readonly (number | null)[], from: number): boolean {
  const near = (a: number, b: number) => median(finite(loss.slice(Math.max(a, 0), b)));
  const [first, before, after] = [near(0, 5), near(from - 5, from), near(from, from + 5)];
  return Math.abs(after - before) < Math.abs(after - first);
}

/** The loss over the steps, its beginning and its end; nothing where there is no finite loss. */
export function measureLog(log: Log): LogMeasures | undefined {
  const loss = Array.from(log.loss ?? [], (value) => Number.isFinite(value) ? value : null);
  const values = finite(log.loss);
  if (values.length === 0) return undefined;
  const counted = Array.from(log.step ?? log.epoch ?? []);
  const rising = counted.every((step, i) =>
    Number.isFinite(step ?? 0) && (i === 0 || (step ?? 0) >= (counted[i - 1] ?? 0))
  );
  const steps = loss.map((_, i) => (rising ? counted[i] : undefined) ?? i + 1);
  const shares = steps.flatMap((step, i) => {
    const [easy, semiHard, hard] = [log.easy, log.semiHard, log.hard].map((all) => all?.[i] ?? NaN);
    return Math.abs(easy + semiHard + hard - 1) <= 1e-4 ? [{ step, easy, semiHard, hard }] : [];
  });
  const distances = (["positive", "negative"] as const).map((role) => {
    const column = log[`${role}Distance`];
    const points = steps.map((step, i) => [step, column?.[i] ?? NaN] as const);
    return { role, points: points.filter(([, value]) => Number.isFinite(value)) };
  }).filter(({ points }) => points.length > 0);
  return {
    ...shares.length > 1 && { shares },
    ...distances.length > 0 && { distances },
    ...{ steps, loss },
    head: median(values.slice(0, Math.min(20, Math.max(3, Math.ceil(values.length / 20))))),
    tail: median(lastFifth(values)),
  };
}

export function lastFifth(values: readonly number[]): number[] {
  return values.slice(-Math.max(5, Math.ceil(values.length / 5)));
}

/** The share of `part` of the values lies below it. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The first entry that is no finite number, of the columns where that is no gap; or nothing. */
export function firstOdd(log: Log) {
  const columns = ["loss", "gradientNorm", "positiveDistance", "negativeDistance", "embeddingNorm"];
  const places = columns.map((name) => {
    const all = Array.from(log[name] ?? []);
    const at = all.findIndex((value) => value !== null && !Number.isFinite(value));
    return { name, at, value: all[at]!, step: (log.step ?? log.epoch)?.[at] ?? at + 1 };
  });
  return places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at).at(0);
}

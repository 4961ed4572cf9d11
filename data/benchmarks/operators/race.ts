import type { BatchFiles } from "./batch_files.ts";
import { disagreement } from "./disagreement.ts";
import { groups } from "./groups.ts";
import type { Classes, Implementation, Operator } from "./implementations.ts";
import type { Participant } from "./participant.ts";
import type { Row } from "./row.ts";
import { spread } from "./spread.ts";

/** One batch that everyone computes. */
export interface RaceCase {
  /** What is computed. */
  operator: Operator;
  /** B. */
  batch: number;
  /** D. */
  dim: number;
  /** The labels. */
  classes: Classes;
  /** The batch itself. */
  files: BatchFiles;
}

/** What a race is run with. */
export interface RaceOptions {
  /** How many rounds. */
  rounds: number;
  /** Bytes that all processes of a group may take together. */
  room: number;
  /** When everything has to be over, in milliseconds of `performance.now`. */
  until: number;
  /** Starts an implementation's process and tells it the batch; throws where it cannot be had. */
  start(
    one: Implementation,
    details: Record<string, unknown>,
  ): Promise<Participant>;
  /** Told what is going on. */
  say(message: string): void;
}

/** Margin of the triplets; relaxation and scale of CircleLoss; side of the products. */
export const SETTINGS = { margin: 0.2, m: 0.25, gamma: 256, product: 1024 } as const;

/** Two digits are all that an estimate has. */
function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(2))} GB`;
}

/** Longer than this no single call may take. */
const LONGEST = 15;
/** A round's time is the mean of as many calls as fill this many seconds in a quiet moment. */
const BURST = 0.03;
/** A slow implementation gets fewer rounds, these seconds altogether but three rounds at least; so
 * does PyTorch with the default allocator, which no target is set on. */
const SHARE = 1.5;

interface Runner {
  one: Implementation;
  participant: Participant;
  seconds: number;
  calls: number;
  turns: number;
  times: number[];
  row: Row;
}

/**
 * Races implementations on one batch: each is a process that is alive all the time, each is given one
 * burst of calls a round, in turns, and what is told is the median of the rounds.
 *
 * @returns a row for each, also for those that took no part
 */
export async function race(
  { operator, batch, dim, classes, files }: RaceCase,
  implementations: readonly Implementation[],
  options: RaceOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  const rowOf = (one: Implementation, group: number): Row => ({
    operator: one.operator,
    implementation: one.name,
    runtime: one.runtime,
    allocator: one.allocator ?? "",
    direction: one.backward ? "forward and backward" : "forward",
    batch,
    dim: one.operator === "product" ? SETTINGS.product : dim,
    classes,
    group,
    threads: one.threads ?? 0,
    status: "left out",
    reason: "",
    rounds: 0,
    calls: 0,
    median: null,
    lower: null,
    upper: null,
    least: null,
    most: null,
    memory: null,
    loss: null,
    gradientNorm: null,
  });
  const leaveOut = (one: Implementation, group: number, reason: string) =>
    rows.push({ ...rowOf(one, group), reason });

  const able = implementations.map((one) => ({
    one,
    bytes: one.bytes(batch, files.mostPositives),
  })).filter(({ one, bytes }) => {
    const seconds = one.seconds?.(batch, files.mostPositives) ?? 0;
    const reason = batch > (one.upTo ?? Infinity)
      ? `only up to B = ${one.upTo} with this allocator`
      : bytes > options.room
      ? `needs about ${gigabytes(bytes)}, ${gigabytes(options.room)} were free`
      : seconds > LONGEST
      ? `needs about ${Math.round(seconds)} s a call`
      : "";
    if (reason) leaveOut(one, 0, reason);
    return !reason;
  });
  // Ours run beside every group, so that every ratio is one of the same minutes.
  const isControl = ({ one }: { one: Implementation }) =>
    one.engine !== undefined || one.operator === "product" || one.task === "fused";
  const controls = able.filter(isControl);
  const taken = controls.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = groups(able.filter((one) => !isControl(one)), Math.max(options.room - taken, 1));
  if (parts.length === 0) parts.push([]);
  for (const [group, part] of parts.entries()) {
    const beside = controls.filter(({ one }) =>
      group === 0 || one.engine !== "plain" || batch <= 1024
    );
    await runGroup(group, [...beside, ...part]);
  }
  return rows;

  async function runGroup(group: number, members: { one: Implementation; bytes: number }[]) {
    const runners: Runner[] = [];
    for (const { one, bytes } of members) {
      if (performance.now() > options.until) {
        leaveOut(one, group, "the time was up");
        continue;
      }
      options.say(`${one.name} (${one.runtime})`);
      const row = rowOf(one, group);
      rows.push(row);
      let participant: Participant | undefined;
      try {
        const details = {
          operator: one.task ?? operator,
          engine: one.engine,
          kind: operator === "convolution-step" ? "conv" : "mlp",
          batch,
          dim,
          embeddings: files.embeddings,
          labels: files.labels,
          threads: one.threads ?? 0,
          limit: Math.min(2 * bytes + 2e9, options.room * 1.1),
          ...SETTINGS,
        };
        participant = await options.start(one, details);
        const answer = await participant.ask({ do: "prepare" }, 8 * LONGEST);
        if (answer.error) throw new Error(answer.error);
        const seconds = answer.seconds as number;
        const calls = Math.max(1, Math.min(2000, Math.ceil(BURST / seconds)));
        const least = seconds > 3 ? 1 : Math.min(3, options.rounds);
        const share = one.allocator === "default" ? 0 : Math.floor(SHARE / seconds);
        const turns = Math.max(least, Math.min(options.rounds, share));
        row.loss = answer.loss as number;
        row.gradientNorm = answer.gradientNorm as number | null;
        row.memory = answer.peak as number;
        runners.push({ one, participant, seconds, calls, turns, times: [], row });
      } catch (error) {
        row.status = "failed";
        row.reason = (error as Error).message;
        await participant?.end();
      }
    }
    for (const { row } of runners) {
      row.reason = disagreement(row, rows);
      if (row.reason) row.status = "failed";
    }
    for (let round = 0; round < options.rounds; round++) {
      if (round > 0 && performance.now() > options.until) break;
      options.say(`round ${round + 1} of ${options.rounds}`);
      for (const runner of runners) {
        const { participant, seconds, calls, turns, times, row } = runner;
        // Spread evenly over the rounds, and everyone's first is the first.
        const due = (r: number) => Math.ceil((r * turns) / options.rounds);
        if (due(round + 1) === due(round) || row.status === "failed") continue;
        // The last one's threads still spin for a moment, and the caches are full of its data: let
        // them come to rest, and let this one warm up a little.
        await new Promise((resolve) => setTimeout(resolve, 5));
        const warm = seconds > 0.5 ? 0 : Math.ceil(calls / 5);
        const answer = await participant.ask(
          { do: "burst", calls, warm, most: 4 * BURST },
          4 * LONGEST,
        );
        if (answer.error) {
          row.status = "failed";
          row.reason = answer.error;
        } else {
          times.push((answer.seconds as number) * 1000);
          row.memory = answer.peak as number;
        }
      }
    }
    for (const { participant, times, calls, row } of runners) {
      await participant.end();
      if (times.length === 0 || row.status === "failed") continue;
      Object.assign(row, { status: "measured", rounds: times.length, calls, ...spread(times) });
    }
  }
}

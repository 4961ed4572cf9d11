import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "#lib/workspace/child_environment.ts";
import { DENO, ROOT } from "#lib/workspace/paths.ts";
import { writeBatch } from "./batch_files.ts";
import {
  type Classes,
  type Implementation,
  implementationsOf,
  type Operator,
} from "./implementations.ts";
import { ownProcess, type Participant, PeerHost } from "./participant.ts";
import { race } from "./race.ts";
import type { Row } from "./row.ts";
import { writeRows } from "./results.ts";
import { compileSgemm } from "./sgemm.ts";

/** What is raced: one operator over some sizes. */
export interface Plan {
  /** The operator. */
  operator: Operator;
  /** B, each. */
  batches: readonly number[];
  /** The labels, each. */
  classes: readonly Classes[];
}

/** What {@linkcode runRaces} is given. */
export interface RunOptions {
  /** The races. */
  plans: readonly Plan[];
  /** How many rounds each. */
  rounds: number;
  /** How many minutes altogether, at most. */
  minutes: number;
  /** Python with the peers; undefined: without them. */
  python?: string;
  /** Why there is no Python. */
  noPython: string;
  /** Bun; undefined: without it. */
  bun?: string;
  /** Where batches and compiled files go. */
  folder: string;
  /** Told what is going on: the race, and the share of races done. */
  say(message: string, share: number): void;
}

/** What {@linkcode runRaces} found. */
export interface RunResult {
  /** A row for each implementation and batch. */
  rows: Row[];
  /** The peers' versions. */
  versions: Record<string, string>;
  /** The load average at each race's beginning. */
  loads: number[];
}

/** The batches that something has to be reached at come first, in case the time is up; last ten classes
 * in large batches, of which nothing is asked and which take longest. */
const ORDER = [256, 1024, 4096, 512, 8192, 64, 128, 2048];

function place({ batch, classes }: { batch: number; classes: Classes }): number {
  const last = classes === "10 classes" && batch > 1024;
  return ORDER.indexOf(batch) + (last ? ORDER.length : 0);
}

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIM = 128;

/** glibc keeps what it has: else each large tensor costs PyTorch a fault for every page. */
const TUNED = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "100000000000",
  MALLOC_TOP_PAD_: "268435456",
};

/** Runs all races, one after the other. */
export async function runRaces(options: RunOptions): Promise<RunResult> {
  const { plans, rounds, python, bun, folder } = options;
  const until = performance.now() + options.minutes * 60_000;
  const library = compileSgemm(folder);
  const hosts = new Map<string, PeerHost>();
  const versions: Record<string, string> = {};
  const loads: number[] = [];
  const rows: Row[] = [];

  async function host(framework: string, allocator: string): Promise<PeerHost> {
    const key = `${framework} ${allocator}`;
    const known = hosts.get(key);
    if (known && !known.broken) return known;
    await known?.end();
    const env = childEnvironment(allocator === "tuned" ? TUNED : {});
    const made = new PeerHost(python!, HERE, framework, env);
    hosts.set(key, made);
    await made.ready();
    Object.assign(versions, made.versions);
    return made;
  }

  async function start(
    one: Implementation,
    details: Record<string, unknown>,
  ): Promise<Participant> {
    if (one.peer) {
      if (!python) throw new Error(options.noPython);
      const { framework, name } = one.peer;
      return (await host(framework, one.allocator ?? "default")).start(name, details);
    }
    if (one.operator === "product" && !library) throw new Error("no C compiler");
    if (one.runtime === "bun" && !bun) throw new Error("no Bun");
    const program = path.join(HERE, one.program!);
    return one.runtime === "bun"
      ? ownProcess(bun!, [program], ROOT, childEnvironment(), details)
      : ownProcess(
        DENO,
        ["run", "--no-lock", "--quiet", "-A", program],
        ROOT,
        childEnvironment(),
        details,
      );
  }

  const cases = plans.flatMap(({ operator, batches, classes }) =>
    batches.flatMap((batch) =>
      classes.map((kind) => ({ operator, batch, dim: DIM, classes: kind }))
    )
  ).toSorted((a, b) => place(a) - place(b));
  try {
    for (const [i, one] of cases.entries()) {
      const name = `${one.operator}, B = ${one.batch}, ${one.classes}`;
      const files = writeBatch(path.join(folder, "batches"), one.batch, DIM, one.classes);
      loads.push(os.loadavg()[0]);
      const members = implementationsOf(one.operator);
      if (one.operator === "batch-all") members.push(...implementationsOf("product"));
      const found = await race({ ...one, files }, members, {
        rounds,
        until,
        room: 0.75 * Deno.systemMemoryInfo().available,
        start: (member, details) => start(member, { ...details, library, backend: "tensorflow" }),
        say: (message) => options.say(`${name}: ${message}`, i / cases.length),
      });
      rows.push(...found);
      // Whoever ends this early keeps what there is.
      writeRows(path.join(folder, "so_far.parquet"), rows);
    }
  } finally {
    for (const one of hosts.values()) await one.end();
  }
  return { rows, versions, loads };
}

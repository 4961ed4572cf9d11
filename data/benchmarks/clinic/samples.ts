/** The study's samples and threads, as the clinic takes them. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { diagnose, type DiagnoseOptions, type Sample } from "../../../lib/clinic/mod.ts";
import type { Brought, Shot } from "./outcome.ts";
import type { Case } from "./plan.ts";

/** A training of the study with what somebody would bring of it. */
export type Seeded = Case & { sample: Sample; options: DiagnoseOptions };

/** All samples of `samples.jsonl.gz`. */
export function readSamples(): Seeded[] {
  const bytes = readFileSync(new URL("samples.jsonl.gz", import.meta.url));
  return gunzipSync(bytes).toString().split("\n").map((line) => {
    const { brought, ...one } = JSON.parse(line) as Case & { brought: Brought };
    const { log, snapshots, value, options } = brought;
    const sample = {
      ...(log && { log }),
      ...(snapshots && { snapshots: snapshots.map(snapshotOf) }),
      ...(value && { value: { loss: value.loss, batch: snapshotOf(value.batch) } }),
    };
    return { ...one, sample, options };
  });
}

function snapshotOf({ embeddings, part, ...shot }: Shot) {
  const bytes = Uint8Array.from(atob(embeddings), (c) => c.charCodeAt(0));
  const known = part as "train" | "test" | "query" | "gallery" | undefined;
  return { ...shot, ...(known && { part: known }), embeddings: new Float32Array(bytes.buffer) };
}

/** A public thread, and what the clinic says of its numbers. */
export interface Thread {
  thread: string;
  told: string;
  /** Whether the thread printed the numbers, or they were drawn after its words. */
  numbers: string;
  concluded: string;
  /** The findings that say what the thread concluded; none where that is no disease, or open. */
  agrees: string[];
  verdict: string;
  found: string[];
  /** Whether the clinic says what the thread concluded. */
  same: boolean;
}

/** The threads of `threads.json`, each diagnosed. */
export function readThreads(): Thread[] {
  const threads = JSON.parse(readFileSync(new URL("threads.json", import.meta.url), "utf8"));
  return threads.map(
    ({ log, options, ...thread }: Thread & Sample & { options: DiagnoseOptions }) => {
      const { verdict, findings } = diagnose({ log }, options);
      const found = findings.map(({ id, sure }) => `${id} (${sure})`);
      const same = thread.agrees.length === 0
        ? verdict !== "ill"
        : findings.some(({ id }) => thread.agrees.includes(id));
      return { ...thread, verdict, found, same };
    },
  );
}

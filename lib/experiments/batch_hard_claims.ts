import { readRun } from "../training/runs/read_run.ts";
import type { RunFacts } from "../training/runs/run_folder.ts";

/** What differs between the recorded trainings; everything else is the same in all of them. */
export interface ClaimSetting {
  /** The margin of the batch-hard loss. */
  margin: number;
  /** Whether the embeddings are scaled to length 1. */
  normalize: boolean;
  /** Images in a batch: 4 classes of `batch / 4`. */
  batch: number;
  /** Batches shown in all. */
  steps: number;
}

/** The recorded trainings behind article 4's claims, ready to be asked. */
export interface BatchHardClaims {
  /** What was trained, on what, with which versions. */
  facts: RunFacts;
  /** How many trainings there are. */
  count: number;
  /** The setting in the middle, of which each study changes one thing. */
  middle: Readonly<ClaimSetting>;
  /**
   * One number a seed, in the order of the seeds, so that two answers can be subtracted.
   *
   * `values(changed, judge)`: the middle with some of it changed, at the end of the training; judged
   * by recall@1 by default.
   */
  values: (changed: Partial<ClaimSetting>, judge?: "recall1" | "mapAtR") => number[];
  /** Recall@1 of the middle's networks before any training, one number a seed. */
  untrained: number[];
  /** The median distance to the negatives on the way, `[step, mean over the seeds]`, in the middle's batches. */
  negatives: (margin: number) => [step: number, distance: number][];
  /** The smallest share of active triplets at any kept step with this margin, in the middle's batches. */
  leastActive: (margin: number) => number;
}

type Evaluation = ClaimSetting & Record<"seed" | "step" | "recall1" | "mapAtR", number>;
type Step = ClaimSetting & Record<"seed" | "step" | "negative50" | "active", number>;

/**
 * Reads what `deno task record-batch-hard` has recorded: trainings with several margins, with and
 * without normalisation, and with several sizes of batch, each with five seeds.
 *
 * @param options `folder`: where runs are kept (`data/runs` of this project).
 * @returns Facts, and functions that answer with one number a seed.
 * @throws {RangeError} When there is no such recording; from `values`, when it has no such setting.
 *
 * @example
 * ```ts
 * import { readBatchHardClaims } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { middle, values } = await readBatchHardClaims();
 * assertEquals(values({ margin: 0.3 }), values(middle));
 * assertEquals(values({ margin: 2 }, "mapAtR").length, 5);
 * ```
 */
export async function readBatchHardClaims(
  options: { folder?: string } = {},
): Promise<BatchHardClaims> {
  const { facts, evaluations, steps } = await readRun("batch_hard_claims", options);
  const judged = evaluations.toRecords() as unknown as Evaluation[];
  const kept = steps.toRecords() as unknown as Step[];
  const middle = { margin: 0.3, normalize: true, batch: 32, steps: 600 };
  const find = <Row extends ClaimSetting & { seed: number }>(
    rows: readonly Row[],
    changed: Partial<ClaimSetting>,
  ) => {
    const wanted = Object.entries({ ...middle, ...changed }) as [keyof ClaimSetting, unknown][];
    const found = rows.filter((row) => wanted.every(([key, value]) => row[key] === value));
    if (found.length > 0) return found.sort((one, other) => one.seed - other.seed);
    throw new RangeError(
      `changed: expected a setting that was recorded, got ${
        wanted.map(([key, value]) => `${key} ${value}`).join(", ")
      }`,
    );
  };
  return {
    facts,
    count: judged.filter(({ step, steps }) => step === steps).length,
    middle,
    values: (changed, judge = "recall1") =>
      find(judged, changed).filter(({ step, steps }) => step === steps).map((row) => row[judge]),
    untrained: find(judged, {}).filter(({ step }) => step === 0).map(({ recall1 }) => recall1),
    negatives: (margin) => {
      const rows = find(kept, { margin });
      return [...new Set(rows.map(({ step }) => step))].sort((a, b) => a - b).map((step) => {
        const there = rows.filter((row) => row.step === step);
        return [step, there.reduce((sum, row) => sum + row.negative50, 0) / there.length];
      });
    },
    leastActive: (margin) => Math.min(...find(kept, { margin }).map(({ active }) => active)),
  };
}

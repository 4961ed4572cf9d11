import { checkOptions } from "../../checks/mod.ts";
import { existsSync, join } from "../../host/node.ts";
import { polars } from "../../host/polars.ts";
import type { DataFrame } from "../tfjs_types.ts";
import { readParquet } from "./parquet.ts";
import { readJson, type RunFacts, runFolder, runsFolder } from "./run_folder.ts";

/** A recorded run, read back. */
export interface RecordedRun {
  /** What `run.json` holds. */
  facts: RunFacts;
  /** A row for each step. */
  steps: DataFrame;
  /** A row for each evaluation; without rows when the run was not evaluated. */
  evaluations: DataFrame;
  /** The path of its weights, for `loadWeights`. */
  weights: string;
  /** Whether sums vouch for the bytes of both tables. */
  checked: boolean;
}

/**
 * Reads a recorded run: its facts, and its steps and evaluations as polars DataFrames.
 *
 * @param options `folder`: where runs are kept (`data/runs` of this project).
 * @throws {RangeError} When there is no such run, or a table of it was damaged.
 *
 * @example What is missing is said
 * ```ts
 * import { readRun } from "@triplet-lab/triplet-lab/training";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readRun("no-such-run"), RangeError, "name: expected a recorded run");
 * ```
 */
export async function readRun(name: string, options?: { folder?: string }): Promise<RecordedRun> {
  const path = runFolder(name, checkOptions(options, "folder").folder ?? runsFolder());
  const facts = await readJson<RunFacts>(join(path, "run.json"));
  if (!facts || !existsSync(join(path, "steps.parquet"))) {
    throw new RangeError(`name: expected a recorded run, got ${name}, without steps in ${path}`);
  }
  const file = join(path, "evaluations.parquet");
  const { table: steps, checked } = await readParquet(join(path, "steps.parquet"));
  const evaluated = existsSync(file)
    ? await readParquet(file)
    : { table: (await polars()).DataFrame({}), checked: true };
  const weights = join(path, "weights.safetensors");
  const sums = { checked: checked && evaluated.checked };
  return { facts, steps, evaluations: evaluated.table, weights, ...sums };
}

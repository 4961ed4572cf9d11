import { nodeModule } from "../../host/node_module.ts";
import { parquet } from "./parquet.ts";
import type { RunFacts } from "./run_folder.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";

const { mkdir } = nodeModule("node:fs/promises");
const { join } = nodeModule("node:path");

/** Rows of a study's table: what differs between its runs, and what was measured. */
export type StudyRows = Parameters<typeof parquet>[0];

/**
 * Writes many short trainings into one folder, as `readRun` reads it: what was chosen, what was
 * measured, and some of the steps. No weights, so it stays small enough to commit.
 *
 * @param folder Where the files go; made when it is not there.
 * @param facts What `run.json` tells; written last.
 * @param tables The evaluations and the steps of all runs, and further tables by their files' names.
 */
export async function writeStudy(
  folder: string,
  facts: RunFacts,
  tables: { evaluations: StudyRows; steps: StudyRows; [name: string]: StudyRows },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, rows] of Object.entries(tables)) {
    await writeAtomic(join(folder, `${name}.parquet`), await parquet(rows));
  }
  await writeAtomic(join(folder, "run.json"), JSON.stringify(facts, null, 2) + "\n");
}

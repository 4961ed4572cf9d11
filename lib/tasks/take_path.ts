import { realpath } from "node:fs/promises";
import process from "node:process";
import { takeLock, Taken } from "../workspace/lock.ts";
import { sumOf } from "../workspace/sum_beside.ts";

/** Takes a file or folder for this program alone; leaves with a sentence where another has it. */
export async function takePath(option: string, path: string, mend: string): Promise<void> {
  const sum = sumOf(await realpath(path)).slice(0, 16);
  try {
    await takeLock(`path-${sum}`);
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    console.error(
      `${option}: expected one that nothing else writes to now, got ${path}, which ${error.owner}, ` +
        `writes to; wait for it${mend}`,
    );
    process.exit(2);
  }
}

import { realpath } from "../host/node.ts";
import { takeLock } from "../workspace/lock.ts";
import { sumOf } from "../workspace/sum_beside.ts";
import { refuse } from "./options.ts";

/** Takes a file or folder for this program alone; leaves with a sentence where another has it. */
export async function takePath(option: string, path: string, mend: string): Promise<void> {
  const place = await realpath(path).catch(() => path); // which is then to be made
  await takeLock(`path-${sumOf(place).slice(0, 16)}`, (owner) =>
    refuse(
      `${option}: expected one that nothing else writes to now, got ${path}, which ${owner}, ` +
        `writes to; wait for it${mend}`,
    ));
}

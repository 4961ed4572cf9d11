import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { scratchFolder } from "./scratch_folder.ts";
import { writeAtomic } from "./write_atomic.ts";

/**
 * Writes files that belong together, each whole or not at all; what a kill leaves half written beside
 * them is removed by the next that works here.
 *
 * @throws {Error} When one cannot be written, as on a full disk.
 */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  await using _scratch = await scratchFolder("write", { written: [...files.keys()] });
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomic(path, content);
  }
}

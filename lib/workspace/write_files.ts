import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomic } from "./write_atomic.ts";

/** Writes files, each whole, with the folders they lie in. */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomic(path, content);
  }
}

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { scratchFolder } from "./scratch_folder.ts";
import { writeAtomic } from "./write_atomic.ts";

/** Writes files, each whole; what a kill leaves beside them the next scratch folder removes. */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  await using _scratch = await scratchFolder("write", { written: [...files.keys()] });
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomic(path, content);
  }
}

import { dirname, open, rename, rm } from "../host/node.ts";
import { makeWhole } from "./make_whole.ts";
import { reasonOf } from "./system_error.ts";

/** Replaced in tests of a full disk. */
const FILES = { open, rename, rm };

/** Writes a file whole ({@linkcode makeWhole}) and to the disk, or keeps the old content. */
export async function writeAtomic(path: string, bytes: Uint8Array | string, files = FILES) {
  const made = makeWhole(path, async (draft) => {
    const file = await files.open(draft, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }, files);
  await made.then(() => syncFolder(dirname(path), files)).catch(unwritten(path));
}

export const unwritten = (path: string) => (cause: unknown): never => {
  const what = `could not be written (${reasonOf(cause)}); what it held before is kept`;
  throw new Error(`${path}: ${what}`, { cause });
};

/** Makes the rename itself last through a power cut; not every system can, and none needs to. */
async function syncFolder(folder: string, files: typeof FILES): Promise<void> {
  try {
    const handle = await files.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // A folder cannot be opened on Windows.
  }
}

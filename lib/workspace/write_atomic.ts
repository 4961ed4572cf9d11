import { dirname, open, rename, rm } from "../host/node.ts";
import { makeWhole } from "./make_whole.ts";

/** The file functions that {@linkcode writeAtomic} uses; replaced in tests of a full disk. */
const FILES = { open, rename, rm };

/**
 * Writes a file so that a reader, and a run killed at any moment, finds the old content or the new
 * one, never a part: into a file beside it, to the disk, then renamed over it. Of two that write the
 * same file at once, on one machine or on two, the later one's content stays, whole.
 *
 * @throws {Error} When the file cannot be written, as on a full disk; the old content is kept.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array | string,
  files = FILES,
): Promise<void> {
  try {
    await makeWhole(path, async (draft) => {
      const file = await files.open(draft, "w");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }, files);
    await syncFolder(dirname(path), files);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const why = code === "ENOSPC" ? "the disk is full" : message;
    throw new Error(`${path}: could not be written (${why}); what it held before is kept`, {
      cause: error,
    });
  }
}

/** Makes the rename itself last through a power cut; not every system can, and none needs to. */
async function syncFolder(folder: string, files: typeof FILES): Promise<void> {
  try {
    const handle = await files.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // A folder cannot be opened on Windows.
  }
}

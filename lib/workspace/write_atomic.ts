import { nodeModule } from "../host/node_module.ts";

const { randomUUID } = nodeModule("node:crypto");
const { open, readdir, rename, rm } = nodeModule("node:fs/promises");
const { dirname, join } = nodeModule("node:path");
const process = nodeModule("node:process");

/** The file functions that {@linkcode writeAtomic} uses; replaced in tests of a full disk. */
export interface AtomicFiles {
  /** Opens a file. */
  open: typeof open;
  /** Renames a file. */
  rename: typeof rename;
  /** Deletes a file. */
  rm: typeof rm;
}

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
  files: AtomicFiles = { open, rename, rm },
): Promise<void> {
  // Two that write the same file at once have a half each, whose name tells whose it is.
  const beside = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await files.open(beside, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(beside, path);
    await syncFolder(dirname(path), files);
  } catch (error) {
    await files.rm(beside, { force: true }).catch(() => {});
    const { code, message } = error as { code?: string; message: string };
    const why = code === "ENOSPC" ? "the disk is full" : message;
    throw new Error(`${path}: could not be written (${why}); what it held before is kept`, {
      cause: error,
    });
  }
}

/**
 * Removes the files that {@linkcode writeAtomic} left half written where it was killed.
 *
 * @param folder Where they lie; it need not be there.
 * @param left Whether a process, by its number, is one that was killed.
 */
export async function removeHalves(folder: string, left: (pid: number) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(name)?.[1];
    if (pid && left(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** Makes the rename itself last through a power cut; not every system can, and none needs to. */
async function syncFolder(folder: string, files: AtomicFiles): Promise<void> {
  try {
    const handle = await files.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // A folder cannot be opened on Windows.
  }
}
